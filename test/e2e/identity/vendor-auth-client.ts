import { request } from 'undici';
import { callWithToken, TokenSources, VendorAuthError, type ApiAnswer } from '../../../core';
import { systemClock, wait } from '../../../node-red/lib/clock';
import { Credential } from '../../../node-red/lib/credential';

/** A credential as a fresh process would hold it: nothing cached, real clock, the package's own HTTP. */
export class VendorAuthClient {
  private readonly credential: Credential;

  constructor(vendor: string, fields: Record<string, unknown>) {
    const sources = new TokenSources(systemClock, Math.random);
    this.credential = Credential.from({ vendor, fields }, sources);
  }

  get tokenRequests(): number {
    return this.credential.source().status().tokenRequests;
  }

  async token(): Promise<string> {
    return (await this.issued()).value;
  }

  /** The token with its lifetime. */
  issued() {
    const { settings, send } = this.credential;
    return this.credential.source().token({ settings, send });
  }

  /** Drops the token, as a person does who suspects it. */
  forget(): void {
    this.credential.source().forget();
  }

  /** What the vendor's test call says of the current token. */
  async verify() {
    const source = this.credential.source();
    const { settings, send } = this.credential;
    return source.verdicts.verify(settings, await this.issued(), send);
  }

  /** Calls the API with a token, once more if it was rejected; returns the status. */
  async call(url: string): Promise<number> {
    const { credential } = this;
    return callWithToken({
      settings: credential.settings,
      source: credential.source(),
      send: credential.send,
      url: new URL(url),
      canRepeat: true,
      wait,
      answerOf: statusOnly,
      perform: async (headers) => {
        const { statusCode, body } = await request(url, {
          dispatcher: credential.dispatcher,
          headers,
        });
        await body.dump();
        return statusCode;
      },
    });
  }

  close(): void {
    this.credential.close();
  }
}

function statusOnly(status: number): ApiAnswer {
  return { status, header: () => undefined, text: () => '', json: () => undefined };
}

/** The error that a promise must end with. */
export async function failureOf(promise: Promise<unknown>): Promise<VendorAuthError> {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (outcome instanceof VendorAuthError) return outcome;
  throw new Error(`This should have failed with a VendorAuthError, but gave ${String(outcome)}.`);
}

/** How many of the same there are, such as `100 x 200`, for statuses and tokens of parallel calls. */
export function tally(values: readonly (string | number)[]): string {
  const counts = new Map<string | number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].map(([value, count]) => `${count} x ${value}`).join(', ');
}

/** So many calls at once. */
export function atOnce<T>(count: number, call: () => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, call));
}
