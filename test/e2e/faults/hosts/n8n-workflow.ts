import { node, type StoredCredential, type Workflow, type WorkflowNode } from '../../n8n/workflows';
import { apiTimeoutMs } from '../catalogue/fault';
import type { Row } from '../row';
import { CORE_BODY } from '../server/vendor';

const CREDENTIAL_TYPE = 'clientCredentialsApi';

export function credentialOf(row: Row): StoredCredential {
  return { id: `matrix-${row.id}`, name: `matrix ${row.id}`, type: CREDENTIAL_TYPE };
}

export function fieldsOf({ vendor }: Row): Record<string, unknown> {
  return {
    baseUrl: vendor.baseUrl,
    tokenUrl: vendor.tokenUrl,
    clientId: vendor.clientId,
    clientSecret: vendor.clientSecret,
    checkPath: 'check',
  };
}

/** A webhook, a Switch that knows each item's branch, and a branch for each row. */
export function workflowOf(path: string, rows: readonly Row[]): Workflow {
  const trigger = node('Webhook', 'n8n-nodes-base.webhook', 2.1, {
    path,
    httpMethod: 'POST',
    responseMode: 'lastNode',
    responseData: 'allEntries',
  });
  const split = node('Items', 'n8n-nodes-base.splitOut', 1, {
    fieldToSplitOut: 'body.items',
    options: {},
  });
  const choose = node('Row', 'n8n-nodes-base.switch', 3.2, {
    mode: 'expression',
    numberOutputs: rows.length,
    output: '={{ $json.output }}',
  });
  const requests = rows.map(requestOf);
  const to = ({ name }: WorkflowNode) => ({ node: name, type: 'main', index: 0 });
  return {
    id: '',
    name: path,
    active: false,
    nodes: [{ ...trigger, webhookId: path }, split, choose, ...requests],
    connections: {
      [trigger.name]: { main: [[to(split)]] },
      [split.name]: { main: [[to(choose)]] },
      [choose.name]: { main: requests.map((request) => [to(request)]) },
    },
    settings: { executionOrder: 'v1' },
  };
}

function requestOf(row: Row): WorkflowNode {
  const credential = credentialOf(row);
  const posts = row.fault.posts === true && row.side === 'api';
  return {
    ...node(`Request ${row.id}`, 'n8n-nodes-base.httpRequest', 4.5, {
      method: posts ? 'POST' : 'GET',
      url: '={{ $json.url }}',
      authentication: 'predefinedCredentialType',
      nodeCredentialType: CREDENTIAL_TYPE,
      ...(posts && {
        sendBody: true,
        contentType: 'raw',
        rawContentType: 'text/plain',
        body: CORE_BODY,
      }),
      options: { timeout: apiTimeoutMs(row.fault), response: { response: { fullResponse: true } } },
    }),
    credentials: { [CREDENTIAL_TYPE]: { id: credential.id, name: credential.name } },
    onError: 'continueRegularOutput',
  };
}
