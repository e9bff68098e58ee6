import { isHeaderName, isHeaderValue, sentences } from '../../../core';
import { belongsToConnection } from '../../lib/connection-headers';
import { requestedHeaders } from '../../lib/message-headers';
import { invalidField } from '../../lib/invalid-field';
import type { HeaderRow } from './request-options';
import { textOf } from './text-of';

const SAY = sentences('headers', {
  headers: 'Headers',
  noName: 'Headers: “__name__” is not a header name.',
  noValue:
    'Headers: the value of __name__ has a line break or another character that cannot stand in a header.',
});

/** Names in lower case, each once. */
export type HttpHeaders = Record<string, string | string[]>;

/** From a name in lower case to the same as it is sent. */
export type Spellings = ReadonlyMap<string, string>;

export interface RequestedHeaders {
  readonly headers: HttpHeaders;
  readonly spellings: Spellings;
}

/**
 * The value at a property of the message, in Node-RED's own notation: `items[0].id`, `m["a-b"]`. Throws
 * where the way there ends too early.
 */
export type PropertyOf = (property: string) => unknown;

/**
 * The headers that the message and, over them, the dialog ask for. Not among them are the token's own,
 * since that is this node's business, and what belongs to the connection, `host` above all.
 *
 * @param tokenHeader - the name of the token's own, in lower case
 */
export function collectHeaders(
  msg: Readonly<Record<string, unknown>>,
  rows: readonly HeaderRow[],
  propertyOf: PropertyOf,
  tokenHeader: string,
): RequestedHeaders {
  // Without a prototype, since a header may have any name.
  const headers = Object.create(null) as HttpHeaders;
  // As the core node spells what it adds itself.
  const spellings = new Map([['content-type', 'Content-Type']]);
  const set = (name: string, value: unknown) => {
    const key = name.trim().toLowerCase();
    if (key === '' || key === tokenHeader || belongsToConnection(key)) return;
    const text = Array.isArray(value) ? value.map(textOf) : textOf(value);
    if (text.length === 0) {
      delete headers[key];
      return;
    }
    headers[key] = checked(key, text);
    spellings.set(key, name.trim());
  };
  for (const [name, value] of Object.entries(requestedHeaders(msg['headers']))) set(name, value);
  for (const row of rows) {
    const name = cellOf(row.keyType, row.keyValue, propertyOf);
    set(textOf(name), cellOf(row.valueType, row.valueValue, propertyOf));
  }
  return { headers, spellings };
}

/** The headers under the names with which they are sent. */
export function spelled<Value>(
  headers: Readonly<Record<string, Value>>,
  spellings: Spellings,
): Record<string, Value> {
  const entries = Object.entries(headers);
  return Object.fromEntries(entries.map(([name, value]) => [spellings.get(name) ?? name, value]));
}

/** The dialog keeps a well-known name or value as the type itself. */
function cellOf(type: string, value: string | undefined, propertyOf: PropertyOf): unknown {
  if (type === 'other') return value;
  if (type !== 'msg') return type;
  try {
    return propertyOf(value ?? '');
  } catch {
    return undefined;
  }
}

function checked(name: string, value: string | string[]): string | string[] {
  if (!isHeaderName(name)) {
    throw invalidField('headers', SAY.headers(), SAY.noName({ name: name.slice(0, 40) }));
  }
  if ([value].flat().every(isHeaderValue)) return value;
  throw invalidField('headers', SAY.headers(), SAY.noValue({ name }));
}
