import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import type { ExecutionRecord } from './host';
import type { N8nInstallation } from './install';
import { waitUntil } from '../support/processes';
import { TRIGGER, type StoredCredential, type Workflow } from './workflows';

export const OWNER = {
  email: 'owner@example.com',
  firstName: 'Olga',
  lastName: 'Owner',
  password: 'Sandbox-1234',
};

export interface TestVerdict {
  status: 'OK' | 'Error';
  message: string;
}

/** The interface that n8n's editor uses, as the owner of the instance. */
export class N8nRest {
  private constructor(
    private readonly url: string,
    private readonly cookie: string,
    private readonly parseFlatted: (text: string) => unknown,
    private readonly runsWhatIsSent: boolean,
  ) {}

  /** Signs in, and first makes the owner of an instance that has none. */
  static async signIn(url: string, installation: N8nInstallation): Promise<N8nRest> {
    const settings = (await (await fetch(`${url}/rest/settings`)).json()) as {
      data: { userManagement?: { showSetupOnFirstLoad?: boolean } };
    };
    const isNew = settings.data.userManagement?.showSetupOnFirstLoad === true;
    const response = await fetch(`${url}/rest/${isNew ? 'owner/setup' : 'login'}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'browser-id': BROWSER_ID },
      body: JSON.stringify(
        isNew ? OWNER : { emailOrLdapLoginId: OWNER.email, password: OWNER.password },
      ),
    });
    const cookie = response.headers.getSetCookie().map((each) => each.split(';')[0]);
    if (!response.ok || cookie.length === 0) {
      throw new Error(`n8n refused the owner: ${String(response.status)} ${await response.text()}`);
    }
    const requireFromN8n = requireFrom(installation);
    const { parse } = requireFromN8n('flatted') as { parse: (text: string) => unknown };
    // Before n8n had a description of that request, the editor sent the whole workflow with it.
    const runsWhatIsSent = !('ManualRunDto' in (requireFromN8n('@n8n/api-types') as object));
    return new N8nRest(url, cookie.join('; '), parse, runsWhatIsSent);
  }

  /** By which n8n knows who asks. */
  get headers(): Readonly<Record<string, string>> {
    return { cookie: this.cookie, 'browser-id': BROWSER_ID };
  }

  async createCredential(
    credential: Omit<StoredCredential, 'id'>,
    data: Record<string, unknown>,
  ): Promise<StoredCredential> {
    const { id } = await this.call<{ id: string }>('POST', '/rest/credentials', {
      ...credential,
      data,
    });
    return { ...credential, id };
  }

  /** Saves the credential's fields as the editor does: all of them, hidden ones as it got them. */
  async updateCredential(
    credential: StoredCredential,
    data: Record<string, unknown>,
  ): Promise<void> {
    const shown = await this.shownFields(credential);
    await this.call('PATCH', `/rest/credentials/${credential.id}`, {
      name: credential.name,
      type: credential.type,
      data: { ...shown, ...data },
    });
  }

  /** Tests the credential as the editor does, with fields that may not have been saved. */
  async testCredential(
    credential: StoredCredential,
    editedFields: Record<string, unknown> = {},
  ): Promise<TestVerdict> {
    const shown = await this.shownFields(credential);
    return await this.call<TestVerdict>('POST', '/rest/credentials/test', {
      credentials: { ...credential, data: { ...shown, ...editedFields } },
    });
  }

  /** What the list of a node's parameter offers, as the editor asks for it. */
  async listSearch(
    node: { readonly type: string; readonly typeVersion: number },
    credential: StoredCredential,
    parameter: string,
    methodName: string,
    filter: string,
  ): Promise<readonly { readonly name: string; readonly value: unknown }[]> {
    const { results } = await this.call<{ results: { name: string; value: unknown }[] }>(
      'POST',
      '/rest/dynamic-node-parameters/resource-locator-results',
      {
        path: `parameters.${parameter}`,
        methodName,
        ...(filter === '' ? {} : { filter }),
        nodeTypeAndVersion: { name: node.type, version: node.typeVersion },
        currentNodeParameters: {},
        credentials: { [credential.type]: { id: credential.id, name: credential.name } },
      },
    );
    return results;
  }

  /** The credential's fields as the browser gets them. */
  async shownFields(credential: StoredCredential): Promise<Record<string, unknown>> {
    const { data } = await this.call<{ data: Record<string, unknown> }>(
      'GET',
      `/rest/credentials/${credential.id}?includeData=true`,
    );
    return data;
  }

  /** What the browser gets of every credential, fields included. */
  async shownCredentials(): Promise<string> {
    const list = await this.call<{ id: string }[]>('GET', '/rest/credentials');
    const shown = list.map(({ id }) =>
      this.call<unknown>('GET', `/rest/credentials/${id}?includeData=true`),
    );
    return JSON.stringify(await Promise.all(shown));
  }

  /** Saves a workflow and answers the id that n8n gave it. */
  async createWorkflow(workflow: Workflow): Promise<string> {
    const { id } = await this.call<{ id: string }>('POST', '/rest/workflows', workflow);
    return id;
  }

  /**
   * Publishes a workflow and waits until its trigger listens at `triggerPath` (`webhook/…` or
   * `mcp/…`), which n8n sees to a moment later. Answers the trigger's address.
   */
  async publishWorkflow(workflowId: string, triggerPath: string): Promise<string> {
    const address = `${this.url}/${triggerPath}`;
    const { versionId } = await this.call<{ versionId: string }>(
      'GET',
      `/rest/workflows/${workflowId}`,
    );
    await this.call('POST', `/rest/workflows/${workflowId}/activate`, { versionId });
    await waitUntil(
      `n8n listens at ${triggerPath}`,
      async () => {
        // None of our triggers takes PUT: one that is there says so, one that is not says less.
        const response = await fetch(address, { method: 'PUT' });
        return (await response.text()).includes('not registered for PUT requests');
      },
      { timeoutMs: 20_000 },
    );
    return address;
  }

  /** Starts a workflow by hand and waits for its end; an open editor of that name hears of it. */
  async run(workflowId: string, pushRef?: string): Promise<ExecutionRecord> {
    const workflowData = this.runsWhatIsSent
      ? { workflowData: await this.call<unknown>('GET', `/rest/workflows/${workflowId}`) }
      : {};
    const { executionId } = await this.call<{ executionId: string }>(
      'POST',
      `/rest/workflows/${workflowId}/run`,
      { triggerToStartFrom: { name: TRIGGER }, ...workflowData },
      pushRef === undefined ? {} : { 'push-ref': pushRef },
    );
    return await this.waitForExecution(executionId);
  }

  async waitForExecution(executionId: string, timeoutMs = 120_000): Promise<ExecutionRecord> {
    const deadlineMs = Date.now() + timeoutMs;
    for (;;) {
      const { text, execution } = await this.execution(executionId);
      const hasEnded = !['new', 'running', 'waiting'].includes(execution.status);
      // n8n 1.123 tells the status a moment before it has stored what happened.
      if (hasEnded && execution.data !== undefined) {
        this.seenExecutionTexts.push(text);
        return { status: execution.status, data: execution.data };
      }
      if (Date.now() > deadlineMs) throw new Error(`Execution ${executionId} does not end.`);
      await delay(50);
    }
  }

  /** The text of every execution read so far, as the browser got it. */
  readonly seenExecutionTexts: string[] = [];

  /** Any other call of the interface; answers its `data`. */
  async call<T>(
    method: string,
    path: string,
    body?: unknown,
    furtherHeaders: Readonly<Record<string, string>> = {},
  ): Promise<T> {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        ...this.headers,
        ...furtherHeaders,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) {
      throw new Error(`n8n ${method} ${path}: ${String(response.status)} ${text.slice(0, 500)}`);
    }
    return (JSON.parse(text) as { data: T }).data;
  }

  private async execution(id: string): Promise<{
    text: string;
    execution: { status: string; data: ExecutionRecord['data'] | undefined };
  }> {
    const found = await this.call<{ status: string; data: string }>(
      'GET',
      `/rest/executions/${id}`,
    );
    const data = this.parseFlatted(found.data) as ExecutionRecord['data'] | undefined;
    return { text: found.data, execution: { status: found.status, data } };
  }
}

/** n8n ties the session to this header; any constant will do. */
const BROWSER_ID = 'end-to-end';

/** Loads what n8n itself is made of. Executions, for one, travel in the format of its own `flatted`. */
function requireFrom(installation: N8nInstallation): (name: string) => unknown {
  return createRequire(join(installation.home, 'node_modules', 'n8n', 'package.json'));
}
