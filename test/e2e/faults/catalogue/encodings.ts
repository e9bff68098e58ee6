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

import { answer } from '../server/answers';
import { beyondHosts, changed, MIB, sound } from './answering';
import type { Fault, FaultKind } from './fault';

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

export const encodings: FaultKind = {
  title: 'Content encodings',
  faults: [
    ...(['gzip', 'deflate', 'br'] as const).flatMap((encoding): Fault[] => [
      {
        ...sound,
        name: `packs its answer by ${encoding}`,
        behave: changed((text) => PACKERS[encoding](text), { 'content-encoding': encoding }),
      },
      {
        name: `sends 256 MiB packed by ${encoding}`,
        ...beyondHosts,
        behave: (exchange) =>
          answer(exchange, 200, bomb(encoding), { 'content-encoding': encoding }),
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
      hold: 'growing',
      mayIssue: true,
      // Some clients show the bytes as they came, others say what is wrong with them.
      apiEnds: 'either',
      behave: changed((text) => text, { 'content-encoding': 'gzip' }),
    },
    {
      name: 'ends packed bytes too early',
      hold: 'growing',
      behave: changed((text) => gzipSync(text.padEnd(5000)).subarray(0, 40), {
        'content-encoding': 'gzip',
      }),
    },
  ],
};
