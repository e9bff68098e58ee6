/** Fields that hold addresses, or parts of them. */
import { parseUrl } from '../base/url';
import { sentences } from '../base/sentence';
import { isBlank, withoutFinalSlashes, withoutLeading } from '../base/text';
import { partsOf } from './entries';
import { CONTROL, right, wrong, type CleanedField, type FieldToClean } from './cleaned-field';

const SAY = sentences('field', {
  controlInPath: '__label__ has a line break or another control character inside it.',
  hasPath: '__label__ must end after host and port, but has the path __path__. Enter __origin__.',
  finalSlash: '__label__: the final slash was left out.',
  noScheme: '__label__ must begin with https:// or http://.',
  noSchemeExample: '__label__ must begin with https:// or http://, such as __example__.',
  noAddress: '__label__ is not a web address.',
  noAddressExample: '__label__ is not a web address, such as __example__.',
  login: '__label__ must not hold a user name or password. They have fields of their own.',
  query: '__label__ must not hold a “?” or “#” and what follows it. Enter __address__.',
  apiPart: '__label__: /__part__ at its end was left out, since it belongs to each call.',
  wildcard: '__label__ must list each origin by itself; “*” does not stand for several.',
  originPath: '__label__ must list origins without a path. Enter __origin__.',
  path: '__label__ must be a path below the base URL, without scheme and host.',
});

export function cleanBaseUrl(of: FieldToClean, value: string): CleanedField {
  const url = readUrl(of, value);
  if (!(url instanceof URL)) return url;
  const whole = withoutFinalSlashes(url.pathname);
  const part = lastPartOf(whole, of.field.endsBefore);
  const path = part === undefined ? whole : withoutFinalSlashes(whole.slice(0, -part.length));
  if (path !== '' && !of.field.pathAllowed) {
    return wrong(SAY.hasPath({ label: of.label, path, origin: url.origin }));
  }
  const cleaned = url.origin + path;
  if (part !== undefined) {
    return { ok: true, value: cleaned, repaired: SAY.apiPart({ label: of.label, part }) };
  }
  if (!value.endsWith('/')) return right(cleaned);
  return { ok: true, value: cleaned, repaired: SAY.finalSlash({ label: of.label }) };
}

/** The last part of a path, as it is spelled there, if it is one of these. */
function lastPartOf(path: string, parts: readonly string[] = []): string | undefined {
  const last = path.split('/').at(-1) ?? '';
  return parts.includes(last.toLowerCase()) ? last : undefined;
}

export function cleanUrl(of: FieldToClean, value: string): CleanedField {
  const url = readUrl(of, value, { queryAllowed: true });
  return url instanceof URL ? right(url.href) : url;
}

function readUrl(
  of: FieldToClean,
  value: string,
  { queryAllowed = false } = {},
): URL | CleanedField {
  const { field, label } = of;
  const example = field.placeholder ?? '';
  if (!/^https?:\/\//i.test(value)) {
    return wrong(
      example === '' ? SAY.noScheme({ label }) : SAY.noSchemeExample({ label, example }),
    );
  }
  const url = CONTROL.test(value) || /\s/.test(value) ? undefined : parseUrl(value);
  if (url === undefined || !isReachable(url)) {
    return wrong(
      example === '' ? SAY.noAddress({ label }) : SAY.noAddressExample({ label, example }),
    );
  }
  if (url.username !== '' || url.password !== '') {
    return wrong(SAY.login({ label }));
  }
  if (!queryAllowed && (url.search !== '' || url.hash !== '')) {
    return wrong(SAY.query({ label, address: addressOfPage(of, url) }));
  }
  url.hash = '';
  return url;
}

/** Names with an empty part, and port 0, lead nowhere. A dot at the end is the root of all names. */
function isReachable({ hostname, port }: URL): boolean {
  const name = hostname.endsWith('.') ? hostname.slice(0, -1) : hostname;
  return port !== '0' && !name.split('.').includes('');
}

/** What to enter in place of the address of a page that somebody copied from a browser. */
function addressOfPage({ field }: FieldToClean, { origin, pathname }: URL): string {
  if (field.pathAllowed !== true) return origin;
  const parts = pathname.split('/');
  const page = parts.findIndex((part) => PAGE_PART.test(part));
  return origin + withoutFinalSlashes((page < 0 ? parts : parts.slice(0, page)).join('/'));
}

/** With such a part begins what belongs to a page of a product, rather than to its address. */
const PAGE_PART = /^(?:[^.]{1,100}\.(?:aspx|mvc|html?|jsp)|login|logon|signin|ui)$/i;

export function isPartOfPage(part: string): boolean {
  return PAGE_PART.test(part);
}

export function cleanOrigins(of: FieldToClean, value: string): CleanedField {
  const origins: string[] = [];
  for (const entry of partsOf(value)) {
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
  return right([...new Set(origins)].join(' '));
}

/** The origins of an `origins` field. */
export function originsOf(cleaned: string): string[] {
  return partsOf(cleaned);
}

export function cleanPath(of: FieldToClean, value: string): CleanedField {
  const path = withoutLeading(value, (character) => character === '/' || isBlank(character));
  if (/^[a-z][a-z0-9+.-]*:/i.test(path) || value.startsWith('//')) {
    return wrong(SAY.path({ label: of.label }));
  }
  if (CONTROL.test(path)) return wrong(SAY.controlInPath({ label: of.label }));
  return right(path);
}
