/**
 * Every secret and token of the matrix holds this word, so that one search finds all of them wherever
 * they turn up, whichever row they belong to.
 */
export const PLANTED = 'planted-';

export function plantedSecret(row: string): string {
  return `${PLANTED}secret-${row}`;
}

export function plantedToken(row: string, number: number): string {
  return `${PLANTED}token-${row}-${String(number)}`;
}

/** The word as text, in hexadecimal digits, and in base64 at each of the three places it can start. */
const SPELLINGS: readonly string[] = [
  PLANTED,
  Buffer.from(PLANTED).toString('hex'),
  ...[0, 1, 2].map(base64CoreAfter),
];

/** What the word looks like in base64 behind so many other bytes, without what the neighbours decide. */
function base64CoreAfter(bytesBefore: number): string {
  const encoded = Buffer.from('x'.repeat(bytesBefore) + PLANTED).toString('base64url');
  const first = Math.ceil((bytesBefore * 8) / 6);
  const last = Math.floor(((bytesBefore + PLANTED.length) * 8) / 6);
  return encoded.slice(first, last);
}

/** The places at which a planted secret or token stands in a text, each with what surrounds it. */
export function plantedIn(text: string): string[] {
  const lowerCase = text.toLowerCase();
  return SPELLINGS.flatMap((spelling, index) => {
    // Base64 minds the case of letters; the other spellings do not.
    const at = index < 2 ? lowerCase.indexOf(spelling) : text.indexOf(spelling);
    return at < 0 ? [] : [text.slice(Math.max(0, at - 60), at + 60)];
  });
}
