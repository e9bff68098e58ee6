import { isRecord, parseJson } from '../base/json';
import { isJwt } from './token-location';

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
  const payload = parseJson(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
  if (!isRecord(payload)) return undefined;
  const { exp, iat } = payload;
  if (!isTime(exp)) return undefined;
  return { expiresAt: exp, issuedAt: isTime(iat) ? iat : undefined };
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0;
}
