import type { Dispatcher } from 'undici';
import {
  parseUrl,
  isOriginAllowed,
  quotesSecret,
  sentences,
  VendorAuthError,
  type SentenceValue,
  type Settings,
} from '../../../core';
import { canBeSent, splitAtEquals, type Cookies } from './cookies';
import type { OutgoingRequest } from './outgoing-request';
import { canBeSentAgain } from './request-body';

export const MOST_REDIRECTS = 20;

const SAY = sentences('redirect', {
  bodyStays:
    '__from__ redirects the request with its body to __to__ (__status__), which gets neither the token nor what is sent with it.',
  allowBody: 'If __to__ may have both, add it to Allowed Origins; or use the address there as URL.',
  tooMany: '__server__ redirected the request more than __n__ times.',
  aServer: 'A server',
  seeWhere: 'Check URL; or set msg.followRedirects to false to see where it leads.',
});

/** One request on the way; without `tokenHeader` once the token stayed behind. */
export type Step = Pick<OutgoingRequest, 'method' | 'url' | 'headers' | 'cookies' | 'body'> & {
  readonly tokenHeader: Readonly<Record<string, string>> | undefined;
};

/** What decides about the way. */
export interface Rules {
  readonly settings: Settings;
  /** What no error may quote. */
  readonly secrets: readonly string[];
  /** The only headers for an origin that may not have the token. */
  readonly harmlessHeaders: OutgoingRequest['harmlessHeaders'];
}

/** Where a redirect leads; undefined if the answer is none, or none that can be followed. */
export function redirectTarget(
  step: Step,
  { statusCode, headers: { location } }: Dispatcher.ResponseData,
): URL | undefined {
  const isRedirect = [301, 302, 303, 307, 308].includes(statusCode);
  if (!isRedirect || typeof location !== 'string') return undefined;
  const url = location === '' ? undefined : parseUrl(location, step.url);
  if (url === undefined) return undefined;
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  const keepsBody = !becomesGetAt(statusCode, step.method);
  return keepsBody && !canBeSentAgain(step.body) ? undefined : url;
}

/**
 * What a redirect asks for next (RFC 9110 section 15.4).
 *
 * @throws {VendorAuthError} `redirected` if that is to send the body where the token may not go.
 */
export function nextStep(
  step: Step,
  { statusCode, headers: { 'set-cookie': setCookie } }: Dispatcher.ResponseData,
  url: URL,
  rules: Rules,
): Step {
  const becomesGet = becomesGetAt(statusCode, step.method);
  const method = becomesGet ? 'GET' : step.method;
  const body = becomesGet ? undefined : step.body;
  const isSameOrigin = url.origin === step.url.origin;
  const cookies = isSameOrigin ? withCookies(step.cookies, setCookie) : new Map<string, string>();
  const tokenHeader = isOriginAllowed(rules.settings, url) ? step.tokenHeader : undefined;
  if (tokenHeader === undefined) {
    if (body !== undefined && body !== '') throw bodyStays(step.url, url, statusCode, rules);
    return { method, url, headers: rules.harmlessHeaders, cookies, body: undefined, tokenHeader };
  }
  const headers = { ...step.headers };
  if (becomesGet) for (const name of ['content-type', 'content-encoding']) delete headers[name];
  return { method, url, headers, cookies, body, tokenHeader };
}

function becomesGetAt(status: number, method: string): boolean {
  if (status === 303) return method !== 'GET' && method !== 'HEAD';
  return (status === 301 || status === 302) && method === 'POST';
}

function withCookies(cookies: Cookies, setCookie: string | string[] | undefined): Cookies {
  const set = [setCookie ?? []].flat().map((line) => line.split(';', 1)[0] ?? '');
  const pairs = set.filter((pair) => pair.includes('=')).map(splitAtEquals);
  return new Map([...cookies, ...pairs.filter(([name, value]) => canBeSent(name, value))]);
}

function bodyStays(from: URL, to: URL, status: number, rules: Rules): VendorAuthError {
  return new VendorAuthError({
    code: 'redirected',
    vendor: rules.settings.vendor.id,
    status,
    message: SAY.bodyStays({ from: from.origin, to: nameable(to, rules), status }),
    hint: SAY.allowBody({ to: nameable(to, rules) }),
  });
}

export function tooManyRedirects(url: URL, rules: Rules): VendorAuthError {
  return new VendorAuthError({
    code: 'redirected',
    vendor: rules.settings.vendor.id,
    message: SAY.tooMany({ server: nameable(url, rules), n: MOST_REDIRECTS }),
    hint: SAY.seeWhere(),
  });
}

/** A host name can quote what was sent as well as any other word of the vendor's. */
function nameable({ origin }: URL, { secrets }: Rules): SentenceValue {
  return quotesSecret(origin, secrets) ? SAY.aServer() : origin;
}
