import { parseUrl } from '../base/url';
import type { VendorAuthErrorCode } from '../base/errors';
import { isRecord } from '../base/json';
import type { TokenEndpoint } from '../endpoint/access-token-plan';
import { folded, membersOf } from '../endpoint/members';
import type { TokenAnswer } from '../endpoint/token-answer';
import { WELL_KNOWN_TOKEN } from '../endpoint/token-location';
import type { TokenRefusal } from '../endpoint/token-refusal';
import { canStandInHeader } from '../fields/header-values';
import { redact } from '../redact/redact';
import type { Settings } from '../credential/settings';
import type { RefusalKind } from '../vendor/vendor';
import type { ReadAnswer } from './read-token-answer';
import { redirectTarget } from './redirect-target';
import type { TokenFailure } from './token-failure';

/** What a token endpoint gave. */
export interface IssuedToken {
  readonly accessToken: string;
  readonly lifetimeSeconds: number;
}

export type TokenAnswerMeaning =
  | { readonly kind: 'issued'; readonly token: IssuedToken }
  | {
      readonly kind: 'failed';
      readonly failure: TokenFailure;
      /** If the vendor refused: what it said, to decide whether another way may work. */
      readonly refusal?: TokenRefusal;
    };

/** Decides what an answer to a token request means. This is the one place that does. */
export function classifyTokenAnswer(
  settings: Settings,
  endpoint: TokenEndpoint,
  status: number,
  read: ReadAnswer,
): TokenAnswerMeaning {
  switch (read.kind) {
    case 'redirect': {
      const target = redirectTarget(endpoint, read.location);
      return failed({ code: 'redirected', status, cause: { kind: 'redirect', target } });
    }
    case 'refusal':
      return refused(settings, endpoint, read);
    case 'answer':
      return answered(settings, endpoint, status, read);
  }
}

function failed(failure: TokenFailure): TokenAnswerMeaning {
  return { kind: 'failed', failure };
}

function answered(
  settings: Settings,
  endpoint: TokenEndpoint,
  status: number,
  read: Extract<ReadAnswer, { kind: 'answer' }>,
): TokenAnswerMeaning {
  const { answer, refusal } = read;
  const accessToken = endpoint.token.find(answer);
  if (accessToken !== undefined && !read.saysFailure) {
    return issued(endpoint, status, answer, accessToken);
  }
  const hasWords = refusal.error !== undefined || refusal.description !== undefined;
  if (accessToken !== undefined || (hasWords && (read.saysFailure || read.hintsAtFailure))) {
    return refused(settings, endpoint, read);
  }
  if (!isRecord(answer.json)) {
    return failed({
      code: 'unreadable-answer',
      status,
      cause: { kind: 'unreadable', isPage: read.isPage },
    });
  }
  const cause = { kind: 'no-token', members: namesIn(answer.json, endpoint.secrets) } as const;
  return failed({ code: 'unreadable-answer', status, cause });
}

const MOST_NAMES = 12;
/** In characters, of the names that lead to one member. */
const LONGEST_NAMES = 250;
/** A name that a vendor chose for everybody, rather than one made of somebody's key or token. */
const NAME = /^(?!(?:[^\d]*\d){4})[\w-]{1,40}$/;

/** The names of an answer's members, never their values. */
function namesIn(json: unknown, secrets: readonly string[]): string | undefined {
  const names = membersOf(json)
    .map(({ path }) => path)
    .filter(
      (path) => path.length <= LONGEST_NAMES && path.split('.').every((name) => NAME.test(name)),
    )
    .slice(0, MOST_NAMES);
  return redact(names.join(', '), secrets);
}

function issued(
  endpoint: TokenEndpoint,
  status: number,
  answer: TokenAnswer,
  accessToken: string,
): TokenAnswerMeaning {
  const type = membersOf(answer.json).find(({ folded }) => folded === 'tokentype')?.value;
  if (typeof type === 'string' && isOtherProtocol(type) && !isPlacedBehind(endpoint, type)) {
    const shown = redact(JSON.stringify(type), [...endpoint.secrets, accessToken]);
    const cause = { kind: 'unsupported-type', type: shown?.slice(0, 40) } as const;
    return failed({ code: 'unsupported-token-type', status, cause });
  }
  if (!canStandInHeader(accessToken)) {
    return failed({ code: 'unusable-token', status, cause: { kind: 'unusable-token' } });
  }
  const lifetimeSeconds = endpoint.lifetime.secondsOf(answer, accessToken);
  return { kind: 'issued', token: { accessToken, lifetimeSeconds } };
}

/**
 * Types of tokens that take more than to be sent along (rule T10). Any other word is taken for a vendor's
 * name for a bearer token.
 */
const OTHER_PROTOCOLS = new Set([
  'mac',
  'dpop',
  'pop',
  'hok',
  'hmac',
  'hawk',
  'basic',
  'digest',
  'negotiate',
  'signature',
]);
const LONG_NAMES = /proofofpossession|holderofkey|^(?:mac|dpop|pop|hok)tokens?$/;

/** Whether a type names, by itself or by its first word, another protocol. */
function isOtherProtocol(type: string): boolean {
  // A URN has it at its end.
  const [firstWord = ''] = type
    .trim()
    .toLowerCase()
    .replace(/^urn:.{0,200}:/, '')
    .split(/[^a-z0-9]/);
  return OTHER_PROTOCOLS.has(firstWord) || LONG_NAMES.test(folded(type));
}

/** The user says that this very word goes in front of the token. */
function isPlacedBehind({ placement }: TokenEndpoint, type: string): boolean {
  return placement.valueOf('').trim().toLowerCase() === type.trim().toLowerCase();
}

function refused(
  { vendor, values }: Settings,
  endpoint: TokenEndpoint,
  read: Exclude<ReadAnswer, { kind: 'redirect' }>,
): TokenAnswerMeaning {
  const { refusal, isPage, retryAfterSeconds, answer } = read;
  const kind = kindOf(refusal, isPage);
  const rule = isForVendors(kind)
    ? vendor.refusals?.find(
        (candidate) =>
          (candidate.kind === undefined || candidate.kind === kind) &&
          (candidate.when === undefined || candidate.when(refusal, values)),
      )
    : undefined;
  // The user may have said another place than the one at which the answer has a token.
  const tokens = [endpoint.token, WELL_KNOWN_TOKEN].map((place) => place.find(answer) ?? '');
  const secrets = [...endpoint.secrets, ...tokens];
  // A code that our own words tell need not be quoted as well.
  const word = KIND_OF_ERROR.has(folded(refusal.error ?? '')) ? '' : (refusal.error ?? '');
  return {
    kind: 'failed',
    refusal,
    failure: {
      code: rule?.code ?? CODE_OF_KIND[kind],
      cause: { kind: 'refusal', refusal: kind, rule },
      status: refusal.status,
      description: redact(refusal.description ?? word, secrets),
      errorUri: isWebAddress(refusal.errorUri) ? redact(refusal.errorUri, secrets) : undefined,
      retryAfterSeconds,
    },
  };
}

/** The codes of RFC 6749 section 5.2 and RFC 8707, folded. */
const KIND_OF_ERROR: ReadonlyMap<string, RefusalKind> = new Map<string, RefusalKind>([
  ['invalidclient', 'invalid-client'],
  ['unauthorizedclient', 'unauthorized-client'],
  ['unsupportedgranttype', 'unsupported-grant-type'],
  ['invalidscope', 'invalid-scope'],
  ['invalidtarget', 'invalid-target'],
  ['invalidrequest', 'invalid-request'],
]);

const CODE_OF_KIND: Readonly<Record<RefusalKind, VendorAuthErrorCode>> = {
  'invalid-client': 'invalid-client',
  'unauthorized-client': 'token-request-refused',
  'unsupported-grant-type': 'token-request-refused',
  'invalid-scope': 'token-request-refused',
  'invalid-target': 'token-request-refused',
  'invalid-request': 'token-request-refused',
  'no-token-endpoint': 'no-token-endpoint',
  page: 'no-token-endpoint',
  'rate-limited': 'rate-limited',
  'vendor-unavailable': 'vendor-unavailable',
  refused: 'token-request-refused',
};

function kindOf({ status, error }: TokenRefusal, isPage: boolean): RefusalKind {
  if (status === 429) return 'rate-limited';
  if (status >= 500) return 'vendor-unavailable';
  if (isPage) return 'page';
  const kind = KIND_OF_ERROR.get(folded(error ?? ''));
  // With 401 it is Keycloak's word for a wrong secret; RFC 6749 has it come with 400.
  if (kind === 'unauthorized-client' && status === 401) return 'invalid-client';
  if (kind !== undefined) return kind;
  if (status === 401) return 'invalid-client';
  return status === 404 || status === 405 || status === 410 ? 'no-token-endpoint' : 'refused';
}

/** An overload and a web page mean the same at every vendor. */
function isForVendors(kind: RefusalKind): boolean {
  return kind !== 'rate-limited' && kind !== 'vendor-unavailable' && kind !== 'page';
}

function isWebAddress(text: string | undefined): text is string {
  return text !== undefined && /^https?:\/\//i.test(text) && parseUrl(text) !== undefined;
}
