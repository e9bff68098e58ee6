import { randomBytes } from 'node:crypto';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { type Answer, noStore } from '../answer';
import { issue, tokenMembers } from '../client-login';
import type { VendorState } from '../vendor';
import type { ExampleSettings } from './settings';

type State = VendorState<ExampleSettings>;

const lifetimeSeconds = 3600;
/** A token that is handed out again is replaced before its very end, as nobody could use it any more. */
const shortestLeftSeconds = 0.5;

/** The answer that carries a token, in the shape that the settings want. */
export function tokenAnswer(client: string, scope: string | undefined, state: State): Answer {
  const { settings } = state;
  const { token, secondsLeft, fullSeconds } = tokenFor(client, state);
  const toldSeconds = settings.handsOut === 'sameWithFullLifetime' ? fullSeconds : secondsLeft;
  if (settings.tokenPath === '.') return encoded(JSON.stringify(token), settings);
  const standard = {
    access_token: token,
    token_type: 'Bearer',
    expires_in: told(toldSeconds, settings),
    ...(scope !== undefined && { scope }),
  };
  const { access_token: value, expires_in: lifetime, ...others } = tokenMembers(standard, settings);
  const answer: Record<string, unknown> = {};
  if (value !== undefined) put(answer, settings.tokenPath, value);
  Object.assign(answer, others);
  if (lifetime !== undefined) put(answer, settings.lifetimePath, lifetime);
  return encoded(JSON.stringify(answer), settings);
}

interface HandedOut {
  readonly token: string;
  readonly secondsLeft: number;
  readonly fullSeconds: number;
}

/** A new token, or the one that the client has already. */
function tokenFor(client: string, state: State): HandedOut {
  const { settings, tokens } = state;
  const last = settings.handsOut === 'new' ? undefined : tokens.newestOf(client);
  if (last !== undefined && last.secondsLeft >= shortestLeftSeconds) {
    return { ...last, secondsLeft: Math.floor(last.secondsLeft) };
  }
  const fullSeconds = settings.lifetimeSeconds ?? lifetimeSeconds;
  const token = settings.tokenFormat === 'jwt' ? jwt(fullSeconds, settings) : opaque();
  issue(token, client, lifetimeSeconds, state);
  return { token, secondsLeft: fullSeconds, fullSeconds };
}

function opaque(): string {
  return randomBytes(32).toString('base64url');
}

/** Nobody verifies its signature: only this server judges it. */
function jwt(livesSeconds: number, settings: ExampleSettings): string {
  const iat = Math.floor(nowMs(settings) / 1000);
  const parts = [
    { alg: 'RS256', typ: 'JWT' },
    { jti: opaque(), iat, exp: iat + Math.floor(livesSeconds) },
  ];
  const text = parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'));
  return [...text, opaque()].join('.');
}

function told(seconds: number, settings: ExampleSettings): number | string {
  const endsAtMs = nowMs(settings) + seconds * 1000;
  switch (settings.lifetimeAs) {
    case 'seconds':
      return seconds;
    case 'milliseconds':
      return seconds * 1000;
    case 'epochSeconds':
      return Math.floor(endsAtMs / 1000);
    case 'epochMilliseconds':
      return Math.floor(endsAtMs);
    case 'date':
      return new Date(endsAtMs).toISOString();
  }
}

function nowMs({ clockAheadSeconds }: ExampleSettings): number {
  return Date.now() + clockAheadSeconds * 1000;
}

/** Puts a value where the path says, into objects that are there already or are made for it. */
export function put(answer: Record<string, unknown>, path: string, value: unknown): void {
  const names = path.split('.');
  let place = answer;
  for (const name of names.slice(0, -1)) {
    place[name] ??= {};
    place = place[name] as Record<string, unknown>;
  }
  place[names.at(-1)!] = value;
}

const encoders = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync };

function encoded(body: string, settings: ExampleSettings): Answer {
  const { contentEncoding, tellsContentEncoding } = settings;
  const headers = {
    'content-type': 'application/json',
    date: new Date(nowMs(settings)).toUTCString(),
    ...noStore,
  };
  if (contentEncoding === null) return { status: 200, headers, body };
  return {
    status: 200,
    headers: { ...headers, ...(tellsContentEncoding && { 'content-encoding': contentEncoding }) },
    body: encoders[contentEncoding](body),
  };
}
