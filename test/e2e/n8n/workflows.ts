/** A node as n8n stores it in a workflow. */
export interface WorkflowNode {
  id: string;
  name: string;
  type: string;
  typeVersion: number;
  position: [number, number];
  parameters: Record<string, unknown>;
  credentials?: Record<string, CredentialReference>;
  onError?: 'continueRegularOutput';
  retryOnFail?: boolean;
  maxTries?: number;
  waitBetweenTries?: number;
  webhookId?: string;
}

export interface CredentialReference {
  id: string;
  name: string;
}

export interface Workflow {
  id: string;
  name: string;
  active: boolean;
  nodes: WorkflowNode[];
  connections: Record<string, Record<string, { node: string; type: string; index: number }[][]>>;
  settings: Record<string, unknown>;
}

export interface StoredCredential extends CredentialReference {
  type: string;
}

export interface RequestStep {
  /** Name of the node; errors and results are found under it. */
  name: string;
  credential: StoredCredential;
  url: string;
  method?: 'GET' | 'POST';
  /** JSON body of a POST. */
  jsonBody?: Record<string, unknown>;
  /** Sends the item's binary property `file` as a multipart form. */
  uploadsFile?: boolean;
  options?: Record<string, unknown>;
  continueOnFail?: boolean;
  /** Runs the node once more, with all its items, after one that failed. */
  retryOnFail?: boolean;
  /** Version of the HTTP Request node; the one that new nodes get, unless said. */
  typeVersion?: number;
}

/** What a new HTTP Request node is in this n8n. */
const REQUEST_NODE_VERSION = 4.5;

export const TRIGGER = 'When clicking Execute workflow';

/** Options of the HTTP Request node that make it follow `next` links of `/sandbox/items`. */
export function paginationOptions(nextUrlExpression: string): Record<string, unknown> {
  return {
    pagination: {
      pagination: {
        paginationMode: 'responseContainsNextURL',
        nextURL: nextUrlExpression,
        paginationCompleteWhen: 'other',
        completeExpression: '={{ !$response.body.next }}',
        limitPagesFetched: true,
        maxRequests: 20,
      },
    },
  };
}

/** Never Error: the HTTP Request node hands every status on as an ordinary answer. */
export const NEVER_ERROR = {
  response: { response: { neverError: true, fullResponse: true } },
};

/**
 * A workflow that makes `itemCount` items and sends them through one HTTP Request node per step.
 * The steps are branches of their own: each gets all items, one branch after the other.
 */
export function requestWorkflow(spec: {
  id: string;
  name: string;
  itemCount: number;
  steps: RequestStep[];
  /** Path of a production webhook; without one the workflow is started by hand. */
  webhookPath?: string;
}): Workflow {
  const trigger: WorkflowNode =
    spec.webhookPath === undefined
      ? node(TRIGGER, 'n8n-nodes-base.manualTrigger', 1, {})
      : {
          ...node(TRIGGER, 'n8n-nodes-base.webhook', 2.1, {
            path: spec.webhookPath,
            httpMethod: 'POST',
            responseMode: 'lastNode',
            responseData: 'allEntries',
          }),
          webhookId: spec.webhookPath,
        };
  const [list, split] = itemNodes(spec.itemCount);
  const needsFile = spec.steps.some((step) => step.uploadsFile);
  const file = node('A small file', 'n8n-nodes-base.convertToFile', 1.1, {
    operation: 'toJson',
    mode: 'each',
    binaryPropertyName: 'file',
    options: {},
  });
  const requests = spec.steps.map(requestNode);
  const chain = needsFile ? [trigger, list, split, file] : [trigger, list, split];
  return {
    id: spec.id,
    name: spec.name,
    active: false,
    nodes: layOut([...chain, ...requests]),
    connections: connect(chain, requests),
    settings: { executionOrder: 'v1' },
  };
}

/** A workflow with one node of our own, fed with one item. */
export function nodeWorkflow(spec: {
  id: string;
  name: string;
  node: Pick<WorkflowNode, 'name' | 'type' | 'typeVersion' | 'parameters'>;
  credential: StoredCredential;
  itemCount?: number;
  continueOnFail?: boolean;
}): Workflow {
  const trigger = node(TRIGGER, 'n8n-nodes-base.manualTrigger', 1, {});
  const [list, split] = itemNodes(spec.itemCount ?? 1);
  const own: WorkflowNode = {
    ...node(spec.node.name, spec.node.type, spec.node.typeVersion, spec.node.parameters),
    credentials: referenceTo(spec.credential),
    ...(spec.continueOnFail ? { onError: 'continueRegularOutput' as const } : {}),
  };
  return {
    id: spec.id,
    name: spec.name,
    active: false,
    nodes: layOut([trigger, list, split, own]),
    connections: connect([trigger, list, split], [own]),
    settings: { executionOrder: 'v1' },
  };
}

/** A tool of an agent: an HTTP Request Tool, or a node of our own in its tool form. */
export interface AgentTool {
  /** Letters, digits and underscores: the name under which the agent calls it. */
  name: string;
  credential: StoredCredential;
  node: Pick<WorkflowNode, 'type' | 'typeVersion' | 'parameters'>;
}

/** The HTTP Request node as a tool. */
export function requestTool(name: string, credential: StoredCredential, url: string): AgentTool {
  const parameters = {
    toolDescription: 'Calls the vendor.',
    method: 'GET',
    url,
    authentication: 'predefinedCredentialType',
    nodeCredentialType: credential.type,
    options: {},
  };
  return {
    name,
    credential,
    node: { type: 'n8n-nodes-base.httpRequestTool', typeVersion: REQUEST_NODE_VERSION, parameters },
  };
}

/** A workflow that offers tools over MCP: what an agent does with them, without a model. */
export function toolWorkflow(spec: { name: string; path: string; tools: AgentTool[] }): Workflow {
  const trigger: WorkflowNode = {
    ...node('Tools', '@n8n/n8n-nodes-langchain.mcpTrigger', 2, { path: spec.path }),
    webhookId: spec.path,
  };
  const tools = spec.tools.map((tool) => ({
    ...node(tool.name, tool.node.type, tool.node.typeVersion, tool.node.parameters),
    credentials: referenceTo(tool.credential),
  }));
  const toTrigger = { ai_tool: [[{ node: trigger.name, type: 'ai_tool', index: 0 }]] };
  return {
    id: '',
    name: spec.name,
    active: false,
    nodes: layOut([trigger, ...tools]),
    connections: Object.fromEntries(tools.map((tool) => [tool.name, toTrigger])),
    settings: { executionOrder: 'v1' },
  };
}

export function referenceTo(credential: StoredCredential): Record<string, CredentialReference> {
  return { [credential.type]: { id: credential.id, name: credential.name } };
}

function requestNode(step: RequestStep): WorkflowNode {
  return {
    ...node(step.name, 'n8n-nodes-base.httpRequest', step.typeVersion ?? REQUEST_NODE_VERSION, {
      method: step.method ?? 'GET',
      url: step.url,
      authentication: 'predefinedCredentialType',
      nodeCredentialType: step.credential.type,
      ...bodyParameters(step),
      options: step.options ?? {},
    }),
    credentials: referenceTo(step.credential),
    ...(step.continueOnFail ? { onError: 'continueRegularOutput' as const } : {}),
    ...(step.retryOnFail ? { retryOnFail: true, maxTries: 2, waitBetweenTries: 100 } : {}),
  };
}

function bodyParameters(step: RequestStep): Record<string, unknown> {
  if (step.uploadsFile) {
    return {
      sendBody: true,
      contentType: 'multipart-form-data',
      bodyParameters: {
        parameters: [{ parameterType: 'formBinaryData', name: 'file', inputDataFieldName: 'file' }],
      },
    };
  }
  if (!step.jsonBody) return {};
  return { sendBody: true, specifyBody: 'json', jsonBody: JSON.stringify(step.jsonBody) };
}

function itemNodes(itemCount: number): [WorkflowNode, WorkflowNode] {
  const numbers = JSON.stringify(Array.from({ length: itemCount }, (_, index) => index + 1));
  const list = node('Numbers', 'n8n-nodes-base.set', 3.4, {
    mode: 'raw',
    jsonOutput: `{ "number": ${numbers} }`,
    options: {},
  });
  const split = node('One item each', 'n8n-nodes-base.splitOut', 1, {
    fieldToSplitOut: 'number',
    options: {},
  });
  return [list, split];
}

/** A node of a workflow; what stands where, nobody looks at. */
export function node(
  name: string,
  type: string,
  typeVersion: number,
  parameters: Record<string, unknown>,
): WorkflowNode {
  return { id: idOf(name), name, type, typeVersion, position: [0, 0], parameters };
}

/** Chain first, one after the other; then every end hangs on the chain's last node. */
function connect(chain: WorkflowNode[], ends: WorkflowNode[]): Workflow['connections'] {
  const connections: Workflow['connections'] = {};
  chain.forEach((from, index) => {
    const next = chain[index + 1];
    const targets = next ? [next] : ends;
    connections[from.name] = {
      main: [targets.map((target) => ({ node: target.name, type: 'main', index: 0 }))],
    };
  });
  return connections;
}

function layOut(nodes: WorkflowNode[]): WorkflowNode[] {
  return nodes.map((each, index) => ({ ...each, position: [index * 220, 0] }));
}

function idOf(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}
