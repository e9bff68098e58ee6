import { answerJson } from '../server/answers';
import type { Exchange } from '../server/endpoint';
import type { FaultVendor } from '../server/vendor';
import type { Fault, FaultKind } from './fault';

/** What the vendors of these rows tell of a token's lifetime. */
const TOLD_SECONDS = 3;
/**
 * What they grant beyond that, as servers do: a message may be on its way for a moment, on a busy machine
 * for more than one, and dates are told in whole seconds.
 */
export const LEEWAY_SECONDS = 3;
const LIVES_SECONDS = TOLD_SECONDS + LEEWAY_SECONDS;
const WATCHED_SECONDS = 11;

type Tell = (diesAtMs: number) => Record<string, unknown>;

/** A new token at each request, with what `tell` says of its end. */
function issuing(tell: Tell, wrap?: (value: string) => string, livesSeconds = LIVES_SECONDS) {
  return (exchange: Exchange, vendor: FaultVendor) => {
    const members = tell(Date.now() + TOLD_SECONDS * 1000);
    const access_token = vendor.newToken(livesSeconds, wrap);
    answerJson(exchange, 200, { access_token, token_type: 'Bearer', ...members });
  };
}

/** One and the same token for as long as it lives, with what `tell` says of the rest of it. */
function reissuing(tell: (secondsLeft: number) => Record<string, unknown>) {
  return (exchange: Exchange, vendor: FaultVendor) => {
    const living = vendor.livingToken();
    const access_token = living?.value ?? vendor.newToken(LIVES_SECONDS);
    const diesInSeconds = living ? (living.diesAtMs - performance.now()) / 1000 : LIVES_SECONDS;
    const told = tell(Math.max(0, diesInSeconds - LEEWAY_SECONDS));
    answerJson(exchange, 200, { access_token, token_type: 'Bearer', ...told });
  };
}

/** A JWT (RFC 7519) that nobody signed, whose `exp` is the token's end. */
function jwt(livesSeconds: number) {
  return (value: string) => {
    const part = (members: object) => Buffer.from(JSON.stringify(members)).toString('base64url');
    const iat = Math.floor(Date.now() / 1000);
    const claims = { sub: value, iat, exp: iat + livesSeconds };
    return `${part({ alg: 'none' })}.${part(claims)}.signature`;
  };
}

/** A refresh is due when a fifth of the lifetime is left (rule T4). */
const windows = (seconds: number, toldSeconds: number) =>
  Math.ceil(seconds / (toldSeconds * 0.8)) + 1;

interface Told {
  /** Token requests that a window of validity may take; one, unless the rules say otherwise. */
  readonly perWindow?: number;
  /** What dates in whole seconds, the answer's own `Date` among them, take away from the lifetime. */
  readonly roundedSeconds?: number;
}

const inWholeSeconds: Told = { roundedSeconds: 1 };

/** Nothing needs to fail: the lifetime is told, in some way (rule T3). */
function told(
  name: string,
  behave: NonNullable<Fault['behave']>,
  { perWindow = 1, roundedSeconds = 0 }: Told = {},
): Fault {
  const mostTokenRequests = (seconds: number) =>
    perWindow * windows(seconds, TOLD_SECONDS - roundedSeconds);
  const lifetime = { seconds: WATCHED_SECONDS, mostTokenRequests };
  return { name, sides: ['token'], hold: 'none', behave, lifetime };
}

/** Nothing is told that could be used: the default holds, and these tokens outlive it. */
function untold(name: string, expiresIn: unknown): Fault {
  const lifetime = { seconds: 2, mostTokenRequests: () => 1 };
  const behave = issuing(() => ({ expires_in: expiresIn }), undefined, 3600);
  return { name, sides: ['token'], hold: 'none', behave, lifetime };
}

/** Each token ends at once: it serves those who wait for it, and the next one asks again. */
function endingNow(name: string, expiresIn: unknown): Fault {
  const lifetime = { seconds: 2, mostTokenRequests: (_: number, messages: number) => messages };
  return {
    name,
    sides: ['token'],
    hold: 'none',
    lifetime,
    behave: issuing(() => ({ expires_in: expiresIn }), undefined, LEEWAY_SECONDS),
  };
}

const epochSeconds = (ms: number) => Math.floor(ms / 1000);
const iso = (ms: number) => new Date(ms).toISOString();

export const lifetimes: FaultKind = {
  title: 'Lifetimes of tokens',
  faults: [
    // The token may be handed out with 0 for its last second, a request for each message of it.
    told(
      'A1: counts down the same token to 0',
      reissuing((left) => ({ expires_in: Math.floor(left) })),
      { perWindow: 8 },
    ),
    endingNow('A1: tells 0', 0),
    endingNow('A1: tells -1', -1),
    // After its first expiry, the token serves those who wait for it, a request for each message.
    told(
      'A2: tells the full lifetime of the same token again',
      reissuing(() => ({ expires_in: TOLD_SECONDS })),
      { perWindow: 8 },
    ),
    told(
      'A3: tells milliseconds beside a JWT',
      issuing(() => ({ expires_in: 3_600_000_000 }), jwt(TOLD_SECONDS)),
      inWholeSeconds,
    ),
    told(
      'A4: tells a time in expires_in',
      issuing((at) => ({ expires_in: epochSeconds(at) })),
      inWholeSeconds,
    ),
    told(
      'A4: tells a date in expires_in',
      issuing((at) => ({ expires_in: iso(at) })),
      inWholeSeconds,
    ),
    told(
      'A4: tells a time in expires_at',
      issuing((at) => ({ expires_at: epochSeconds(at) })),
      inWholeSeconds,
    ),
    told(
      'A4: tells a date in expires_on',
      issuing((at) => ({ expires_on: iso(at) })),
      inWholeSeconds,
    ),
    told(
      'A4: tells a date in expiration',
      issuing((at) => ({ expiration: iso(at) })),
      inWholeSeconds,
    ),
    told(
      'A5: tells nothing beside a JWT',
      issuing(() => ({}), jwt(TOLD_SECONDS)),
      inWholeSeconds,
    ),
    told(
      'tells seconds',
      issuing(() => ({ expires_in: TOLD_SECONDS })),
    ),
    told(
      'tells seconds as text',
      issuing(() => ({ expires_in: '3' })),
    ),
    untold('tells nothing', undefined),
    untold('tells null', null),
    untold('tells a word', 'soon'),
    untold('tells a list', [3]),
    untold('tells an object', { seconds: 3 }),
    untold('tells true', true),
    untold('tells 1e308', 1e308),
    untold('tells a text of 100000 digits', '9'.repeat(100_000)),
  ],
};
