import { N8nHost, type RunningN8n } from '../../n8n/host';
import type { N8nInstallation } from '../../n8n/install';
import { N8nRest } from '../../n8n/rest';
import {
  node,
  referenceTo,
  type StoredCredential,
  type Workflow,
  type WorkflowNode,
} from '../../n8n/workflows';
import { PACKAGE_NAME } from '../../n8n/package';
import type { Call, FieldHost, Login, Outcome } from './field-host';

const CREDENTIAL_TYPE = 'clientCredentialsApi';
const ENDS_WITHIN_MS = 120_000;
/** All of the form's questions are asked for, as n8n leaves out the fields of the others. */
const MORE_OPTIONS = ['asking', 'finding', 'lifetime', 'placing', 'rejecting', 'certificate'];

/** An n8n server with a credential and a workflow for each login. */
export class FieldN8n implements FieldHost {
  readonly name = 'n8n';
  readonly routes = ['item'] as const;
  readonly rowsAtOnce = 8;
  private running: RunningN8n | undefined;
  private rest: N8nRest | undefined;
  private readonly addresses = new Map<string, string>();

  private constructor(
    private readonly host: N8nHost,
    private readonly installation: N8nInstallation,
  ) {}

  static async create(installation: N8nInstallation, tarball: string): Promise<FieldN8n> {
    return new FieldN8n(await N8nHost.create({ installation, tarball }), installation);
  }

  async deploy(logins: readonly Login[]): Promise<void> {
    await this.host.importCredentials(
      logins.map((login) => ({ ...credentialOf(login), data: dataOf(login) })),
    );
    this.running = await this.host.startServer();
    this.rest = await N8nRest.signIn(this.running.url, this.installation);
    for (const login of logins) await this.publish(login.id, requestOf(login));
  }

  async call(login: Login, calls: readonly Call[]): Promise<readonly Outcome[]> {
    const items = await this.execute(login.id, calls);
    return calls.map((_call, index) => outcomeOf(items[index]));
  }

  async check(login: Login): Promise<void> {
    const path = `check-${login.id}`;
    if (!this.addresses.has(path)) await this.publish(path, checkOf(login));
    await this.execute(path, [{}]);
  }

  async stop(): Promise<void> {
    await this.running?.process.stop();
    await this.host.remove();
  }

  private async publish(path: string, last: WorkflowNode): Promise<void> {
    if (this.rest === undefined) throw new Error('The server comes before its workflows.');
    const id = await this.rest.createWorkflow(workflowOf(path, last));
    this.addresses.set(path, await this.rest.publishWorkflow(id, `webhook/${path}`));
  }

  /** @returns what came out of the last node, item by item */
  private async execute(
    path: string,
    items: readonly object[],
  ): Promise<readonly Record<string, unknown>[]> {
    const response = await fetch(this.addresses.get(path) ?? '', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ items }),
      signal: AbortSignal.timeout(ENDS_WITHIN_MS),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`n8n answers ${response.status} for ${path}: ${text}`);
    return JSON.parse(text) as Record<string, unknown>[];
  }
}

function outcomeOf(item: Record<string, unknown> | undefined): Outcome {
  const { error, statusCode } = item ?? { error: 'There is no item.' };
  const isFailure = item === undefined || 'error' in item;
  return {
    status: typeof statusCode === 'number' ? statusCode : undefined,
    isFailure,
    says: isFailure ? sentencesOf(error) : '',
  };
}

function sentencesOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  const { message, description } = error as { message?: string; description?: string };
  return [message, description].filter(Boolean).join(' – ');
}

function credentialOf({ id }: Login): StoredCredential {
  return { id: `field-${id}`, name: `field ${id}`, type: CREDENTIAL_TYPE };
}

/** Many tenants share one credential here, whose client id is an expression. */
function dataOf({ fields, tenants }: Login): Record<string, unknown> {
  const ofTenant = tenants.length === 0 ? {} : { clientId: '={{ $json.tenant }}' };
  return { ...fields, ...ofTenant, moreOptions: MORE_OPTIONS };
}

function requestOf(login: Login): WorkflowNode {
  const headers = Object.entries(login.nodeHeaders).map(([name, value]) => ({ name, value }));
  return ofLogin(login, 'n8n-nodes-base.httpRequest', 4.5, {
    method: '={{ $json.method }}',
    url: '={{ $json.url }}',
    authentication: 'predefinedCredentialType',
    nodeCredentialType: CREDENTIAL_TYPE,
    ...(headers.length > 0 && { sendHeaders: true, headerParameters: { parameters: headers } }),
    options: { timeout: 30_000, response: { response: { fullResponse: true } } },
  });
}

function checkOf(login: Login): WorkflowNode {
  const parameters = { credentialType: CREDENTIAL_TYPE, operation: 'check' };
  return ofLogin(login, `${PACKAGE_NAME}.vendorToken`, 1, parameters);
}

function ofLogin(
  login: Login,
  type: string,
  version: number,
  parameters: Record<string, unknown>,
): WorkflowNode {
  return {
    ...node('Last', type, version, parameters),
    credentials: referenceTo(credentialOf(login)),
    onError: 'continueRegularOutput',
  };
}

/** A webhook, one item for each call, and the node. */
function workflowOf(path: string, last: WorkflowNode): Workflow {
  const trigger: WorkflowNode = {
    ...node('Webhook', 'n8n-nodes-base.webhook', 2.1, {
      path,
      httpMethod: 'POST',
      responseMode: 'lastNode',
      responseData: 'allEntries',
    }),
    webhookId: path,
  };
  const split = node('Items', 'n8n-nodes-base.splitOut', 1, {
    fieldToSplitOut: 'body.items',
    options: {},
  });
  const to = ({ name }: WorkflowNode) => ({ main: [[{ node: name, type: 'main', index: 0 }]] });
  return {
    id: '',
    name: path,
    active: false,
    nodes: [trigger, split, last],
    connections: { [trigger.name]: to(split), [split.name]: to(last) },
    settings: { executionOrder: 'v1' },
  };
}
