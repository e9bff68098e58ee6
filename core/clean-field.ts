import { X509Certificate } from 'crypto';
import { LONGEST_CHARACTERS, type Field } from './fields';
import { between, isBlank, trimBlanks, withoutFinalSlashes, withoutLeading } from './text';

export type CleanedField =
  | { readonly ok: true; readonly value: string; readonly repaired?: string }
  | {
      readonly ok: false;
      readonly message: string;
      /** How many characters the field takes, if it holds more. */
      readonly longestCharacters?: number;
    };

const CONTROL = /\p{Cc}/u;
const BEGIN_CERTIFICATE = '-----BEGIN CERTIFICATE-----';
const END_CERTIFICATE = '-----END CERTIFICATE-----';
const BASE64_LINES = /^[A-Za-z0-9+/=\s]+$/;
/** The characters of a bearer token: `b64token` of RFC 6750 section 2.1, and what some vendors add. */
const TOKEN = /^[\u0021-\u007e]+$/;

/**
 * Checks what somebody typed into one field, before any request is made. What is unmistakable is
 * repaired and said so in `repaired` (spaces around a pasted secret, a final slash); everything else
 * comes back as a sentence that begins with the field's label. A secret is never repeated in it. Text
 * that is longer than `LONGEST_CHARACTERS` is refused before anything else looks at it.
 */
export function cleanField(field: Field, raw: unknown): CleanedField {
  if (field.kind === 'flag')
    return { ok: true, value: raw === true || raw === 'true' ? 'true' : '' };
  if (raw !== undefined && raw !== null && typeof raw !== 'string' && typeof raw !== 'number') {
    return field.kind === 'parameters' ? cleanStructure(field, raw) : wrong(field, 'must be text.');
  }
  const typed = raw === undefined || raw === null ? '' : String(raw);
  if (typed.length > LONGEST_CHARACTERS[field.kind]) return tooLong(field);
  const trimmed = trimBlanks(typed);
  if (trimmed === '') {
    if (field.default !== undefined) return { ok: true, value: field.default };
    if (!field.required) return { ok: true, value: '' };
    return wrong(field, `is missing. ${field.help}`);
  }
  const cleaned = cleanKind(field, trimmed);
  // A certificate's last line ends with a line break; that is no slip.
  const isTidy = trimmed === typed || field.kind === 'pem';
  if (!cleaned.ok || cleaned.repaired !== undefined || isTidy) return cleaned;
  return { ...cleaned, repaired: `${field.label}: spaces or line breaks around it were left out.` };
}

function cleanKind(field: Field, value: string): CleanedField {
  switch (field.kind) {
    case 'baseUrl':
      return cleanBaseUrl(field, value);
    case 'url':
      return cleanUrl(field, value);
    case 'choice':
      return cleanChoice(field, value);
    case 'origins':
      return cleanOrigins(field, value);
    case 'parameters':
      return cleanParameters(field, value);
    case 'path':
      return cleanPath(field, value);
    case 'pem':
      return cleanPem(field, value);
    case 'token':
      return cleanToken(field, value);
    default:
      if (CONTROL.test(value)) {
        return wrong(
          field,
          'has a line break or another control character inside it. Copy it again as one line.',
        );
      }
      return { ok: true, value };
  }
}

function cleanBaseUrl(field: Field, value: string): CleanedField {
  const url = readUrl(field, value);
  if (!(url instanceof URL)) return url;
  const path = withoutFinalSlashes(url.pathname);
  if (path !== '' && !field.pathAllowed) {
    return wrong(
      field,
      `must end after host and port, but has the path ${path}. Enter ${url.origin}.`,
    );
  }
  const cleaned = url.origin + path;
  if (!value.endsWith('/')) return { ok: true, value: cleaned };
  return { ok: true, value: cleaned, repaired: `${field.label}: the final slash was left out.` };
}

function cleanUrl(field: Field, value: string): CleanedField {
  const url = readUrl(field, value, { queryAllowed: true });
  return url instanceof URL ? { ok: true, value: url.href } : url;
}

function readUrl(field: Field, value: string, { queryAllowed = false } = {}): URL | CleanedField {
  const example = field.placeholder ? `, such as ${field.placeholder}` : '';
  if (!/^https?:\/\//i.test(value)) {
    return wrong(field, `must begin with https:// or http://${example}.`);
  }
  if (CONTROL.test(value) || /\s/.test(value) || !URL.canParse(value)) {
    return wrong(field, `is not a web address${example}.`);
  }
  const url = new URL(value);
  if (url.username !== '' || url.password !== '') {
    return wrong(field, 'must not hold a user name or password. They have fields of their own.');
  }
  if (!queryAllowed && (url.search !== '' || url.hash !== '')) {
    return wrong(field, 'must not hold a “?” or “#” and what follows it.');
  }
  url.hash = '';
  return url;
}

function cleanChoice(field: Field, value: string): CleanedField {
  const values = (field.choices ?? []).map((choice) => choice.value);
  if (values.includes(value)) return { ok: true, value };
  return wrong(field, `must be one of ${values.join(', ')}.`);
}

function cleanOrigins(field: Field, value: string): CleanedField {
  const origins: string[] = [];
  for (const entry of value.split(/[\s,;]+/).filter((part) => part !== '')) {
    const url = readUrl(field, entry);
    if (!(url instanceof URL)) return url;
    if (url.hostname.includes('*')) {
      return wrong(field, 'must list each origin by itself; “*” does not stand for several.');
    }
    if (url.pathname !== '/') {
      return wrong(field, `must list origins without a path. Enter ${url.origin}.`);
    }
    origins.push(url.origin);
  }
  return { ok: true, value: [...new Set(origins)].join(' ') };
}

/** The values of `extraParameters`, which `cleanField` keeps as JSON. */
export function parametersOf(cleaned: string): Record<string, string> {
  return cleaned === '' ? {} : (JSON.parse(cleaned) as Record<string, string>);
}

/** Names that have fields of their own, and so must not come from `extraParameters`. */
const OWN_FIELDS = new Map([
  ['client_id', 'Client ID'],
  ['client_secret', 'Client Secret'],
  ['scope', 'Scope'],
  ['audience', 'Audience'],
]);

/** A host may hold parameters as an object in place of text. */
function cleanStructure(field: Field, raw: object | boolean | bigint | symbol): CleanedField {
  const text = jsonOf(raw);
  return text.length > LONGEST_CHARACTERS[field.kind]
    ? tooLong(field)
    : cleanParameters(field, text);
}

function cleanParameters(field: Field, value: string): CleanedField {
  const parameters = new Map<string, string>();
  const entries = /^[{[]/.test(value) ? jsonEntries(value) : lineEntries(value);
  if (entries === undefined) {
    return wrong(field, 'must be lines of name=value, or a JSON object whose values are text.');
  }
  for (const [name, text] of entries) {
    const own = OWN_FIELDS.get(name);
    if (own !== undefined)
      return wrong(field, `must not hold ${name}: it has its own field, ${own}.`);
    parameters.set(name, text);
  }
  return {
    ok: true,
    value: entries.length === 0 ? '' : JSON.stringify(Object.fromEntries(parameters)),
  };
}

/** What a host may hold in place of text, as text; what is no JSON becomes none that can be read. */
function jsonOf(raw: unknown): string {
  try {
    return JSON.stringify(raw) ?? '[]';
  } catch {
    return '[]';
  }
}

function jsonEntries(value: string): [string, string][] | undefined {
  try {
    const parsed: unknown = JSON.parse(value);
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return undefined;
    const entries = Object.entries(parsed);
    if (entries.some(([name, text]) => name === '' || typeof text === 'object')) return undefined;
    return entries.map(([name, text]) => [name, String(text)]);
  } catch {
    return undefined;
  }
}

function lineEntries(value: string): [string, string][] | undefined {
  const entries: [string, string][] = [];
  for (const line of value.split(/\r?\n/).map((text) => text.trim())) {
    if (line === '') continue;
    const equals = line.indexOf('=');
    if (equals < 1) return undefined;
    entries.push([line.slice(0, equals).trim(), line.slice(equals + 1).trim()]);
  }
  return entries;
}

function cleanPath(field: Field, value: string): CleanedField {
  const path = withoutLeading(value, (character) => character === '/' || isBlank(character));
  if (/^[a-z][a-z0-9+.-]*:/i.test(path) || value.startsWith('//')) {
    return wrong(field, 'must be a path below the base URL, without scheme and host.');
  }
  if (CONTROL.test(path))
    return wrong(field, 'has a line break or another control character inside it.');
  return { ok: true, value: path };
}

function cleanPem(field: Field, value: string): CleanedField {
  // A text field of one line turns the line breaks of a pasted certificate into spaces or "\n".
  const text = value.replace(/\\n/g, '\n').replace(/\r/g, '');
  if (text.includes('PRIVATE KEY')) {
    return wrong(
      field,
      'holds a private key. Paste only the part between BEGIN CERTIFICATE and END CERTIFICATE.',
    );
  }
  const blocks = certificateBlocks(text);
  if (blocks.length === 0) {
    return wrong(
      field,
      `must be a certificate in PEM, from ${BEGIN_CERTIFICATE} to ${END_CERTIFICATE}.`,
    );
  }
  const certificates = blocks.map(rewrapCertificate);
  if (!certificates.every(isReadable)) {
    return wrong(field, 'holds a certificate that cannot be read. Copy it again, whole.');
  }
  return { ok: true, value: `${certificates.join('\n')}\n` };
}

/** A damaged certificate would otherwise be found out by TLS, in words that name no field. */
function isReadable(certificate: string): boolean {
  try {
    return new X509Certificate(certificate).fingerprint256 !== '';
  } catch {
    return false;
  }
}

/** The Base64 of each certificate; what stands around them is left out. */
function certificateBlocks(text: string): string[] {
  const blocks: string[] = [];
  let found = between(text, BEGIN_CERTIFICATE, END_CERTIFICATE);
  while (found !== undefined) {
    // A certificate that was cut off has another one behind it before its end comes.
    const start = found.inside.lastIndexOf(BEGIN_CERTIFICATE);
    const block = start < 0 ? found.inside : found.inside.slice(start + BEGIN_CERTIFICATE.length);
    if (BASE64_LINES.test(block)) blocks.push(block);
    found = between(text, BEGIN_CERTIFICATE, END_CERTIFICATE, found.end);
  }
  return blocks;
}

function rewrapCertificate(block: string): string {
  const base64 = block.replace(/\s+/g, '');
  const lines = base64.match(/.{1,64}/g) ?? [];
  return [BEGIN_CERTIFICATE, ...lines, END_CERTIFICATE].join('\n');
}

function cleanToken(field: Field, value: string): CleanedField {
  const token = value.replace(/^bearer\s+/i, '');
  if (!TOKEN.test(token)) {
    return wrong(
      field,
      'has a space, a line break or a character that cannot stand in a header. Copy it again as one line.',
    );
  }
  if (token === value) return { ok: true, value };
  return {
    ok: true,
    value: token,
    repaired: `${field.label}: the word “Bearer” in front of it was left out.`,
  };
}

/** Whether a token can stand in an `Authorization` header (rule T10). */
export function canStandInHeader(token: string): boolean {
  return TOKEN.test(token);
}

function wrong(field: Field, what: string): { ok: false; message: string } {
  return { ok: false, message: `${field.label} ${what}` };
}

function tooLong(field: Field): CleanedField {
  const longestCharacters = LONGEST_CHARACTERS[field.kind];
  return { ...wrong(field, `is longer than ${longestCharacters} characters.`), longestCharacters };
}
