import type { NodeMessageInFlow } from 'node-red';
import { isRecord } from '../../core';
import { hashSum } from './hash-sum';

/** What the core `http request` node puts beside the headers of an answer: a hash of the rest. */
const MARKER = 'x-node-red-request-node';

export type MessageHeaders = Record<string, unknown>;

/**
 * The headers that a message asks for. After an `http request` they are those of the last answer: if
 * nobody changed them since, they ask for nothing; otherwise all but the marker count. Sent along, an
 * old `content-length` would make the next request hang.
 */
export function requestedHeaders(headers: unknown): MessageHeaders {
  return isUntouchedAnswer(headers) ? {} : splitMarker(headers).rest;
}

/** Whether these are the headers of an answer, as an `http request` node left them. */
export function isUntouchedAnswer(headers: unknown): boolean {
  const { marker, rest } = splitMarker(headers);
  return marker !== undefined && Object.values(rest).every(isOfAnswer) && marker === hashSum(rest);
}

/** The headers of an answer, marked as such for the next `http request` node. */
export function markedAsAnswer(headers: MessageHeaders): MessageHeaders {
  return { ...headers, [MARKER]: hashSum(headers) };
}

/**
 * Whether the core node could have put the value there. Anything deeper comes from elsewhere, and each
 * level of it would be added up once more.
 */
function isOfAnswer(value: unknown): boolean {
  return [value].flat().every((line) => typeof line === 'string');
}

function splitMarker(headers: unknown): { marker: unknown; rest: MessageHeaders } {
  if (!isRecord(headers)) return { marker: undefined, rest: {} };
  const { [MARKER]: marker, ...rest } = headers;
  return { marker, rest };
}

/** The same headers without one, however it is spelled. */
export function withoutHeader(headers: MessageHeaders, name: string): MessageHeaders {
  return Object.fromEntries(
    Object.entries(headers).filter(([other]) => other.toLowerCase() !== name),
  );
}

/**
 * Takes headers off a message. Those of an answer that nobody touched stay known as such.
 *
 * @param isDropped - gets the name in lower case
 */
export function dropHeaders(
  msg: NodeMessageInFlow,
  isDropped: (name: string, value: unknown) => boolean,
): void {
  const { headers } = msg;
  if (!isRecord(headers)) return;
  const all = Object.entries(headers);
  const kept = all.filter(([name, value]) => !isDropped(name.toLowerCase(), value));
  if (kept.length === all.length) return;
  const rest = Object.fromEntries(kept);
  msg['headers'] = isUntouchedAnswer(headers) ? markedAsAnswer(splitMarker(rest).rest) : rest;
}

/**
 * The same headers with others over them, whose names are in lower case. HTTP clients leave a token
 * behind at a foreign origin only if its header is spelled so.
 */
export function withHeaders(
  headers: MessageHeaders,
  others: Readonly<Record<string, string>>,
): MessageHeaders {
  const rest = Object.keys(others).reduce(withoutHeader, headers);
  return { ...rest, ...others };
}

/** Those of the others, whose names are in lower case, that the headers lack in any spelling. */
export function missingHeaders(
  headers: MessageHeaders,
  others: Readonly<Record<string, string>>,
): Record<string, string> {
  const names = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
  return Object.fromEntries(Object.entries(others).filter(([name]) => !names.has(name)));
}
