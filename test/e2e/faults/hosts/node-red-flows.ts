import type { FlowNode } from '../../../../demo/node-red-host';
import { sink } from '../../../node-red/support/flows';
import type { Row } from '../row';
import { CARRIED_BODY, CORE_BODY } from '../server/vendor';
import type { Injection } from './child-protocol';
import type { Message } from './matrix-host';

const TAB = 'tab';

export function loginId(row: Row): string {
  return `auth-${row.id}`;
}

/** A tab on which all failures reach `caught`, and where all answers reach `answers`. */
export function surroundings(): FlowNode[] {
  return [
    { id: TAB, type: 'tab', label: 'Matrix' },
    onTab({ id: 'catch-all', type: 'catch', scope: null, uncaught: false, wires: [['caught']] }),
    sinkOf('caught'),
    sinkOf('answers'),
  ];
}

const sinkOf = (id: string): FlowNode => ({ ...sink(id), z: TAB });

export function nodesOf(row: Row): FlowNode[] {
  const { vendor, proxy, id } = row;
  const proxyNode = { id: `proxy-${id}`, type: 'http proxy', url: proxy?.url, noproxy: [] };
  const throughProxy = proxy && { proxy: proxyNode.id };
  return [
    ...(proxy ? [proxyNode] : []),
    {
      id: loginId(row),
      type: 'vendor-auth',
      name: id,
      vendor: 'client-credentials',
      baseUrl: vendor.baseUrl,
      tokenUrl: vendor.tokenUrl,
      checkPath: 'check',
      version: 1,
      ...throughProxy,
      credentials: { clientId: vendor.clientId, clientSecret: vendor.clientSecret },
    },
    onTab({
      id: `request-${id}`,
      type: 'vendor-auth-request',
      auth: loginId(row),
      method: 'use',
      ret: 'obj',
      senderr: true,
      headers: [],
      version: 1,
      wires: [['answers']],
    }),
    onTab({
      id: `bearer-${id}`,
      type: 'vendor-auth-bearer',
      auth: loginId(row),
      version: 1,
      wires: [[`http-${id}`], ['answers']],
    }),
    onTab({
      id: `http-${id}`,
      type: 'http request',
      method: 'use',
      ret: 'obj',
      senderr: true,
      headers: [],
      ...throughProxy,
      wires: [[`bearer-${id}`]],
    }),
  ];
}

function onTab(node: FlowNode): FlowNode {
  return { z: TAB, x: 100, y: 100, ...node };
}

/** A message as it is put into the row's own node. */
export function injectionOf(row: Row, { probe, route, timeoutMs }: Message): Injection {
  const posts = row.fault.posts === true && row.side === 'api';
  const msg = {
    probe,
    route,
    url: row.urlOf(probe),
    method: posts ? 'POST' : 'GET',
    ...(posts && { payload: route === 'request' ? CARRIED_BODY : CORE_BODY }),
    ...(timeoutMs !== undefined && { requestTimeout: timeoutMs }),
  };
  return { nodeId: `${route}-${row.id}`, msg, probe };
}
