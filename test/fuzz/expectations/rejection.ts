/** What rule T5 says of new tokens that are rejected one after the other, from `docs/token-rules.md`. */

/** A token that lasted so long was good; that it is rejected now means that it was withdrawn. */
export const PROVEN_AGE_MS = 10_000;

/**
 * So many new tokens in a row may be replaced in a minute, since the wait doubles from a second: two at once, then
 * after 1, 2, 4, 8 and 16 s, and with the jitter two or three more.
 */
export const QUICK_REPLACEMENTS_PER_MINUTE = 9;
