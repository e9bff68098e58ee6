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

/**
 * Whether the core node could have put the value there. Anything deeper comes from elsewhere, and each
 * level of it would be added up once more.
 */
function isOfAnswer(value: unknown): boolean {
  return [value].flat().every((line) => typeof line === 'string');
}

function splitMarker(headers: unknown): { marker: unknown; rest: MessageHeaders } {
  if (typeof headers !== 'object' || headers === null || Array.isArray(headers)) {
    return { marker: undefined, rest: {} };
  }
  const { [MARKER]: marker, ...rest } = headers as MessageHeaders;
  return { marker, rest };
}

/** The same headers without one, however it is spelled. */
export function withoutHeader(headers: MessageHeaders, name: string): MessageHeaders {
  return Object.fromEntries(
    Object.entries(headers).filter(([other]) => other.toLowerCase() !== name),
  );
}

/**
 * The same headers with others over them, whose names are in lower case. Of a token's it has to be, since
 * only so do HTTP clients leave it behind when a redirect leads to another origin.
 */
export function withHeaders(
  headers: MessageHeaders,
  others: Readonly<Record<string, string>>,
): MessageHeaders {
  const rest = Object.keys(others).reduce(withoutHeader, headers);
  return { ...rest, ...others };
}

/** The same headers, with those of the others that they lack in any spelling. */
export function withMissingHeaders(
  headers: MessageHeaders,
  others: Readonly<Record<string, string>>,
): MessageHeaders {
  const names = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
  const missing = Object.entries(others).filter(([name]) => !names.has(name));
  return { ...headers, ...Object.fromEntries(missing) };
}
