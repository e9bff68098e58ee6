const LONGEST_DESCRIPTION = 300;
const SHORTEST_REPLACEABLE = 4;

/**
 * A vendor's words made fit to be shown: one line, cut to 300 characters, and without any of the
 * secrets, in plain or in the encodings in which they travel (rule T11). A text that repeats a
 * secret too short to be cut out without harm is dropped whole.
 */
export function redact(text: string, secrets: readonly string[]): string | undefined {
  let safe = text;
  for (const secret of secrets) {
    for (const form of formsOf(secret)) {
      if (!safe.includes(form)) continue;
      if (form.length < SHORTEST_REPLACEABLE) return undefined;
      safe = safe.split(form).join('***');
    }
  }
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  const line = safe.replace(/[\u0000-\u001f\u007f\s]+/g, ' ').trim();
  if (line === '') return undefined;
  return line.length > LONGEST_DESCRIPTION ? `${line.slice(0, LONGEST_DESCRIPTION)}…` : line;
}

function formsOf(secret: string): string[] {
  if (secret === '') return [];
  const forms = [
    secret,
    encodeURIComponent(secret),
    new URLSearchParams({ s: secret }).toString().slice(2),
    JSON.stringify(secret).slice(1, -1),
    Buffer.from(secret).toString('base64'),
  ];
  // The longest first, or a short form would leave the rest of a longer one behind.
  return [...new Set(forms)].sort((a, b) => b.length - a.length);
}
