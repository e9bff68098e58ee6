/** One thing that a row of the table says, beside what was seen. */
export interface Check {
  what: string;
  expected: string;
  seen: string;
  holds: boolean;
}

export function exactly(what: string, expected: number, seen: number): Check {
  return { what, expected: String(expected), seen: String(seen), holds: seen === expected };
}

export function atMost(what: string, most: number, seen: number): Check {
  return { what, expected: `at most ${String(most)}`, seen: String(seen), holds: seen <= most };
}

export function atLeast(what: string, least: number, seen: number): Check {
  return { what, expected: `at least ${String(least)}`, seen: String(seen), holds: seen >= least };
}

export function equal(what: string, expected: string, seen: string): Check {
  return { what, expected, seen, holds: seen === expected };
}

/** A text that must hold every one of `parts`. */
export function says(what: string, parts: string[], seen: string): Check {
  return {
    what,
    expected: parts.map((part) => `“${part}”`).join(' and '),
    seen: seen || '(nothing)',
    holds: parts.every((part) => seen.toLowerCase().includes(part.toLowerCase())),
  };
}

/** What n8n says in place of our own sentence when it does not know better. */
const GENERIC_SENTENCES = [
  'Authorization failed - please check your credentials',
  'Forbidden - perhaps check your credentials?',
  'Bad request - please check your parameters',
  'The service was not able to process your request',
];

/** A sentence of our own about the secret: none of n8n's generic ones, and no other trouble. */
export function saysWhatIsWrong(what: string, seen: string, secretName: string): Check {
  const isOurs = !GENERIC_SENTENCES.some((generic) => seen.includes(generic));
  return {
    what,
    expected: `a sentence about the ${secretName}`,
    seen: seen || '(nothing)',
    holds: isOurs && seen.toLowerCase().includes(secretName.toLowerCase()),
  };
}
