import { types } from 'node:util';

/** The bytes that a value is, without a copy; undefined if it is something else. */
export function bytesOf(value: unknown): Buffer | undefined {
  if (Buffer.isBuffer(value)) return value;
  // A function node's own are of another realm, where `instanceof` finds nothing.
  if (types.isAnyArrayBuffer(value)) return Buffer.from(value);
  return ArrayBuffer.isView(value)
    ? Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    : undefined;
}
