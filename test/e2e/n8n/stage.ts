import { VENDORS } from '../../../core';
import { secretFieldOf } from '../../../demo/sandbox-configuration';
import type { Sandbox, Stats } from '../../../sandbox';
import { type ExecutionRecord, itemsOf, type N8nHost } from './host';
import type { N8nRest } from './rest';
import type { VendorCase } from './vendor-cases';
import {
  type RequestStep,
  requestWorkflow,
  type StoredCredential,
  type Workflow,
} from './workflows';

/** What one vendor's servers counted while something ran. */
export interface Traffic {
  tokenRequests: number;
  wrongSecretRequests: number;
  /** Requests to the API without the test calls. */
  itemRequests: number;
  testCalls: number;
  /** Requests with a token that the vendor did not accept. */
  rejectedTokens: number;
}

/** Everything a row works on, and what it leaves behind for the search for leaks. */
export class Stage {
  /** Every secret that was typed into a credential. */
  readonly secrets = new Set<string>();
  /** Sentences that were shown to a person. */
  readonly shownTexts: string[] = [];
  private made = 0;

  constructor(
    readonly sandbox: Sandbox,
    readonly host: N8nHost,
    readonly rest: N8nRest,
    /** Of the HTTP Request node, where it is not the usual n8n. */
    private readonly requestNodeVersion?: number,
  ) {}

  /**
   * Puts the vendor back to its beginning, but with a secret that nobody has used yet: no process
   * can have a token for it. Answers that secret.
   */
  freshSecret(vendorCase: VendorCase): string {
    vendorCase.vendor.reset();
    this.sandbox.elsewhere.reset();
    if (!vendorCase.requestsTokens) return vendorCase.firstSecret;
    const secret = `fresh-${vendorCase.id}-${String(++this.made)}-${'x'.repeat(12)}`;
    vendorCase.vendor.set({ clientSecret: secret });
    return secret;
  }

  /** Saves a credential of this case, with these fields in place of the usual ones. */
  async credential(
    vendorCase: VendorCase,
    fields: Record<string, unknown>,
  ): Promise<StoredCredential> {
    this.rememberSecrets(fields);
    const name = `${vendorCase.id} ${String(++this.made)}`;
    return await this.rest.createCredential({ name, type: vendorCase.credentialType }, fields);
  }

  /** Changes fields of a saved credential. */
  async edit(credential: StoredCredential, fields: Record<string, unknown>): Promise<void> {
    this.rememberSecrets(fields);
    await this.rest.updateCredential(credential, fields);
  }

  /** Tests a saved credential with edited fields; answers what the person is told. */
  async test(credential: StoredCredential, editedFields: Record<string, unknown> = {}) {
    this.rememberSecrets(editedFields);
    const verdict = await this.rest.testCredential(credential, editedFields);
    this.shownTexts.push(verdict.message);
    return verdict;
  }

  /** Runs HTTP Request nodes, `itemCount` items each, in the server. */
  async run(steps: RequestStep[], itemCount: number): Promise<Outcome> {
    const name = `${steps[0]?.credential.name ?? ''} run ${String(++this.made)}`;
    const typeVersion = this.requestNodeVersion;
    const ofThisN8n =
      typeVersion === undefined ? steps : steps.map((step) => ({ typeVersion, ...step }));
    return await this.runWorkflow(requestWorkflow({ id: '', name, itemCount, steps: ofThisN8n }));
  }

  /** Saves any workflow and runs it by hand in the server. */
  async runWorkflow(workflow: Workflow): Promise<Outcome> {
    const id = await this.rest.createWorkflow(workflow);
    return new Outcome(await this.rest.run(id), this.shownTexts);
  }

  /** Does something and answers what the vendor counted meanwhile. */
  async traffic(vendorCase: VendorCase, action: () => Promise<unknown>): Promise<Traffic> {
    const [traffic] = await this.trafficOfAll([vendorCase], action);
    if (!traffic) throw new Error('One case has one traffic.');
    return traffic;
  }

  /** As `traffic`, for several vendors at a time; in their order. */
  async trafficOfAll(cases: VendorCase[], action: () => Promise<unknown>): Promise<Traffic[]> {
    const before = cases.map(({ vendor }) => vendor.stats());
    await action();
    return cases.map(({ vendor }, index) => difference(before[index], vendor.stats()));
  }

  /** Every secret that was typed, and every token that a vendor handed out. */
  needles(cases: VendorCase[]): string[] {
    const tokens = cases.flatMap(({ vendor }) => vendor.issuedTokens());
    const firstSecrets = cases.map(({ firstSecret }) => firstSecret);
    return [...new Set([...this.secrets, ...firstSecrets, ...tokens])];
  }

  private rememberSecrets(fields: Record<string, unknown>): void {
    for (const name of SECRET_FIELDS) {
      const value = fields[name];
      if (typeof value === 'string' && value !== '' && !value.startsWith('=')) {
        this.secrets.add(value);
      }
    }
  }
}

/** What is a secret in the form of any vendor. */
const SECRET_FIELDS = new Set(VENDORS.map(({ id }) => secretFieldOf(id)));

function difference(before: Stats | undefined, after: Stats): Traffic {
  const grown = (count: (stats: Stats) => number) => count(after) - (before ? count(before) : 0);
  const testCalls = grown((stats) => stats.testCalls);
  return {
    tokenRequests: grown((stats) => stats.tokenRequests),
    wrongSecretRequests: grown((stats) => stats.wrongSecretRequests),
    itemRequests: grown((stats) => stats.apiRequests) - testCalls,
    testCalls,
    rejectedTokens: grown((stats) => stats.rejectedTokens),
  };
}

/** How an execution of HTTP Request nodes went. */
export class Outcome {
  constructor(
    readonly record: ExecutionRecord,
    shownTexts: string[],
  ) {
    shownTexts.push(this.message());
  }

  /** Items that came out of a node without an error. */
  succeeded(nodeName: string): number {
    return this.items(nodeName).filter((item) => !('error' in item)).length;
  }

  /** What the node answered, item by item. */
  items(nodeName: string): Record<string, unknown>[] {
    return itemsOf(this.record, nodeName);
  }

  /** The error that ended the execution, as a person reads it; empty if there was none. */
  message(): string {
    const { error } = this.record.data.resultData;
    return error ? [error.message, error.description].filter(Boolean).join(' – ') : '';
  }

  /** The first error that an item of the node carries on, as a person reads it. */
  itemMessage(nodeName: string): string {
    for (const { error } of this.items(nodeName)) {
      if (typeof error === 'string') return error;
      if (typeof error === 'object' && error !== null) {
        const { message, description } = error as { message?: string; description?: string };
        return [message, description].filter(Boolean).join(' – ');
      }
    }
    return '';
  }
}
