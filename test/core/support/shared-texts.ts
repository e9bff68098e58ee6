import type { SharedTexts } from '../../../core';

/** A place that several processes share, in memory, and whatever may be wrong with it. */
export class FakeTexts implements SharedTexts {
  readonly texts = new Map<string, unknown>();
  reads = 0;
  writes = 0;
  isDown = false;

  async read(name: string): Promise<unknown> {
    this.reads++;
    if (this.isDown) throw new Error('down');
    return this.texts.get(name);
  }

  async write(name: string, text: string): Promise<void> {
    this.writes++;
    if (this.isDown) throw new Error('down');
    this.texts.set(name, text);
  }
}
