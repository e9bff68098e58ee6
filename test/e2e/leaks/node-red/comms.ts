import { setTimeout as wait } from 'node:timers/promises';

const SILENCE_MS = 600;
const MOST_TRIES = 50;

/** What the editor gets without asking, over its WebSocket: debug messages, statuses, notifications. */
export class Comms {
  readonly frames: string[] = [];

  private constructor(private readonly socket: WebSocket) {
    socket.addEventListener('message', ({ data }) => this.frames.push(String(data)));
  }

  static async open(url: string): Promise<Comms> {
    const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/comms`);
    const comms = new Comms(socket);
    await new Promise<void>((resolve, reject) => {
      socket.addEventListener('open', () => resolve());
      socket.addEventListener('error', () => reject(new Error('The editor’s WebSocket fails.')));
    });
    for (const topic of ['debug', 'status/#', 'notification/#', 'event-log/#']) {
      socket.send(JSON.stringify({ subscribe: topic }));
    }
    return comms;
  }

  /** Waits until nothing more comes: Node-RED sends what waits in portions. */
  async settled(): Promise<void> {
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const before = this.frames.length;
      await wait(SILENCE_MS);
      if (this.frames.length === before) return;
    }
  }

  close(): void {
    this.socket.close();
  }
}
