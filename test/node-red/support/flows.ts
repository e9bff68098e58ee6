import type { FlowNode } from '../../../demo/node-red-host';

const TAB = 'tab';

/** A tab that holds these nodes, whose failures reach `caught` and whose statuses reach `shown`. */
export function flowOf(...nodes: FlowNode[]): FlowNode[] {
  const isConfiguration = (node: FlowNode) =>
    ['vendor-auth', 'tls-config', 'http proxy', 'subflow'].includes(node.type);
  return [
    { id: TAB, type: 'tab', label: 'Test' },
    ...nodes.map((node) => (isConfiguration(node) ? node : onTab(node))),
    onTab({ id: 'catch-all', type: 'catch', scope: null, uncaught: false, wires: [['caught']] }),
    sink('caught'),
    onTab({ id: 'status-all', type: 'status', scope: null, wires: [['shown']] }),
    sink('shown'),
    sink('answers'),
  ];
}

/** A node that swallows messages; what reaches it is observed. */
export function sink(id: string): FlowNode {
  return onTab({ id, type: 'junction', wires: [[]] });
}

/** Node-RED takes what has no place on a tab for a configuration. */
function onTab(node: FlowNode): FlowNode {
  return { z: TAB, x: 100, y: 100, wires: [], ...node };
}

export function bearerNode(auth: string, more: object = {}): FlowNode {
  return {
    id: 'bearer',
    type: 'vendor-auth-bearer',
    auth,
    wires: [['http'], []],
    version: 1,
    ...more,
  };
}

/** The core `http request` node behind it. */
export function httpRequestNode(url: string, more: object = {}): FlowNode {
  return {
    id: 'http',
    type: 'http request',
    method: 'GET',
    ret: 'obj',
    url,
    senderr: true,
    headers: [],
    wires: [['answers']],
    ...more,
  };
}

export function requestNode(auth: string, url: string, more: object = {}): FlowNode {
  return {
    id: 'request',
    type: 'vendor-auth-request',
    auth,
    method: 'GET',
    url,
    ret: 'obj',
    paytoqs: 'ignore',
    headers: [],
    senderr: false,
    wires: [['answers']],
    version: 1,
    ...more,
  };
}
