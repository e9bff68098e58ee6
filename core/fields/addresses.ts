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
  query: '__label__ must not hold a “?” or “#” and what follows it.',
  wildcard: '__label__ must list each origin by itself; “*” does not stand for several.',
  originPath: '__label__ must list origins without a path. Enter __origin__.',
  path: '__label__ must be a path below the base URL, without scheme and host.',
});

export function cleanBaseUrl(of: FieldToClean, value: string): CleanedField {
  const url = readUrl(of, value);
  if (!(url instanceof URL)) return url;
  const path = withoutFinalSlashes(url.pathname);
  if (path !== '' && !of.field.pathAllowed) {
    return wrong(SAY.hasPath({ label: of.label, path, origin: url.origin }));
  }
  const cleaned = url.origin + path;
  if (!value.endsWith('/')) return right(cleaned);
  return { ok: true, value: cleaned, repaired: SAY.finalSlash({ label: of.label }) };
}

export function cleanUrl(of: FieldToClean, value: string): CleanedField {
  const url = readUrl(of, value, { queryAllowed: true });
  return url instanceof URL ? right(url.href) : url;
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
  const url = CONTROL.test(value) || /\s/.test(value) ? undefined : parseUrl(value);
  if (url === undefined) {
    return wrong(
      example === '' ? SAY.noAddress({ label }) : SAY.noAddressExample({ label, example }),
    );
  }
  if (url.username !== '' || url.password !== '') {
    return wrong(SAY.login({ label }));
  }
  if (!queryAllowed && (url.search !== '' || url.hash !== '')) {
    return wrong(SAY.query({ label }));
  }
  url.hash = '';
  return url;
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
