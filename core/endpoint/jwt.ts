import { isRecord } from '../base/json';
import { epochMsOf, numberOf } from './told-lifetime';
import { isJwt, jwtPart } from './token-location';

/** When a JSON Web Token says that it was issued and expires: seconds since 1970. */
export interface JwtTimes {
  readonly expiresAt: number;
  readonly issuedAt: number | undefined;
}

/**
 * Reads `exp` and `iat` (RFC 7519 sections 4.1.4 and 4.1.6) without verifying anything: it serves to
 * know when to ask for another token, not whom to trust.
 */
export function jwtTimes(token: string): JwtTimes | undefined {
  if (!isJwt(token)) return undefined;
  const payload = jwtPart(token, 1);
  if (!isRecord(payload)) return undefined;
  const expiresAt = secondsOf(payload['exp']);
  return expiresAt === undefined
    ? undefined
    : { expiresAt, issuedAt: secondsOf(payload['iat']) ?? secondsOf(payload['nbf']) };
}

/** Seconds since 1970, also where a server counts milliseconds or writes text. */
function secondsOf(value: unknown): number | undefined {
  const number = numberOf(value);
  const epochMs = number === undefined ? undefined : epochMsOf(number);
  return epochMs === undefined ? undefined : epochMs / 1000;
}
