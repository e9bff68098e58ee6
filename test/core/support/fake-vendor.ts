import type { HttpRequest, HttpResponse, SendRequest } from '../../../core';

export interface Answer {
  readonly status?: number;
  readonly headers?: HttpResponse['headers'];
  /** A text or chunks as they stand, anything else as JSON. */
  readonly body?: unknown;
}

/** What a vendor does with a request; whatever it throws, the transport throws. */
export type Respond = (request: HttpRequest, nth: number) => Answer | Promise<Answer>;

/**
 * A vendor in place of HTTP. It keeps every request, counts how many were open at once, and can be
 * told to hold its answers back.
 */
export class FakeVendor {
  readonly requests: HttpRequest[] = [];
  /** The most requests that were open at the same moment. */
  mostAtOnce = 0;
  private open = 0;
  private gate: Promise<void> = Promise.resolve();

  constructor(private respond: Respond = issuesTokens()) {}

  readonly send: SendRequest = async (request) => {
    this.requests.push(request);
    const nth = this.requests.length;
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.open);
    try {
      await this.gate;
      return responseOf(await this.respond(request, nth));
    } finally {
      this.open--;
    }
  };

  /** From now on it answers like that. */
  answers(respond: Respond): void {
    this.respond = respond;
  }

  /** From now on requests get no answer, until the returned function is called. */
  holdsBack(): () => Promise<void> {
    let release = (): void => undefined;
    this.gate = new Promise((resolve) => (release = resolve));
    return async () => {
      release();
      await settled();
    };
  }

  get lastRequest(): HttpRequest {
    const last = this.requests.at(-1);
    if (last === undefined) throw new Error('no request was made');
    return last;
  }
}

/** Issues `token-1`, `token-2` and so on. */
export function issuesTokens(members: Record<string, unknown> = { expires_in: 300 }): Respond {
  return (_request, nth) => ({ body: { access_token: `token-${nth}`, ...members } });
}

/** A token request's answer of that status, such as a refusal. */
export function answersWith(
  status: number,
  body: unknown = '',
  headers: HttpResponse['headers'] = {},
): Respond {
  return () => ({ status, body, headers });
}

/** No answer at all: the transport fails with that code. */
export function failsWith(code: string): Respond {
  return () => {
    throw Object.assign(new Error(`connect ${code} 192.0.2.1:443`), { code });
  };
}

/** Lets everything run that waits for nothing but a promise. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

export function responseOf({ status = 200, headers = {}, body = '' }: Answer): HttpResponse {
  return { status, headers, body: isChunks(body) ? body : chunksOf(body) };
}

function isChunks(body: unknown): body is AsyncIterable<Uint8Array | string> {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}

async function* chunksOf(body: unknown): AsyncIterable<Uint8Array | string> {
  if (body instanceof Uint8Array) yield body;
  else yield typeof body === 'string' ? body : JSON.stringify(body);
}
