import { belongsToConnection } from '../connection-headers';
import { requestedHeaders } from '../message-headers';
import { invalidField } from '../invalid-field';
import type { HeaderRow } from './request-options';
import { textOf } from './text-of';

/** Names in lower case, each once. */
export type HttpHeaders = Record<string, string | string[]>;

/**
 * The value at a property of the message, in Node-RED's own notation: `items[0].id`, `m["a-b"]`. Throws
 * where the way there ends too early.
 */
export type PropertyOf = (property: string) => unknown;

const NAME = /^[!#$%&'*+.^_`|~0-9a-z-]+$/i;
const VALUE = /^[\t\u0020-\u007e\u0080-\u00ff]*$/;

/**
 * The headers that the message and, over them, the dialog ask for. Not among them are `authorization`,
 * since the token is this node's own business, and what belongs to the connection, `host` above all.
 */
export function collectHeaders(
  msg: Readonly<Record<string, unknown>>,
  rows: readonly HeaderRow[],
  propertyOf: PropertyOf,
): HttpHeaders {
  // Without a prototype, since a header may have any name.
  const headers = Object.create(null) as HttpHeaders;
  const set = (name: string, value: unknown) => {
    const key = name.trim().toLowerCase();
    if (key === '' || key === 'authorization' || belongsToConnection(key)) return;
    const text = Array.isArray(value) ? value.map(textOf) : textOf(value);
    if (text.length === 0) delete headers[key];
    else headers[key] = checked(key, text);
  };
  for (const [name, value] of Object.entries(requestedHeaders(msg['headers']))) set(name, value);
  for (const row of rows) {
    const name = cellOf(row.keyType, row.keyValue, propertyOf);
    set(textOf(name), cellOf(row.valueType, row.valueValue, propertyOf));
  }
  return headers;
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
  if (!NAME.test(name)) {
    throw invalidField(
      'headers',
      'Headers',
      `Headers: “${name.slice(0, 40)}” is not a header name.`,
    );
  }
  if ([value].flat().every((text) => VALUE.test(text))) return value;
  const message = `Headers: the value of ${name} has a line break or another character that cannot stand in a header.`;
  throw invalidField('headers', 'Headers', message);
}
