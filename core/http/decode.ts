/** Bodies that come compressed although nothing asked for it, and some without a word of it. */

type Format = ConstructorParameters<typeof DecompressionStream>[0];

/** What a declared encoding may turn out to be. Hosts decode what is declared, and may leave the header. */
const DECLARED: readonly (readonly [RegExp, Format])[] = [
  [/\bdeflate\b/i, 'deflate-raw'],
  // Older versions of Node.js do not know it, so the host has decoded it.
  [/\bbr\b/i, 'brotli' as Format],
];

/**
 * The bytes of a body as they were before compression (gzip, deflate, br), as far as they can be read; a
 * body that is not compressed comes back as it is. At most `mostBytes` and one chunk are decoded.
 *
 * @param declared - the header `Content-Encoding`
 */
export async function decoded(
  bytes: Uint8Array<ArrayBuffer>,
  declared: string | undefined,
  mostBytes: number,
): Promise<Uint8Array> {
  const format = formatOf(bytes, declared);
  return format === undefined ? bytes : await decompressed(bytes, format, mostBytes);
}

function formatOf(bytes: Uint8Array, declared = ''): Format | undefined {
  const [first = 0, second = 0, third] = bytes;
  if (first === 0x1f && second === 0x8b && third === 8) return 'gzip';
  const hasZlibHeader = first === 0x78 && ((first << 8) | second) % 31 === 0;
  if (hasZlibHeader && (second !== 0x5e || /\bdeflate\b/i.test(declared))) return 'deflate';
  // What begins like a text was decoded already.
  if (/[\s{["<\u00ef]/.test(String.fromCharCode(first))) return undefined;
  return DECLARED.find(([name]) => name.test(declared))?.[1];
}

async function decompressed(
  bytes: Uint8Array<ArrayBuffer>,
  format: Format,
  mostBytes: number,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    const { writable, readable } = new DecompressionStream(format);
    const writer = writable.getWriter();
    // What is wrong with the bytes is told by the reading side as well.
    writer.write(bytes).catch(() => undefined);
    writer.close().catch(() => undefined);
    const reader = readable.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      chunks.push(value);
      length += value.length;
      if (length > mostBytes) {
        await reader.cancel();
        break;
      }
    }
  } catch {
    // Cut off, or not compressed after all: what could be read decides.
    if (length === 0) return bytes;
  }
  return Buffer.concat(chunks);
}
