import { X509Certificate } from 'crypto';
import type { Json, JsonObject } from '../base/json';
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
  parameters: '__label__ must be lines of name=value, or a JSON object.',
  path: '__label__ must be a path below the base URL, without scheme and host.',
  privateKey:
    '__label__ holds a private key. Paste only the part between BEGIN CERTIFICATE and END CERTIFICATE.',
  noPem:
    '__label__ must be a certificate in PEM, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----.',
  unreadablePem: '__label__ holds a certificate that cannot be read. Copy it again, whole.',
  token:
    '__label__ has a space, a line break or a character that cannot stand in a header. Copy it again as one line.',
  bearerWord: '__label__: the word “Bearer” in front of it was left out.',
  headerName: '__label__ must be the name of an HTTP header, such as X-Api-Key.',
  headers:
    '__label__ must be lines of Name: value. The names are those of HTTP headers, and the values have no line breaks.',
  connectionHeader: '__label__ must not hold __name__: it belongs to the connection.',
  statuses: '__label__ must be HTTP statuses from 400 to 599, such as 403, 498.',
  seconds: '__label__ must be a number of seconds greater than 0.',
  noKey:
    '__label__ must be a private key in PEM, from -----BEGIN PRIVATE KEY----- to -----END PRIVATE KEY-----.',
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
    return field.kind === 'parameters' || field.kind === 'secretParameters'
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
  const { label } = of;
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
    case 'secretParameters':
      return cleanParameters(of, value);
    case 'secretHeaders':
      return cleanHeaders(of, value);
    case 'headerName':
      return HEADER_NAME.test(value) ? { ok: true, value } : wrong(SAY.headerName({ label }));
    case 'statuses':
      return cleanStatuses(of, value);
    case 'seconds':
      return cleanSeconds(of, value);
    case 'pem':
      return cleanPem(of, value);
    case 'privateKey':
      return cleanPrivateKey(of, value);
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

/** The values of a `parameters` field, which `cleanField` keeps as JSON. */
export function parametersOf(cleaned: string): JsonObject {
  return cleaned === '' ? {} : (JSON.parse(cleaned) as JsonObject);
}

/** The headers of a `secretHeaders` field, which `cleanField` keeps as JSON. Names in lower case. */
export function headersOf(cleaned: string): Record<string, string> {
  return cleaned === '' ? {} : (JSON.parse(cleaned) as Record<string, string>);
}

/** The statuses of a `statuses` field. */
export function statusesOf(cleaned: string): number[] {
  return cleaned === '' ? [] : cleaned.split(' ').map(Number);
}

/** A host may hold parameters as an object in place of text. */
function cleanStructure(of: FieldToClean, raw: object | boolean | bigint | symbol): CleanedField {
  const text = jsonOf(raw);
  return text.length > LONGEST_CHARACTERS[of.field.kind] ? tooLong(of) : cleanParameters(of, text);
}

function cleanParameters({ label }: FieldToClean, value: string): CleanedField {
  const entries = /^[{[]/.test(value) ? jsonEntries(value) : lineEntries(value, '=');
  if (entries === undefined) return wrong(SAY.parameters({ label }));
  const isEmpty = entries.length === 0;
  return { ok: true, value: isEmpty ? '' : JSON.stringify(Object.fromEntries(entries)) };
}

const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9a-z-]+$/i;
const HEADER_VALUE = /^[\t\u0020-\u007e\u0080-\u00ff]*$/;
/** What says how a message is carried, rather than what it asks for. */
const OF_THE_CONNECTION = new Set([
  'host',
  'content-length',
  'transfer-encoding',
  'connection',
  'keep-alive',
  'upgrade',
  'expect',
  'te',
  'trailer',
  'proxy-authorization',
]);

function cleanHeaders({ label }: FieldToClean, value: string): CleanedField {
  const entries = lineEntries(value, ':');
  if (entries === undefined) return wrong(SAY.headers({ label }));
  for (const [name, text] of entries) {
    if (!HEADER_NAME.test(name) || !HEADER_VALUE.test(text)) return wrong(SAY.headers({ label }));
    if (OF_THE_CONNECTION.has(name.toLowerCase())) {
      return wrong(SAY.connectionHeader({ label, name }));
    }
  }
  const headers = entries.map(([name, text]) => [name.toLowerCase(), text]);
  return { ok: true, value: JSON.stringify(Object.fromEntries(headers)) };
}

function cleanStatuses({ label }: FieldToClean, value: string): CleanedField {
  const statuses = value.split(/[\s,;]+/).filter((part) => part !== '');
  const areRight = statuses.every((status) => /^[45]\d\d$/.test(status));
  return areRight ? { ok: true, value: statuses.join(' ') } : wrong(SAY.statuses({ label }));
}

function cleanSeconds({ label }: FieldToClean, value: string): CleanedField {
  const isNumber = /^\d{1,10}(?:\.\d{1,3})?$/.test(value) && Number(value) > 0;
  return isNumber ? { ok: true, value } : wrong(SAY.seconds({ label }));
}

/** What a host may hold in place of text, as text; what is no JSON becomes none that can be read. */
function jsonOf(raw: unknown): string {
  try {
    return JSON.stringify(raw) ?? '[]';
  } catch {
    return '[]';
  }
}

function jsonEntries(value: string): [string, Json][] | undefined {
  try {
    const parsed: unknown = JSON.parse(value);
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return undefined;
    const entries = Object.entries(parsed as JsonObject);
    return entries.some(([name]) => name === '') ? undefined : entries;
  } catch {
    return undefined;
  }
}

function lineEntries(value: string, mark: '=' | ':'): [string, string][] | undefined {
  const entries: [string, string][] = [];
  for (const line of value.split(/\r?\n/).map((text) => text.trim())) {
    if (line === '') continue;
    const at = line.indexOf(mark);
    if (at < 1) return undefined;
    entries.push([line.slice(0, at).trim(), line.slice(at + 1).trim()]);
  }
  return entries;
}

function cleanPath(of: FieldToClean, value: string): CleanedField {
  const path = withoutLeading(value, (character) => character === '/' || isBlank(character));
  if (/^[a-z][a-z0-9+.-]*:/i.test(path) || value.startsWith('//')) {
    return wrong(SAY.path({ label: of.label }));
  }
  if (CONTROL.test(path)) return wrong(SAY.controlInPath({ label: of.label }));
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
  return rewrapped(block, BEGIN_CERTIFICATE, END_CERTIFICATE);
}

function rewrapped(block: string, begin: string, end: string): string {
  const base64 = block.replace(/\s+/g, '');
  const lines = base64.match(/.{1,64}/g) ?? [];
  return [begin, ...lines, end].join('\n');
}

/** One line of PEM, or several; whether it fits the rest of the fields is found out later. */
function cleanPrivateKey({ label }: FieldToClean, value: string): CleanedField {
  const text = value.replace(/\\n/g, '\n').replace(/\r/g, '');
  for (const name of [
    'PRIVATE KEY',
    'RSA PRIVATE KEY',
    'EC PRIVATE KEY',
    'ENCRYPTED PRIVATE KEY',
  ]) {
    const begin = `-----BEGIN ${name}-----`;
    const end = `-----END ${name}-----`;
    const block = between(text, begin, end)?.inside;
    if (block !== undefined && BASE64_LINES.test(block)) {
      return { ok: true, value: `${rewrapped(block, begin, end)}\n` };
    }
  }
  return wrong(SAY.noKey({ label }));
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
