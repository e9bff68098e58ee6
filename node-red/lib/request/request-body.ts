import { Readable } from 'node:stream';
import querystring from 'node:querystring';
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
export async function encodeBody(payload: unknown, headers: HttpHeaders): Promise<EncodedBody> {
  if (typeof payload === 'string' || Buffer.isBuffer(payload) || payload instanceof Readable) {
    return { body: payload };
  }
  if (typeof payload === 'number') return { body: String(payload) };
  const contentType = String(headers['content-type'] ?? '').toLowerCase();
  if (isRecord(payload) && contentType.startsWith('multipart/form-data')) {
    return await encodeMultipart(payload);
  }
  if (isRecord(payload) && contentType.startsWith('application/x-www-form-urlencoded')) {
    return { body: formOf(payload) };
  }
  return { body: JSON.stringify(payload) ?? '', contentType: 'application/json' };
}

/** A payload as a query or form: `a=1&b=2`, a list as `a=1&a=2`. */
export function formOf(payload: Record<string, unknown>): string {
  return querystring.stringify(payload as querystring.ParsedUrlQueryInput);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** As in the core node: text or bytes, or `{ value, options: { filename, contentType } }` for a file. */
async function encodeMultipart(payload: Record<string, unknown>): Promise<EncodedBody> {
  const form = new FormData();
  for (const [name, part] of Object.entries(payload)) {
    if (part === undefined || part === null) continue;
    const isFile = isRecord(part) && !Buffer.isBuffer(part) && 'value' in part;
    const { value, options } = isFile ? (part as unknown as FilePart) : { value: part };
    if (typeof value === 'string' && options === undefined) form.append(name, value);
    else if (isFile || Buffer.isBuffer(value)) appendFile(form, name, value, options);
    else form.append(name, JSON.stringify(value));
  }
  // The platform's own encoder; the boundary is its choice, so the content type is too.
  const encoded = new Response(form);
  return {
    body: Buffer.from(await encoded.arrayBuffer()),
    contentType: encoded.headers.get('content-type') as string,
  };
}

interface FilePart {
  readonly value: unknown;
  readonly options?: string | { readonly filename?: string; readonly contentType?: string };
}

function appendFile(
  form: FormData,
  name: string,
  value: unknown,
  options: FilePart['options'],
): void {
  const { filename, contentType } =
    typeof options === 'string' ? { filename: options } : { ...options };
  const content = Buffer.isBuffer(value) ? new Uint8Array(value) : String(value);
  const type = contentType ?? 'application/octet-stream';
  form.append(name, new Blob([content], { type }), filename ?? name);
}
