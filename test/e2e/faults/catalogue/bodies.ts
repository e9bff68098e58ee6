import { promisify } from 'node:util';
import {
  brotliCompress,
  brotliCompressSync,
  constants,
  deflate,
  deflateSync,
  gzip,
  gzipSync,
} from 'node:zlib';

import {
  answer,
  answerJson,
  chunkOf,
  dribble,
  endlessly,
  head,
  type Headers,
} from '../server/answers';
import type { Exchange } from '../server/endpoint';
import type { FaultVendor } from '../server/vendor';
import type { Fault, FaultKind } from './fault';
import { isTokenRequest, soundMembers } from './sound';

const MIB = 1024 * 1024;

/** What the API answers with 200 is an answer, whatever it holds; a token endpoint's is no token. */
const noToken: Pick<Fault, 'hold' | 'apiEnds'> = { hold: { seconds: 10 }, apiEnds: 'answered' };
const sound: Pick<Fault, 'hold' | 'apiEnds'> = { hold: 'none', apiEnds: 'echoed' };

/** The hosts' own clients take as much as comes. */
const beyondHosts: Pick<Fault, 'hostsOwnAffair'> = { hostsOwnAffair: ['core-http-request', 'n8n'] };

/** Answers every request with the same body. */
function body(text: string | Buffer, headers: Headers = {}, status = 200) {
  return (exchange: Exchange) => answer(exchange, status, text, headers);
}

/** Answers what a sound endpoint would, changed on its way. */
function changed(change: (text: string) => string | Buffer, headers: Headers = {}) {
  return (exchange: Exchange, vendor: FaultVendor) =>
    answer(exchange, 200, change(JSON.stringify(soundMembers(exchange, vendor))), headers);
}

/** Adds members to what a sound endpoint would answer. */
function withMembers(more: string) {
  return changed((text) => `${text.slice(0, -1)},${more}}`);
}

const PAGE = '<!DOCTYPE html><html><body><h1>Sign in</h1></body></html>';

const texts: readonly Fault[] = [
  { ...noToken, name: 'answers a web page', behave: body(PAGE, { 'content-type': 'text/html' }) },
  { ...noToken, name: 'answers a web page and calls it JSON', behave: body(PAGE) },
  { ...noToken, name: 'answers nothing', behave: body('') },
  { ...noToken, name: 'answers null', behave: body('null') },
  { ...noToken, name: 'answers a list', behave: body('[1,2,3]') },
  { ...noToken, name: 'answers half of a JSON text', behave: body('{"access_token":"') },
  { ...noToken, name: 'answers zero bytes', behave: body(Buffer.alloc(1000)) },
  {
    ...noToken,
    name: 'answers UTF-16 LE',
    behave: changed((text) => Buffer.from(`\ufeff${text}`, 'utf16le'), {
      'content-type': 'application/json; charset=utf-16',
    }),
  },
  {
    ...noToken,
    name: 'answers UTF-16 BE',
    behave: changed((text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16(), {
      'content-type': 'application/json; charset=utf-16',
    }),
  },
  { ...sound, name: 'answers with a byte order mark', behave: changed((text) => `\ufeff${text}`) },
  {
    ...noToken,
    name: 'answers bytes that are no UTF-8',
    behave: body(Buffer.from('7b22ff22fe', 'hex')),
  },
  { ...noToken, name: 'answers 200 with an error', behave: body('{"error":"server_error"}') },
];

const sizes: readonly Fault[] = [
  {
    ...noToken,
    name: 'answers 10 MB',
    // It keeps each of them in its database.
    hostsOwnAffair: ['n8n'],
    behave: changed((text) => `${text.slice(0, -1)},"pad":"${'p'.repeat(10 * MIB)}"}`),
  },
  {
    name: 'answers without end',
    ...beyondHosts,
    behave: (exchange) => {
      exchange.socket.write(head(200, { 'transfer-encoding': 'chunked' }));
      void dribble(exchange, endlessly(chunkOf('e')), 5);
    },
  },
  {
    name: 'answers 500 without end',
    ...beyondHosts,
    behave: (exchange) => {
      exchange.socket.write(head(500, { 'transfer-encoding': 'chunked' }));
      void dribble(exchange, endlessly(chunkOf('e')), 5);
    },
  },
  { ...sound, name: 'issues a token of 8 kB', sides: ['token'], behave: longToken(8_000) },
  { ...noToken, name: 'issues a token of 2 MB', sides: ['token'], behave: longToken(2 * MIB) },
];

function longToken(length: number) {
  return (exchange: Exchange, vendor: FaultVendor) => {
    const long = vendor.newToken(3600, (value) => value.padEnd(length, 't'));
    answerJson(exchange, 200, { access_token: long, token_type: 'Bearer', expires_in: 3600 });
  };
}

const PACKERS = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync };
type Encoding = keyof typeof PACKERS;

const PACKED_MIB = 256;
const bombs = new Map<Encoding, Buffer>();

/** Packs what the rows with bombs send, off this thread: whoever waits for an answer must not wait for it. */
export async function packBombs(): Promise<void> {
  const spaces = Buffer.alloc(PACKED_MIB * MIB, ' ');
  bombs.set('gzip', await promisify<Buffer, Buffer>(gzip)(spaces));
  bombs.set('deflate', await promisify<Buffer, Buffer>(deflate)(spaces));
  bombs.set('br', await promisify(brotliCompress)(spaces, FAST_BROTLI));
}

const FAST_BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } };

function bomb(encoding: Encoding): Buffer {
  const packed = bombs.get(encoding);
  if (packed === undefined) throw new Error('packBombs comes before the rows.');
  return packed;
}

const encodings: readonly Fault[] = [
  ...(['gzip', 'deflate', 'br'] as const).flatMap((encoding): Fault[] => [
    {
      ...sound,
      name: `packs its answer by ${encoding}`,
      behave: changed((text) => PACKERS[encoding](text), { 'content-encoding': encoding }),
    },
    {
      name: `sends 256 MiB packed by ${encoding}`,
      ...beyondHosts,
      behave: (exchange) => answer(exchange, 200, bomb(encoding), { 'content-encoding': encoding }),
    },
  ]),
  {
    name: 'sends 256 MiB packed twice by gzip',
    ...beyondHosts,
    behave: (exchange) =>
      answer(exchange, 200, gzipSync(bomb('gzip')), { 'content-encoding': 'gzip, gzip' }),
  },
  {
    name: 'refuses with 256 MiB packed by gzip',
    ...beyondHosts,
    behave: (exchange) => answer(exchange, 400, bomb('gzip'), { 'content-encoding': 'gzip' }),
  },
  {
    name: 'calls plain text gzip',
    // Some clients show the bytes as they came, others say what is wrong with them.
    apiEnds: 'either',
    behave: changed((text) => text, { 'content-encoding': 'gzip' }),
  },
  {
    name: 'ends packed bytes too early',
    behave: changed((text) => gzipSync(text.padEnd(5000)).subarray(0, 40), {
      'content-encoding': 'gzip',
    }),
  },
];

/** n8n keeps what it gets, and walks through it level by level. */
const beyondN8n: Pick<Fault, 'hostsOwnAffair'> = { hostsOwnAffair: ['n8n'] };

const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
const nestedObjects = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
const many = (members: number) =>
  Array.from({ length: members }, (_, index) => `"m${String(index)}":1`).join(',');

const shapes: readonly Fault[] = [
  ...[2_000, 100_000].flatMap((levels): Fault[] => [
    {
      ...noToken,
      ...beyondN8n,
      name: `answers ${String(levels)} nested lists`,
      behave: body(nested(levels)),
    },
    {
      ...beyondN8n,
      name: `refuses with ${String(levels)} nested lists`,
      behave: body(nested(levels), {}, 400),
    },
    {
      ...beyondN8n,
      name: `refuses with ${String(levels)} nested objects`,
      behave: body(nestedObjects(levels), {}, 400),
    },
    {
      ...sound,
      ...beyondN8n,
      name: `answers a member of ${String(levels)} nested lists`,
      behave: withMembers(`"deep":${nested(levels)}`),
    },
  ]),
  { ...sound, name: 'answers 50000 members', behave: withMembers(many(50_000)) },
  { name: 'refuses with 50000 members', behave: body(`{${many(50_000)}}`, {}, 400) },
  {
    ...noToken,
    name: 'answers all in __proto__',
    behave: body('{"__proto__":{"access_token":"x","ok":true}}'),
  },
  {
    ...sound,
    name: 'adds __proto__ and constructor',
    behave: withMembers('"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}'),
  },
  {
    ...noToken,
    name: 'issues a token that is an object',
    sides: ['token'],
    behave: body('{"access_token":{"toString":1},"expires_in":1}'),
  },
  {
    ...noToken,
    name: 'issues a token with a line break',
    sides: ['token'],
    behave: body('{"access_token":"a\\r\\nx-injected: 1"}'),
  },
  {
    ...noToken,
    name: 'issues a token of another type',
    sides: ['token'],
    behave: body('{"access_token":"mac-token","token_type":"mac"}'),
  },
];

/** Quotes the request that carries the secret, in its refusal. */
function quoting(quote: (text: string) => string) {
  return (exchange: Exchange) => {
    const { body: text, headers } = exchange.request;
    const told = quote(isTokenRequest(exchange.request) ? text : (headers['authorization'] ?? ''));
    answerJson(exchange, 400, { error: 'invalid_request', error_description: told });
  };
}

const quotes: readonly Fault[] = [
  { sides: ['token'], name: 'quotes the request in its refusal', behave: quoting((text) => text) },
  { sides: ['token'], name: 'quotes the request in base64', behave: quoting((text) => btoa(text)) },
  {
    sides: ['token'],
    name: 'quotes the request in hexadecimal digits',
    behave: quoting((text) => Buffer.from(text).toString('hex')),
  },
  {
    sides: ['token'],
    name: 'quotes the request in capitals',
    behave: quoting((text) => text.toUpperCase()),
  },
];

export const bodies: FaultKind = { title: 'Bodies', faults: [...texts, ...sizes, ...quotes] };
export const encoded: FaultKind = { title: 'Content encodings', faults: encodings };
export const shaped: FaultKind = { title: 'Shapes of JSON', faults: shapes };
