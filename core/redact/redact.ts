import { sentences, type Sentence } from '../base/sentence';

const LONGEST_DESCRIPTION = 300;
const SHORTEST_REPLACEABLE = 4;

interface HtmlEscapes {
  readonly quote: string;
  readonly apostrophe: string;
}

/** Web frameworks agree on `&`, `<` and `>`, and on little else. */
const HTML_ESCAPES: readonly HtmlEscapes[] = ['&quot;', '&#34;', '"'].flatMap((quote) =>
  ["'", '&#39;', '&#x27;', '&#039;', '&apos;'].map((apostrophe) => ({ quote, apostrophe })),
);

/**
 * A vendor's words made fit to be shown: one line, cut to 300 characters, and without any of the
 * secrets, in plain or in the encodings in which they travel (rule T11). A text that repeats a
 * secret too short to be cut out without harm is dropped whole.
 */
export function redact(text: string, secrets: readonly string[]): string | undefined {
  let safe = text;
  // The longest first, or a short one would leave the rest of a longer one behind.
  const forms = new Set(secrets.flatMap(formsOf));
  for (const form of [...forms].sort((a, b) => b.length - a.length)) {
    if (!safe.includes(form)) continue;
    if (form.length < SHORTEST_REPLACEABLE) return undefined;
    safe = safe.split(form).join('***');
  }
  const line = safe.replace(/[\p{Cc}\s]+/gu, ' ').trim();
  if (line === '') return undefined;
  return line.length > LONGEST_DESCRIPTION ? `${line.slice(0, LONGEST_DESCRIPTION)}…` : line;
}

function formsOf(secret: string): string[] {
  if (secret === '') return [];
  // As it travels, since half a character makes `encodeURIComponent` throw.
  const sent = Buffer.from(secret).toString();
  const inAddress = encodeURIComponent(sent);
  const inForm = new URLSearchParams({ s: secret }).toString().slice(2);
  return [
    secret,
    inAddress,
    inForm,
    ...[inAddress, inForm].map(withLowerCaseHex),
    ...HTML_ESCAPES.map((escapes) => inHtml(secret, escapes)),
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString('base64'),
  ];
}

function withLowerCaseHex(percentEncoded: string): string {
  return percentEncoded.replace(/%[0-9A-F]{2}/g, (byte) => byte.toLowerCase());
}

/** As the error page of a web framework repeats it. */
function inHtml(text: string, { quote, apostrophe }: HtmlEscapes): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, quote)
    .replace(/'/g, apostrophe);
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
  const values = Object.entries(sentence.values).map(([name, value]) => [
    name,
    typeof value === 'string' ? (redact(value, secrets) ?? '***') : value,
  ]);
  return { ...sentence, values: Object.fromEntries(values) as Sentence['values'] };
}
