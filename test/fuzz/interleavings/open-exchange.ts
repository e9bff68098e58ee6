import type { HttpResponse } from '../core';

/** One request that is under way, and whose answer a scenario sends when it likes. */
export class OpenExchange {
  readonly response: Promise<HttpResponse>;
  private resolve!: (response: HttpResponse) => void;
  private reject!: (thrown: unknown) => void;
  private releaseBody: (() => void) | undefined;

  constructor() {
    this.response = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
  }

  get hasBegun(): boolean {
    return this.releaseBody !== undefined;
  }

  /** Sends status and headers; the body, or what breaks it, waits for `end`. */
  begin(respond: () => HttpResponse): void {
    const gate = new Promise<void>((resolve) => (this.releaseBody = resolve));
    try {
      const response = respond();
      this.resolve({ ...response, body: after(gate, response.body) });
    } catch (thrown) {
      this.resolve({ status: 200, headers: {}, body: breaking(gate, thrown) });
    }
  }

  /** Sends what is still to come. */
  end(respond: () => HttpResponse): void {
    if (this.releaseBody !== undefined) return this.releaseBody();
    try {
      this.resolve(respond());
    } catch (thrown) {
      this.reject(thrown);
    }
  }
}

async function* after(gate: Promise<void>, body: HttpResponse['body']): HttpResponse['body'] {
  await gate;
  yield* body;
}

async function* breaking(gate: Promise<void>, thrown: unknown): HttpResponse['body'] {
  await gate;
  throw thrown;
  yield '';
}
