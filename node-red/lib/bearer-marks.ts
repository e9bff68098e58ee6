import { hash, randomBytes, randomUUID } from 'node:crypto';
import type { NodeMessageInFlow } from 'node-red';
import { isRecord } from '../../core';
import { dropHeaders } from './message-headers';

/** Where messages carry which `vendor-auth-bearer` nodes sent them off, each by its id. */
const PROPERTY = '_vendorAuth';

/** What one of these nodes notes on a message that it sends off. */
export interface Mark {
  /** Under which the node remembers the request. */
  readonly id: string;
  /** `msg.url` when the message was sent off. */
  readonly url: unknown;
  /** The headers that the node put there: by name, a fingerprint of the value. */
  readonly put: Readonly<Record<string, string>>;
  /** There if the node set `msg.followRedirects` to false, with what it was before, if anything. */
  readonly redirects?: { readonly before?: unknown };
}

/** What a node puts on a message. */
export interface Put {
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Whether the next node may follow redirects; if not, it is told by `msg.followRedirects`. */
  readonly mayFollowRedirects: boolean;
}

/** Marks a message as one that this node sent off, and gives the id of its request. */
export function markSent(msg: NodeMessageInFlow, nodeId: string, put: Put): string {
  const mark: Mark = {
    id: randomUUID(),
    url: msg['url'],
    put: Object.fromEntries(
      Object.entries(put.headers).map(([name, value]) => [name, fingerprint(value)]),
    ),
    ...(put.mayFollowRedirects ? {} : { redirects: redirectsBefore(msg) }),
  };
  if (!put.mayFollowRedirects) msg['followRedirects'] = false;
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

/**
 * Takes off a message what `vendor-auth-bearer` nodes put there, unless somebody changed it since. A
 * token and further headers belong to one login, and the message may be on its way to another one.
 */
export function takeBack(msg: NodeMessageInFlow): void {
  const marks = Object.entries(marksOf(msg));
  if (marks.length === 0) return;
  // In one pass, since a message may carry many headers.
  const put = marks.flatMap(([, mark]) => Object.entries(mark.put));
  const names = new Set(put.map(([name]) => name));
  const all = new Set(put.map(([name, print]) => `${name} ${print}`));
  dropHeaders(
    msg,
    (name, value) =>
      typeof value === 'string' && names.has(name) && all.has(`${name} ${fingerprint(value)}`),
  );
  for (const [, { redirects }] of marks) {
    if (redirects === undefined || msg['followRedirects'] !== false) continue;
    if ('before' in redirects) msg['followRedirects'] = redirects.before;
    else delete msg['followRedirects'];
  }
  // What was taken back once is the flow's own if it comes again.
  msg[PROPERTY] = Object.fromEntries(
    marks.map(([nodeId, { id, url }]): [string, Mark] => [nodeId, { id, url, put: {} }]),
  );
}

function redirectsBefore(msg: NodeMessageInFlow): NonNullable<Mark['redirects']> {
  return 'followRedirects' in msg ? { before: msg['followRedirects'] } : {};
}

/** Without the key, nobody finds out a short value by trying. */
const KEY = randomBytes(32).toString('base64');

function fingerprint(value: string): string {
  return hash('sha256', KEY + value, 'base64');
}

/** A message passes through no more of these nodes before it is answered. */
const MOST_MARKS = 100;

/** Messages come from anywhere, so what is no mark is left out. */
function marksOf(msg: NodeMessageInFlow): Record<string, Mark> {
  const marks = msg[PROPERTY];
  if (!isRecord(marks)) return {};
  return Object.fromEntries(Object.entries(marks).slice(-MOST_MARKS).filter(isMark));
}

function isMark(entry: [string, unknown]): entry is [string, Mark] {
  const [, mark] = entry;
  if (!isRecord(mark)) return false;
  const { redirects = {} } = mark;
  return typeof mark['id'] === 'string' && isRecord(mark['put']) && isRecord(redirects);
}
