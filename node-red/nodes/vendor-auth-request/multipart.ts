import { isRecord, sentences, verbatim } from '../../../core';
import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import { invalidField } from '../../lib/invalid-field';
import { bytesOf } from './bytes-of';
import { payloadJson } from './payload-json';

const SAY = sentences('multipart', {
  partType: 'msg.payload has a part whose options.contentType is not a content type.',
});

export interface MultipartForm {
  readonly body: Buffer;
  /** Names the boundary, and so belongs to this body alone. */
  readonly contentType: string;
}

/** How the core `http request` node takes a part whose file name or type is to be told. */
interface DescribedPart {
  readonly value: unknown;
  /** A text is the file name. */
  readonly options?: string | { readonly filename?: unknown; readonly contentType?: unknown };
}

const FILE_TYPE = 'application/octet-stream';
const CONTENT_TYPE = /^[\t\u0020-\u007e]+$/;

/**
 * A payload as a multipart form (RFC 7578), with parts as in the core `http request` node: text and
 * bytes as they are, `{ value, options: { filename, contentType } }`, anything else as JSON; null and
 * undefined are left out. Only a part that is given a file name is sent as a file. A list with such
 * parts or bytes is several parts of one name.
 */
export function encodeMultipart(payload: Readonly<Record<string, unknown>>): MultipartForm {
  const boundary = randomUUID();
  const chunks: (string | Buffer)[] = [];
  const parts = Object.entries(payload).flatMap(([name, part]) =>
    partsOf(part).map((one): [string, unknown] => [name, one]),
  );
  for (const [name, part] of parts) {
    const { value, filename, contentType } = described(part);
    if (value === undefined || value === null) continue;
    chunks.push(`--${boundary}\r\n`, disposition(name, filename));
    if (contentType !== undefined) chunks.push(`Content-Type: ${contentType}\r\n`);
    chunks.push('\r\n', contentOf(value), '\r\n');
  }
  chunks.push(`--${boundary}--\r\n`);
  return {
    body: Buffer.concat(chunks.map((chunk) => Buffer.from(chunk as string))),
    contentType: `multipart/form-data; boundary=${boundary}`,
  };
}

function partsOf(part: unknown): readonly unknown[] {
  const isSeveral = (one: unknown) => isDescribed(one) || bytesOf(one) !== undefined;
  return Array.isArray(part) && part.some(isSeveral) ? part : [part];
}

function described(part: unknown) {
  const { value, options } = isDescribed(part) ? part : { value: part };
  const { filename, contentType } =
    typeof options === 'string' ? { filename: options } : { ...options };
  const file = typeof filename === 'string' && filename !== '' ? basename(filename) : undefined;
  const isBytes = bytesOf(value) !== undefined || file !== undefined;
  return {
    value,
    filename: file,
    contentType: typeOf(contentType) ?? (isBytes ? FILE_TYPE : undefined),
  };
}

function isDescribed(part: unknown): part is DescribedPart {
  return isRecord(part) && Object.hasOwn(part, 'value');
}

/** A line break in a type would make further headers of it, or a part. */
function typeOf(contentType: unknown): string | undefined {
  if (contentType === undefined || contentType === null || contentType === '') return undefined;
  if (typeof contentType === 'string' && CONTENT_TYPE.test(contentType)) return contentType;
  throw invalidField('payload', verbatim('msg.payload'), SAY.partType());
}

function disposition(name: string, filename: string | undefined): string {
  const file = filename === undefined ? '' : `; filename="${escaped(filename)}"`;
  return `Content-Disposition: form-data; name="${escaped(name)}"${file}\r\n`;
}

/** As browsers do it, where RFC 7578 section 4.2 leaves it open. */
function escaped(name: string): string {
  return name.replace(/\r/g, '%0D').replace(/\n/g, '%0A').replace(/"/g, '%22');
}

function contentOf(value: unknown): string | Buffer {
  return typeof value === 'string' ? value : (bytesOf(value) ?? payloadJson(value));
}
