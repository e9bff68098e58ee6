import { sentences, type Sentence, type SentenceValue } from '../base/sentence';
import { SecretSearch } from './secret-search';
import type { Part } from './view';

/** In characters: of a longer text, only the beginning is looked at. */
const LONGEST_HEARD = 2_048;
const LONGEST_DESCRIPTION = 300;

/**
 * A vendor's words made fit to be shown: one line, cut to 300 characters, and without any of the
 * secrets, in plain or in any encoding in which servers quote, whole or in pieces of 8 characters
 * (rule T11). A text that repeats a secret too short to be cut out without harm is dropped whole, and
 * so is one that is encoded more often than anybody needs.
 */
export function redact(text: string, secrets: readonly string[]): string | undefined {
  return redactor(secrets)(text);
}

/** As `redact`, for many texts. */
export function redactor(secrets: readonly string[]): (text: string) => string | undefined {
  const search = new SecretSearch(secrets);
  return (text) => redactedBy(search, text);
}

function redactedBy(search: SecretSearch, text: string): string | undefined {
  const heard = text.slice(0, LONGEST_HEARD);
  const quoted = search.in(heard);
  if (quoted === undefined) return undefined;
  const line = cutOut(heard, quoted)
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
  if (line === '') return undefined;
  // What was cut out may have kept apart what is a secret once it stands together.
  if (line !== heard && search.in(line)?.length !== 0) return undefined;
  return line.length > LONGEST_DESCRIPTION ? `${line.slice(0, LONGEST_DESCRIPTION)}…` : line;
}

/** Whether a text quotes one of the secrets, in whatever encoding; also if that cannot be told. */
export function quotesSecret(text: string, secrets: readonly string[]): boolean {
  return text.length > LONGEST_HEARD || new SecretSearch(secrets).in(text)?.length !== 0;
}

function cutOut(text: string, parts: readonly Part[]): string {
  const pieces: string[] = [];
  let end = 0;
  let isCut = false;
  for (const { from, to } of [...parts].sort((a, b) => a.from - b.from)) {
    if (from >= end && !(isCut && from === end)) {
      pieces.push(text.slice(end, from), '***');
      isCut = true;
    }
    end = Math.max(end, to);
  }
  return [...pieces, text.slice(end)].join('');
}

/** A redacted description as a sentence that can follow any other, or nothing. */
export function quoted(description: string | undefined): Sentence[] {
  if (description === undefined) return [];
  const isEnded = ['.', '!', '?', '…'].includes(description.at(-1) ?? '');
  return [isEnded ? SAY.saidEnded({ words: description }) : SAY.said({ words: description })];
}

const SAY = sentences('quote', {
  said: 'It said: “__words__”.',
  saidEnded: 'It said: “__words__”',
});

/** The sentence with its texts redacted, for one that quotes an answer. */
export function redactSentence(sentence: Sentence, secrets: readonly string[]): Sentence {
  const redacted = (value: SentenceValue): SentenceValue => {
    if (typeof value === 'object') return redactSentence(value, secrets);
    return typeof value === 'string' ? (redact(value, secrets) ?? '***') : value;
  };
  const values = Object.entries(sentence.values).map(([name, value]) => [name, redacted(value)]);
  return { ...sentence, values: Object.fromEntries(values) as Sentence['values'] };
}
