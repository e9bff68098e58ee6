import { request, type Dispatcher } from 'undici';
import {
  isOriginAllowed,
  quotesSecret,
  secretsOf,
  VendorAuthError,
  type Settings,
} from '../../../core';
import { Deadline } from '../deadline';
import {
  canBeSent,
  cookieHeader,
  responseCookies,
  type Cookies,
  type ResponseCookie,
} from './cookies';
import type { OutgoingRequest } from './outgoing-request';
import { canBeSentAgain } from './request-body';

const MOST_REDIRECTS = 20;

export interface Redirection {
  readonly location: string;
  readonly cookies?: Record<string, ResponseCookie>;
}

/** An answer, read to its end. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
  /** Where it came from in the end. */
  readonly url: string;
  readonly redirections: readonly Redirection[];
  /**
   * The status of the last answer to the request itself with its token. What a redirect made of it, be
   * it a GET after a POST or a request without the token, says nothing about that: the first request
   * may have been carried out, and must not be repeated for it (rule T17).
   */
  readonly tokenStatus: number;
}

export interface Wire {
  readonly dispatcher: Dispatcher;
  readonly settings: Settings;
  readonly signal: AbortSignal;
}

/**
 * Sends a request with a token and follows redirects. To an origin that may not have the token, it is
 * followed without (rule T12), and from there on the token stays behind, wherever the way leads.
 *
 * @throws whatever undici does, or a `timeout` by name when the time for all of it is up.
 */
export async function exchange(
  outgoing: OutgoingRequest,
  authorization: string,
  wire: Wire,
): Promise<Answer> {
  const deadline = new Deadline(outgoing.timeoutMs, wire.signal);
  const redirections: Redirection[] = [];
  let step: Step = { ...outgoing, authorization };
  let tokenStatus = 0;
  try {
    for (;;) {
      const response = await send(step, wire.dispatcher, deadline.signal);
      const isRequestItself = step.method === outgoing.method && step.authorization !== undefined;
      if (isRequestItself) tokenStatus = response.statusCode;
      const next = nextStep(step, response, wire.settings, outgoing.followsRedirects);
      if (next === undefined) {
        const body = Buffer.from(await response.body.arrayBuffer());
        const { statusCode: status, headers } = response;
        return { status, headers, body, url: step.url.href, redirections, tokenStatus };
      }
      await response.body.dump();
      const cookies = responseCookies(response.headers['set-cookie']);
      redirections.push({
        location: String(response.headers['location']),
        ...(cookies !== undefined && { cookies }),
      });
      if (redirections.length > MOST_REDIRECTS) {
        throw tooManyRedirects(wire.settings, step.url, authorization);
      }
      step = next;
    }
  } finally {
    deadline.clear();
  }
}

/** One request on the way; without `authorization` once the token stayed behind. */
type Step = Pick<OutgoingRequest, 'method' | 'url' | 'headers' | 'cookies' | 'body'> & {
  readonly authorization: string | undefined;
};

async function send(step: Step, dispatcher: Dispatcher, signal: AbortSignal) {
  const cookie = cookieHeader(step.cookies);
  return await request(step.url, {
    dispatcher,
    method: step.method,
    headers: {
      ...step.headers,
      ...(cookie !== undefined && { cookie }),
      ...(step.authorization !== undefined && { authorization: step.authorization }),
    },
    body: step.body ?? null,
    signal,
  });
}

/** What a redirect asks for next (RFC 9110 section 15.4); undefined if the answer is no redirect. */
function nextStep(
  step: Step,
  response: Dispatcher.ResponseData,
  settings: Settings,
  followsRedirects: boolean,
): Step | undefined {
  const { location, 'set-cookie': setCookie } = response.headers;
  const isRedirect = [301, 302, 303, 307, 308].includes(response.statusCode);
  if (!followsRedirects || !isRedirect || typeof location !== 'string') return undefined;
  if (!URL.canParse(location, step.url)) return undefined;
  const url = new URL(location, step.url);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  const becomesGet = becomesGetAt(response.statusCode, step.method);
  if (!becomesGet && !canBeSentAgain(step.body)) return undefined;

  const isSameOrigin = url.origin === step.url.origin;
  const headers = { ...step.headers };
  delete headers['host'];
  if (becomesGet) for (const name of ['content-type', 'content-encoding']) delete headers[name];
  return {
    method: becomesGet ? 'GET' : step.method,
    url,
    headers,
    cookies: isSameOrigin ? withCookies(step.cookies, setCookie) : new Map<string, string>(),
    body: becomesGet ? undefined : step.body,
    authorization: isOriginAllowed(settings, url) ? step.authorization : undefined,
  };
}

function becomesGetAt(status: number, method: string): boolean {
  if (status === 303) return method !== 'GET' && method !== 'HEAD';
  return (status === 301 || status === 302) && method === 'POST';
}

function withCookies(cookies: Cookies, setCookie: string | string[] | undefined): Cookies {
  const set = [setCookie ?? []].flat().map((line) => line.split(';')[0] ?? '');
  const pairs = set.map((pair) => {
    const at = pair.indexOf('=');
    return [pair.slice(0, Math.max(0, at)).trim(), pair.slice(at + 1).trim()] as const;
  });
  return new Map([...cookies, ...pairs.filter(([name, value]) => canBeSent(name, value))]);
}

function tooManyRedirects(settings: Settings, url: URL, authorization: string): VendorAuthError {
  const isNameable = !quotesSecret(url.origin, secretsOf(settings, authorization));
  return new VendorAuthError({
    code: 'redirected',
    vendor: settings.vendor.id,
    message: `${isNameable ? url.origin : 'A server'} redirected the request more than ${MOST_REDIRECTS} times.`,
    hint: 'Check URL; or set msg.followRedirects to false to see where it leads.',
  });
}
