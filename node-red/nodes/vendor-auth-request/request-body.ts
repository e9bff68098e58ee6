import { Readable } from 'node:stream';
import querystring from 'node:querystring';
import { encodedPart, parseJson } from '../../../core';
import { bytesOf } from './bytes-of';
import { payloadJson } from './payload-json';
import { encodeMultipart } from './multipart';
import type { HttpHeaders } from './request-headers';

/** A stream can be sent only once. */
export type RequestBody = Buffer | string | Readable;

export interface EncodedBody {
  readonly body: RequestBody;
  /** What the body is, unless the user said so. */
  readonly contentType?: string;
}

/** Whether the same bytes can be sent a second time. */
export function canBeSentAgain(body: RequestBody | undefined): boolean {
  return !(body instanceof Readable);
}

/**
 * A payload as a body: text, bytes, numbers and streams as they are; anything else as a form or multipart
 * form if the content type says so, otherwise as JSON.
 */
export function encodeBody(payload: unknown, headers: HttpHeaders): EncodedBody {
  if (typeof payload === 'string' || payload instanceof Readable) return { body: payload };
  const bytes = bytesOf(payload);
  if (bytes !== undefined) return { body: bytes };
  if (typeof payload === 'number') return { body: String(payload) };
  const contentType = String(headers['content-type'] ?? '')
    .trim()
    .toLowerCase();
  if (hasMembers(payload) && contentType.startsWith('multipart/form-data')) {
    return encodeMultipart(payload);
  }
  if (hasMembers(payload) && contentType.startsWith('application/x-www-form-urlencoded')) {
    return { body: formOf(payload) };
  }
  return { body: payloadJson(payload), contentType: 'application/json' };
}

/** Further in, a value is JSON: no API reads brackets that deep. */
const DEEPEST_MEMBER = 20;

/**
 * A payload as a query or form: `a=1&b=2`, a list as `a=1&a=2` and, which the core node leaves empty,
 * what is further in as `a[b]=1` and `a[0][b]=1`.
 */
export function formOf(payload: Record<string, unknown>): string {
  const pairs = Object.entries(payload).flatMap(([name, value]): Pair[] => {
    const bytes = bytesOf(value);
    if (bytes !== undefined) return [[name, bytes.toString()]];
    const isFlat = Array.isArray(value) && !value.some(hasMembers);
    // As JSON has it: dates as text, and nothing that refers to itself.
    return isFlat || !hasMembers(value)
      ? [[name, value]]
      : membersOf(name, parseJson(payloadJson(value)), 1);
  });
  const texts = pairs.map(([name, value]) =>
    querystring.stringify({ [name]: value } as querystring.ParsedUrlQueryInput, '&', '=', {
      encodeURIComponent: encodedPart,
    }),
  );
  return texts.filter((text) => text !== '').join('&');
}

type Pair = [name: string, value: unknown];

function membersOf(name: string, value: unknown, depth: number): Pair[] {
  if (!hasMembers(value) || Object.keys(value).length === 0) return [[name, value]];
  if (depth === DEEPEST_MEMBER) return [[name, payloadJson(value)]];
  return Object.entries(value).flatMap(([key, member]) =>
    membersOf(`${name}[${key}]`, member, depth + 1),
  );
}

/** As in the core node, the members of a list are its elements by their numbers. */
export function hasMembers(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
