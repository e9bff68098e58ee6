import type { IncomingHttpHeaders } from 'node:http';
import { pipeline, type Readable, type Transform } from 'node:stream';
import zlib from 'node:zlib';

/** What to throw for content that cannot be had. */
export interface DecodingErrors {
  /** More bytes than allowed: as they came, after one of the codings, or in the end. */
  tooLarge(): Error;
  /** The content is not what its `content-encoding` says. */
  undecodable(codings: string): Error;
}

type Bytes = AsyncGenerator<Uint8Array>;

/** Two are rare, and each costs work. */
const MOST_CODINGS = 4;

/** By the name of a coding (RFC 9110 section 8.4.1); the first bytes may decide. */
const DECODERS = new Map<string, (first: Uint8Array) => Transform>([
  ['gzip', () => zlib.createGunzip()],
  ['x-gzip', () => zlib.createGunzip()],
  ['br', () => zlib.createBrotliDecompress()],
  [
    'deflate',
    // Meant is the zlib format, but some servers send the bare deflate stream.
    ([start = 0]) => ((start & 0x0f) === 8 ? zlib.createInflate() : zlib.createInflateRaw()),
  ],
]);

/** The codings in the order in which they were applied; none if one of them is not known. */
function codingsOf(contentEncoding: string | readonly string[] | undefined): string[] {
  const codings = [contentEncoding ?? []]
    .flat()
    .flatMap((line) => line.split(','))
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity');
  return codings.every((coding) => DECODERS.has(coding)) ? codings : [];
}

/** The headers of content that was decoded: those that tell of its codings and length are true no more. */
export function headersOfDecoded<Headers extends IncomingHttpHeaders>(
  headers: Headers,
): Omit<Headers, 'content-encoding' | 'content-length'> {
  if (codingsOf(headers['content-encoding']).length === 0) return headers;
  const { 'content-encoding': _encoding, 'content-length': _length, ...rest } = headers;
  return rest;
}

/**
 * The content behind its codings; as it is, if one of them is not known. Nowhere on the way does it
 * become larger than `mostBytes`, so little that decodes to much does no harm. Leaving the loop over it,
 * by an error as well, closes the body.
 */
export async function* decoded(
  body: Readable,
  contentEncoding: string | readonly string[] | undefined,
  mostBytes: number,
  errors: DecodingErrors,
): Bytes {
  const codings = codingsOf(contentEncoding);
  const decodeOne = (bytes: Bytes, coding: string) =>
    bounded(decode(bytes, coding, errors), mostBytes, errors);
  try {
    if (codings.length > MOST_CODINGS)
      throw errors.undecodable(`${codings.slice(0, MOST_CODINGS).join(', ')}, …`);
    yield* codings.reverse().reduce(decodeOne, bounded(body, mostBytes, errors));
  } finally {
    // A decoder may still be waiting for more of it, and would for ever.
    body.on('error', () => undefined).destroy();
  }
}

async function* bounded(
  bytes: AsyncIterable<Uint8Array>,
  mostBytes: number,
  errors: DecodingErrors,
): Bytes {
  let count = 0;
  for await (const chunk of bytes) {
    count += chunk.length;
    if (count > mostBytes) throw errors.tooLarge();
    yield chunk;
  }
}

async function* decode(bytes: Bytes, coding: string, errors: DecodingErrors): Bytes {
  const source = new Source(bytes);
  try {
    const first = await source.first();
    const decoder = first && DECODERS.get(coding)?.(first);
    if (decoder === undefined) return;
    // The loop sees every error itself.
    yield* pipeline(source.all(), decoder, () => undefined) as AsyncIterable<Uint8Array>;
  } catch (error) {
    // What the body itself failed with is no fault of the coding.
    throw source.isFailed ? error : errors.undecodable(coding);
  }
}

/** Bytes whose first chunk is looked at before they are read. */
class Source {
  isFailed = false;
  private readonly iterator: AsyncIterator<Uint8Array>;
  private head: Uint8Array | undefined;

  constructor(bytes: Bytes) {
    this.iterator = bytes[Symbol.asyncIterator]();
  }

  /** The first chunk with anything in it; undefined if there is none. */
  async first(): Promise<Uint8Array | undefined> {
    do this.head = await this.next();
    while (this.head?.length === 0);
    return this.head;
  }

  async *all(): Bytes {
    for (let chunk = this.head; chunk !== undefined; chunk = await this.next()) yield chunk;
  }

  private async next(): Promise<Uint8Array | undefined> {
    try {
      const result = await this.iterator.next();
      return result.done === true ? undefined : result.value;
    } catch (error) {
      this.isFailed = true;
      throw error;
    }
  }
}
