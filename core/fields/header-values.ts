/** Fields that hold what stands in a header, or how it is called. */
import type { JsonObject } from '../base/json';
import { sentences } from '../base/sentence';
import { right, wrong, type CleanedField, type FieldToClean } from './cleaned-field';
import { jsonEntries, lineEntries, repeatedName } from './entries';

const SAY = sentences('field', {
  token:
    '__label__ has a space, a line break or a character that cannot stand in a header. Copy it again as one line.',
  bearerWord: '__label__: the word “Bearer” in front of it was left out.',
  headerName: '__label__ must be the name of an HTTP header, such as X-Api-Key.',
  headers:
    '__label__ must be lines of Name: value. The names are those of HTTP headers, and the values have no line breaks.',
  connectionHeader: '__label__ must not hold __name__: it belongs to the connection.',
});

/** The characters of a bearer token: `b64token` of RFC 6750 section 2.1, and what some vendors add. */
const TOKEN = /^[\u0021-\u007e]+$/;
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9a-z-]+$/i;
const HEADER_VALUE = /^[\t\u0020-\u007e\u0080-\u00ff]*$/;

const OF_THE_CONNECTION = new Set([
  'host',
  'content-length',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'upgrade',
  'expect',
  'te',
  'trailer',
  'proxy-authorization',
]);

/** Whether a header says how a message is carried, rather than what it asks for. */
export function isOfTheConnection(name: string): boolean {
  return OF_THE_CONNECTION.has(name.toLowerCase());
}

/** Whether a text is the name of a header (`token` of RFC 9110 section 5.6.2). */
export function isHeaderName(text: string): boolean {
  return HEADER_NAME.test(text);
}

/** Whether a text can be the value of a header: no line breaks, and nothing beyond Latin-1. */
export function isHeaderValue(text: string): boolean {
  return HEADER_VALUE.test(text);
}

/** Whether a token can stand in an `Authorization` header (rule T10). */
export function canStandInHeader(token: string): boolean {
  return TOKEN.test(token);
}

export function cleanToken({ label }: FieldToClean, value: string): CleanedField {
  const token = value.replace(/^bearer\s+/i, '');
  if (!canStandInHeader(token)) return wrong(SAY.token({ label }));
  if (token === value) return right(value);
  return { ok: true, value: token, repaired: SAY.bearerWord({ label }) };
}

export function cleanHeaderName({ label }: FieldToClean, value: string): CleanedField {
  if (!isHeaderName(value)) return wrong(SAY.headerName({ label }));
  return isOfTheConnection(value)
    ? wrong(SAY.connectionHeader({ label, name: value }))
    : right(value);
}

export function cleanHeaders({ label }: FieldToClean, value: string): CleanedField {
  const entries = value.startsWith('{') ? jsonEntries(value) : lineEntries(value, ':');
  if (entries === undefined) return wrong(SAY.headers({ label }));
  const headers: [string, string][] = [];
  for (const [name, value] of entries) {
    const text = typeof value === 'object' ? '\n' : String(value);
    const isHeader = isHeaderName(name) && isHeaderValue(text);
    if (!isHeader) return wrong(SAY.headers({ label }));
    if (isOfTheConnection(name)) return wrong(SAY.connectionHeader({ label, name }));
    headers.push([name.toLowerCase(), text]);
  }
  const repeated = repeatedName(label, headers);
  if (repeated !== undefined) return wrong(repeated);
  return right(headers.length === 0 ? '' : JSON.stringify(Object.fromEntries(headers)));
}

/** The headers of a `secretHeaders` field, which `cleanField` keeps as JSON. Names in lower case. */
export function headersOf(cleaned: string): Record<string, string> {
  return cleaned === '' ? {} : (JSON.parse(cleaned) as JsonObject & Record<string, string>);
}
