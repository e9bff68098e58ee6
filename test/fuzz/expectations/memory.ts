/** What rule T18 says of identities that nobody uses, written from `docs/token-rules.md`. */

/** After so long without use and without a valid token, an identity may be forgotten. */
export const IDLE_MS = 60 * 60 * 1000;

/** Forgetting happens on use, and need not happen more often than this. */
export const SWEEP_EVERY_MS = 60 * 1000;
