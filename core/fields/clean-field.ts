import { X509Certificate } from 'crypto';
import { sentences, type Sentence } from '../base/sentence';
import { between, isBlank, trimBlanks, withoutFinalSlashes, withoutLeading } from '../base/text';
import { LONGEST_CHARACTERS, type Field } from './field';

/** Both texts are sentences about the field that begin with its label. */
export type CleanedField =
  | { readonly ok: true; readonly value: string; readonly repaired?: Sentence }
  | { readonly ok: false; readonly problem: Sentence };

/** A field as the sentences about it name it. */
export interface FieldToClean {
  readonly field: Field;
  readonly label: Sentence;
  readonly help: Sentence;
}

const SAY = sentences('field', {
  notText: '__label__ must be text.',
  missing: '__label__ is missing. __help__',
  trimmed: '__label__: spaces or line breaks around it were left out.',
  controlCharacter:
    '__label__ has a line break or another control character inside it. Copy it again as one line.',
  controlInPath: '__label__ has a line break or another control character inside it.',
  hasPath: '__label__ must end after host and port, but has the path __path__. Enter __origin__.',
  finalSlash: '__label__: the final slash was left out.',
  noScheme: '__label__ must begin with https:// or http://.',
  noSchemeExample: '__label__ must begin with https:// or http://, such as __example__.',
  noAddress: '__label__ is not a web address.',
  noAddressExample: '__label__ is not a web address, such as __example__.',
  login: '__label__ must not hold a user name or password. They have fields of their own.',
  query: '__label__ must not hold a “?” or “#” and what follows it.',
  choice: '__label__ must be one of __choices__.',
  wildcard: '__label__ must list each origin by itself; “*” does not stand for several.',
  originPath: '__label__ must list origins without a path. Enter __origin__.',
  parameters:
    '__label__ must be lines of name=value, or a JSON object whose values are text.',
  ownField: '__label__ must not hold __name__: it has its own field, __own__.',
  path: '__label__ must be a path below the base URL, without scheme and host.',
  privateKey:
    '__label__ holds a private key. Paste only the part between BEGIN CERTIFICATE and END CERTIFICATE.',
  noPem:
    '__label__ must be a certificate in PEM, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----.',
  unreadablePem: '__label__ holds a certificate that cannot be read. Copy it again, whole.',
  token:
    '__label__ has a space, a line break or a character that cannot stand in a header. Copy it again as one line.',
  bearerWord: '__label__: the word “Bearer” in front of it was left out.',
  tooLong: '__label__ is longer than __n__ characters.',
});

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
export function cleanField(of: FieldToClean, raw: unknown): CleanedField {
  const { field, label, help } = of;
  if (field.kind === 'flag')
    return { ok: true, value: raw === true || raw === 'true' ? 'true' : '' };
  if (raw !== undefined && raw !== null && typeof raw !== 'string' && typeof raw !== 'number') {
    return field.kind === 'parameters'
      ? cleanStructure(of, raw)
      : wrong(SAY.notText({ label }));
  }
  const typed = raw === undefined || raw === null ? '' : String(raw);
  if (typed.length > LONGEST_CHARACTERS[field.kind]) return tooLong(of);
  const trimmed = trimBlanks(typed);
  if (trimmed === '') {
    if (field.default !== undefined) return { ok: true, value: field.default };
    if (!field.required) return { ok: true, value: '' };
    return wrong(SAY.missing({ label, help }));
  }
  const cleaned = cleanKind(of, trimmed);
  // A certificate's last line ends with a line break; that is no slip.
  const isTidy = trimmed === typed || field.kind === 'pem';
  if (!cleaned.ok || cleaned.repaired !== undefined || isTidy) return cleaned;
  return { ...cleaned, repaired: SAY.trimmed({ label }) };
}

function cleanKind(of: FieldToClean, value: string): CleanedField {
  switch (of.field.kind) {
    case 'baseUrl':
      return cleanBaseUrl(of, value);
    case 'url':
      return cleanUrl(of, value);
    case 'choice':
      return cleanChoice(of, value);
    case 'origins':
      return cleanOrigins(of, value);
    case 'parameters':
      return cleanParameters(of, value);
    case 'path':
      return cleanPath(of, value);
    case 'pem':
      return cleanPem(of, value);
    case 'token':
      return cleanToken(of, value);
    default:
      if (CONTROL.test(value)) {
        return wrong(SAY.controlCharacter({ label: of.label }));
      }
      return { ok: true, value };
  }
}

function cleanBaseUrl(of: FieldToClean, value: string): CleanedField {
  const url = readUrl(of, value);
  if (!(url instanceof URL)) return url;
  const path = withoutFinalSlashes(url.pathname);
  if (path !== '' && !of.field.pathAllowed) {
    return wrong(SAY.hasPath({ label: of.label, path, origin: url.origin }));
  }
  const cleaned = url.origin + path;
  if (!value.endsWith('/')) return { ok: true, value: cleaned };
  return { ok: true, value: cleaned, repaired: SAY.finalSlash({ label: of.label }) };
}

function cleanUrl(of: FieldToClean, value: string): CleanedField {
  const url = readUrl(of, value, { queryAllowed: true });
  return url instanceof URL ? { ok: true, value: url.href } : url;
}

function readUrl(
  { field, label }: FieldToClean,
  value: string,
  { queryAllowed = false } = {},
): URL | CleanedField {
  const example = field.placeholder ?? '';
  if (!/^https?:\/\//i.test(value)) {
    return wrong(
      example === '' ? SAY.noScheme({ label }) : SAY.noSchemeExample({ label, example }),
    );
  }
  if (CONTROL.test(value) || /\s/.test(value) || !URL.canParse(value)) {
    return wrong(
      example === '' ? SAY.noAddress({ label }) : SAY.noAddressExample({ label, example }),
    );
  }
  const url = new URL(value);
  if (url.username !== '' || url.password !== '') {
    return wrong(SAY.login({ label }));
  }
  if (!queryAllowed && (url.search !== '' || url.hash !== '')) {
    return wrong(SAY.query({ label }));
  }
  url.hash = '';
  return url;
}

function cleanChoice(of: FieldToClean, value: string): CleanedField {
  const values = (of.field.choices ?? []).map((choice) => choice.value);
  if (values.includes(value)) return { ok: true, value };
  return wrong(SAY.choice({ label: of.label, choices: values.join(', ') }));
}

function cleanOrigins(of: FieldToClean, value: string): CleanedField {
  const origins: string[] = [];
  for (const entry of value.split(/[\s,;]+/).filter((part) => part !== '')) {
    const url = readUrl(of, entry);
    if (!(url instanceof URL)) return url;
    if (url.hostname.includes('*')) {
      return wrong(SAY.wildcard({ label: of.label }));
    }
    if (url.pathname !== '/') {
      return wrong(SAY.originPath({ label: of.label, origin: url.origin }));
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
function cleanStructure(
  of: FieldToClean,
  raw: object | boolean | bigint | symbol,
): CleanedField {
  const text = jsonOf(raw);
  return text.length > LONGEST_CHARACTERS[of.field.kind]
    ? tooLong(of)
    : cleanParameters(of, text);
}

function cleanParameters(of: FieldToClean, value: string): CleanedField {
  const parameters = new Map<string, string>();
  const entries = /^[{[]/.test(value) ? jsonEntries(value) : lineEntries(value);
  if (entries === undefined) {
    return wrong(SAY.parameters({ label: of.label }));
  }
  for (const [name, text] of entries) {
    const own = OWN_FIELDS.get(name);
    if (own !== undefined)
      return wrong(SAY.ownField({ label: of.label, name, own }));
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

function cleanPath(of: FieldToClean, value: string): CleanedField {
  const path = withoutLeading(value, (character) => character === '/' || isBlank(character));
  if (/^[a-z][a-z0-9+.-]*:/i.test(path) || value.startsWith('//')) {
    return wrong(SAY.path({ label: of.label }));
  }
  if (CONTROL.test(path))
    return wrong(SAY.controlInPath({ label: of.label }));
  return { ok: true, value: path };
}

function cleanPem(of: FieldToClean, value: string): CleanedField {
  // A text field of one line turns the line breaks of a pasted certificate into spaces or "\n".
  const text = value.replace(/\\n/g, '\n').replace(/\r/g, '');
  if (text.includes('PRIVATE KEY')) {
    return wrong(SAY.privateKey({ label: of.label }));
  }
  const blocks = certificateBlocks(text);
  if (blocks.length === 0) {
    return wrong(SAY.noPem({ label: of.label }));
  }
  const certificates = blocks.map(rewrapCertificate);
  if (!certificates.every(isReadable)) {
    return wrong(SAY.unreadablePem({ label: of.label }));
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

function cleanToken(of: FieldToClean, value: string): CleanedField {
  const token = value.replace(/^bearer\s+/i, '');
  if (!TOKEN.test(token)) {
    return wrong(SAY.token({ label: of.label }));
  }
  if (token === value) return { ok: true, value };
  return {
    ok: true,
    value: token,
    repaired: SAY.bearerWord({ label: of.label }),
  };
}

/** Whether a token can stand in an `Authorization` header (rule T10). */
export function canStandInHeader(token: string): boolean {
  return TOKEN.test(token);
}

function wrong(problem: Sentence): CleanedField {
  return { ok: false, problem };
}

function tooLong({ field, label }: FieldToClean): CleanedField {
  return wrong(SAY.tooLong({ label, n: LONGEST_CHARACTERS[field.kind] }));
}
