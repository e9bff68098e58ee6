import { credential } from '../../core/support/credentials';
import { responseOf } from '../../core/support/fake-vendor';
import {
  checkSettings,
  endpointFacts,
  refusalOfHost,
  type HttpRequest,
  type HttpResponse,
  type Settings,
} from '../core';
import type { FailureFacts } from '../expectations/hold';
import type { FailureKind } from './steps';

/** A login of a scenario. Any two of them must never get each other's token (rule T2). */
export interface Login {
  readonly settings: Settings;
  readonly secret: string;
}

function login(vendor: 'dvinci' | 'eggplant-dai', fields: Record<string, unknown>): Login {
  const settings = checkSettings(vendor, credential(vendor, fields));
  return { settings, secret: endpointFacts(settings).clientSecret };
}

/** The same client with a changed secret, then with other TLS options; and another vendor. */
export const SCENARIO_LOGINS: readonly Login[] = [
  login('dvinci', { clientSecret: 'the first secret' }),
  login('dvinci', { clientSecret: 'the second secret' }),
  login('dvinci', { clientSecret: 'the first secret', allowUnauthorizedCerts: true }),
  login('eggplant-dai', { clientSecret: 'the secret of DAI' }),
];

/** Logins that are looked up once and never used again. */
export const PASSERS_BY: readonly Settings[] = Array.from({ length: 40 }, (_, index) =>
  checkSettings('dvinci', credential('dvinci', { clientId: `passer-by-${index}` })),
);

/** What a token request carries must be of the login that it is made for, and of no other. */
export function misfitOf(request: HttpRequest, { settings, secret }: Login): string | undefined {
  const sent = new URLSearchParams(request.body).get('client_secret');
  if (sent !== secret) return 'a token request carries the secret of another login';
  if (request.url !== endpointFacts(settings).tokenUrl) return 'a token request goes elsewhere';
  const { allowUnauthorizedCerts } = request.tls;
  const isAsSet = allowUnauthorizedCerts === settings.tls.allowUnauthorizedCerts;
  return isAsSet ? undefined : 'a token request goes over TLS that was not asked for';
}

interface Failure {
  /** How the core names it, for a login at d.vinci. */
  readonly code: string;
  /** Whether the answer has headers that are read. */
  readonly hasHeaders: boolean;
  respond(headers: HttpResponse['headers']): HttpResponse;
}

const FAILURES: Record<FailureKind, Failure> = {
  'invalid-client': answers('invalid-client', 401, { error: 'invalid_client' }),
  'invalid-scope': answers('token-request-refused', 400, { error: 'invalid_scope' }),
  'rate-limited': answers('rate-limited', 429, ''),
  unavailable: answers('vendor-unavailable', 503, '<html>'),
  licence: answers('token-request-refused', 403, { message: 'Forbidden' }),
  redirected: { ...answers('redirected', 302, ''), hasHeaders: false },
  'no-token': { ...answers('unreadable-answer', 200, {}), hasHeaders: false },
  'refused-connection': breaks('unreachable', { code: 'ECONNREFUSED' }),
  timeout: breaks('timeout', { code: 'ETIMEDOUT' }),
  'not-sent': breaks('not-sent', refusalOfHost()),
};

function answers(code: string, status: number, body: unknown): Failure {
  return { code, hasHeaders: true, respond: (headers) => responseOf({ status, headers, body }) };
}

function breaks(code: string, thrown: unknown): Failure {
  const respond = () => {
    throw thrown;
  };
  return { code, hasHeaders: false, respond };
}

/** A failing answer, and what rule T6 minds of it. */
export function failureOf(
  how: FailureKind,
  retryAfterSeconds: number | undefined,
  { settings }: Login,
): { readonly facts: FailureFacts; respond(): HttpResponse } {
  const { code, hasHeaders, respond } = FAILURES[how];
  const isOfDai = how === 'licence' && settings.vendor.id === 'eggplant-dai';
  return {
    facts: {
      code: isOfDai ? 'licence-exhausted' : code,
      retryAfterSeconds: hasHeaders ? retryAfterSeconds : undefined,
    },
    respond: () => respond(headersOf(retryAfterSeconds)),
  };
}

/** `Retry-After` as a date where it is long, so that both spellings come up. */
function headersOf(retryAfterSeconds: number | undefined): HttpResponse['headers'] {
  if (retryAfterSeconds === undefined) return {};
  if (retryAfterSeconds < 60) return { 'retry-after': String(retryAfterSeconds) };
  // The vendor's clock is not ours: the date counts from its own.
  const answeredAtMs = Date.UTC(2020, 1, 2, 3, 4, 5);
  return {
    date: new Date(answeredAtMs).toUTCString(),
    'retry-after': new Date(answeredAtMs + retryAfterSeconds * 1000).toUTCString(),
  };
}
