import { randomUUID } from 'node:crypto';
import type { NodeMessageInFlow } from 'node-red';

/** Where messages carry which nodes sent them off, and under which id each remembers the request. */
const PROPERTY = '_vendorAuth';

export interface Mark {
  readonly id: string;
  /** `msg.url` when the message was sent off. */
  readonly url: unknown;
}

/** Marks a message as one that this node sent off, and gives the id of its request. */
export function markSent(msg: NodeMessageInFlow, nodeId: string): string {
  const mark: Mark = { id: randomUUID(), url: msg['url'] };
  msg[PROPERTY] = { ...marksOf(msg), [nodeId]: mark };
  return mark.id;
}

/** Takes this node's mark off a message; undefined if it carries none, and so comes from elsewhere. */
export function takeMark(msg: NodeMessageInFlow, nodeId: string): Mark | undefined {
  const { [nodeId]: mark, ...others } = marksOf(msg);
  if (mark === undefined) return undefined;
  if (Object.keys(others).length > 0) msg[PROPERTY] = others;
  else delete msg[PROPERTY];
  return mark;
}

function marksOf(msg: NodeMessageInFlow): Record<string, Mark> {
  const marks = msg[PROPERTY];
  return typeof marks === 'object' && marks !== null ? (marks as Record<string, Mark>) : {};
}
