import type { Wait } from '../base/ports';
import { BRAND_NEW_MS } from '../token/rejections';
import type { AccessToken } from '../endpoint/access-token';
import type { TokenSource } from '../token/token-source';

/** A shorter wait changes nothing. */
const SHORTEST_WAIT_MS = 250;

/** Whether a token is still of use after that wait. */
export function outlivesWait({ lifetimeSeconds }: AccessToken): boolean {
  return lifetimeSeconds * 1000 > 2 * BRAND_NEW_MS;
}

/** How long a vendor's servers should all have known a token (rule T20); below zero until they do. */
export function knownForMs(source: TokenSource, token: string): number {
  return 1000 * (source.ageSeconds(token) ?? 0) - BRAND_NEW_MS;
}

/** Until a vendor's servers should all know a token that was just issued (rule T20). */
export async function untilKnown(
  source: TokenSource,
  token: string,
  wait: Wait,
  signal: AbortSignal | undefined,
): Promise<void> {
  const leftMs = -knownForMs(source, token);
  if (leftMs > 0) await wait(Math.max(SHORTEST_WAIT_MS, leftMs), signal);
}
