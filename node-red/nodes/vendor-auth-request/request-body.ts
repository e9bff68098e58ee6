import { Readable } from 'node:stream';
import querystring from 'node:querystring';
import { encodedPart } from '../../../core';
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
  if (typeof payload === 'string' || Buffer.isBuffer(payload) || payload instanceof Readable) {
    return { body: payload };
  }
  if (typeof payload === 'number') return { body: String(payload) };
  const contentType = String(headers['content-type'] ?? '').toLowerCase();
  if (hasMembers(payload) && contentType.startsWith('multipart/form-data')) {
    return encodeMultipart(payload);
  }
  if (hasMembers(payload) && contentType.startsWith('application/x-www-form-urlencoded')) {
    return { body: formOf(payload) };
  }
  return { body: payloadJson(payload), contentType: 'application/json' };
}

/** A payload as a query or form: `a=1&b=2`, a list as `a=1&a=2`. */
export function formOf(payload: Record<string, unknown>): string {
  return querystring.stringify(payload as querystring.ParsedUrlQueryInput, '&', '=', {
    encodeURIComponent: encodedPart,
  });
}

/** As in the core node, the members of a list are its elements by their numbers. */
export function hasMembers(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
