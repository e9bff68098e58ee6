import { request, type Dispatcher } from 'undici';
import {
  isOriginAllowed,
  quotesSecret,
  secretsOf,
  VendorAuthError,
  type Settings,
} from '../../../core';
import { withoutConnectionHeaders } from '../connection-headers';
import { Deadline } from '../deadline';
import { discardBody, readAnswerBody } from './answer-body';
import {
  canBeSent,
  cookieHeader,
  responseCookies,
  type Cookies,
  type ResponseCookie,
} from './cookies';
import type { OutgoingRequest } from './outgoing-request';
import { canBeSentAgain } from './request-body';
import type { HttpHeaders } from './request-headers';

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
 * followed without (rule T12), and without anything else of the login; from there on all that stays
 * behind, wherever the way leads.
 *
 * @throws {VendorAuthError} `redirected` where a body would have to go to such an origin, and after too
 *   many redirects; `answer-too-large`; `unreadable-answer`.
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
      const target = redirectTarget(step, response, outgoing.followsRedirects);
      if (target === undefined) {
        const { maxAnswerBytes } = outgoing;
        const read = readAnswerBody(response, step.method, maxAnswerBytes, wire.settings.vendor);
        const { headers, body } = await read;
        const status = response.statusCode;
        return { status, headers, body, url: step.url.href, redirections, tokenStatus };
      }
      await discardBody(response.body, deadline.signal);
      const cookies = responseCookies(response.headers['set-cookie']);
      redirections.push({
        location: String(response.headers['location']),
        ...(cookies !== undefined && { cookies }),
      });
      if (redirections.length > MOST_REDIRECTS) {
        throw tooManyRedirects(wire.settings, step.url, authorization);
      }
      step = nextStep(step, response, target, outgoing.harmlessHeaders, wire.settings);
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
      ...withoutConnectionHeaders(step.headers),
      ...(cookie !== undefined && { cookie }),
      ...(step.authorization !== undefined && { authorization: step.authorization }),
    },
    body: step.body ?? null,
    signal,
  });
}

/** Where a redirect leads; undefined if the answer is none, or none that can be followed. */
function redirectTarget(
  step: Step,
  { statusCode, headers: { location } }: Dispatcher.ResponseData,
  followsRedirects: boolean,
): URL | undefined {
  const isRedirect = [301, 302, 303, 307, 308].includes(statusCode);
  if (!followsRedirects || !isRedirect || typeof location !== 'string') return undefined;
  if (location === '' || !URL.canParse(location, step.url)) return undefined;
  const url = new URL(location, step.url);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  const keepsBody = !becomesGetAt(statusCode, step.method);
  return keepsBody && !canBeSentAgain(step.body) ? undefined : url;
}

/**
 * What a redirect asks for next (RFC 9110 section 15.4).
 *
 * @throws {VendorAuthError} `redirected` if that is to send the body where the token may not go.
 */
function nextStep(
  step: Step,
  { statusCode, headers: { 'set-cookie': setCookie } }: Dispatcher.ResponseData,
  url: URL,
  harmlessHeaders: HttpHeaders,
  settings: Settings,
): Step {
  const becomesGet = becomesGetAt(statusCode, step.method);
  const method = becomesGet ? 'GET' : step.method;
  const body = becomesGet ? undefined : step.body;
  const isSameOrigin = url.origin === step.url.origin;
  const cookies = isSameOrigin ? withCookies(step.cookies, setCookie) : new Map<string, string>();
  const authorization = isOriginAllowed(settings, url) ? step.authorization : undefined;
  if (authorization === undefined) {
    if (body !== undefined && body !== '') throw bodyStays(settings, step.url, url, statusCode);
    return { method, url, headers: harmlessHeaders, cookies, body: undefined, authorization };
  }
  const headers = { ...step.headers };
  if (becomesGet) for (const name of ['content-type', 'content-encoding']) delete headers[name];
  return { method, url, headers, cookies, body, authorization };
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

function bodyStays(settings: Settings, from: URL, to: URL, status: number): VendorAuthError {
  return new VendorAuthError({
    code: 'redirected',
    vendor: settings.vendor.id,
    status,
    message: `${from.origin} redirects the request with its body to ${to.origin} (${status}), which gets neither the token nor what is sent with it.`,
    hint: `If ${to.origin} may have both, add it to Allowed Origins; or use the address there as URL.`,
  });
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
