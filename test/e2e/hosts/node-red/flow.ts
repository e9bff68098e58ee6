import type { FlowNode } from '../../../../demo/node-red-host';
import { bearerNode, httpRequestNode, requestNode } from '../../../node-red/support/flows';

/** The ways by which a message goes to a vendor, each an address of Node-RED. */
export type Route = 'request' | 'bearer' | 'revoke' | 'flood';

/** So many messages go before the one that is answered. */
export const FLOOD = 20_000;

const TAB = 'hosts';
const onTab = (node: FlowNode): FlowNode => ({ z: TAB, x: 100, y: 100, wires: [], ...node });

/**
 * A flow that is driven from outside: what is posted to `/request`, `/bearer` or `/revoke` is sent as a
 * message through the node of that kind, and what comes of it, or what a Catch node gets, is answered.
 * What is posted to `/flood` is sent to the bearer node many times, and the last time is answered.
 *
 * @param ready - a further address, which answers once this flow runs
 */
export function callableFlow(login: FlowNode, ready: string): FlowNode[] {
  return [
    { id: TAB, type: 'tab', label: 'Hosts' },
    login,
    ...entry('request', 'request'),
    onTab(requestNode(login.id, '', { method: 'use', wires: [['answer']] })),
    ...entry('bearer', 'bearer'),
    onTab(bearerNode(login.id, { wires: [['http'], ['answer']] })),
    onTab(httpRequestNode('', { method: 'use', senderr: false, wires: [['bearer']] })),
    ...entry(
      'flood',
      'bearer',
      `for (let n = 0; n < ${String(FLOOD)}; n++) node.send({ ...msg.payload });`,
    ),
    ...entry('revoke', 'revoke'),
    onTab({
      id: 'revoke',
      type: 'agility-revoke-grant',
      auth: login.id,
      grant: 'payload',
      grantType: 'msg',
      version: 1,
      wires: [['answer']],
    }),
    script('answer', 'payload: { status: msg.statusCode ?? 200, body: msg.payload }', 'respond'),
    onTab({ id: 'caught', type: 'catch', scope: null, uncaught: false, wires: [['failed']] }),
    script('failed', 'payload: { error: msg.error.message }', 'respond'),
    onTab({ id: 'respond', type: 'http response', statusCode: '200' }),
    onTab({ id: 'ready', type: 'http in', method: 'get', url: `/${ready}`, wires: [['isReady']] }),
    script('isReady', 'payload: "ready"', 'respond'),
  ];
}

/** @param first - what the script does before it hands the message on */
function entry(route: Route, nodeId: string, first = ''): FlowNode[] {
  const id = `in ${route}`;
  return [
    onTab({ id, type: 'http in', method: 'post', url: `/${route}`, wires: [[`${id} message`]] }),
    script(`${id} message`, '...msg.payload', nodeId, first),
  ];
}

/** A message that holds what the answer needs and, beside it, only this. */
function script(id: string, members: string, next: string, first = ''): FlowNode {
  const func = `${first}\nif (msg.res) return { req: msg.req, res: msg.res, ${members} };`;
  return onTab({ id, type: 'function', func, outputs: 1, wires: [[next]] });
}
