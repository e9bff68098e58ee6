/** A body of spaces, 64 KiB at a time, that never ends, and counts what was read of it. */
export class EndlessBody {
  sentBytes = 0;
  isClosed = false;

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        this.sentBytes += 65_536;
        yield Buffer.alloc(65_536, 0x20);
      }
    } finally {
      this.isClosed = true;
    }
  }
}
