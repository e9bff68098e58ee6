import type { FieldName } from '../../../core/fields';

/** Field values that were found in what somebody pasted. */
export type PastedLogin = Partial<Record<FieldName, string>>;

/** The columns of the file that Eggplant DAI offers for download in System > API Access. */
const COLUMNS: Readonly<Record<string, FieldName>> = {
  client_id: 'clientId',
  clientid: 'clientId',
  client_secret: 'clientSecret',
  clientsecret: 'clientSecret',
  token_url: 'tokenUrl',
  tokenurl: 'tokenUrl',
};

const LONGEST_PASTED_CHARACTERS = 65_536;

/**
 * Reads a login out of pasted text: a token URL, or the file with the client's credentials, whether it
 * has a header line with the values below or a name and a value on each line.
 *
 * @param hasRealm - whether the vendor puts its token URL together from base URL and realm, so that a
 *   pasted one is taken apart
 * @returns undefined if the text is neither, so that it should be pasted as it stands; also if it is
 *   longer than any file of credentials.
 */
export function readPastedLogin(text: string, hasRealm: boolean): PastedLogin | undefined {
  if (text.length > LONGEST_PASTED_CHARACTERS) return undefined;
  const rows = readRows(text.replace(/^\ufeff/, ''));
  const found = fromColumns(rows) ?? fromNamedLines(rows);
  if (found !== undefined) return hasRealm ? withAddress(found) : found;
  const only = text.trim();
  return /\s/.test(only) || !hasRealm ? undefined : addressOf(only);
}

/** Where an API probably is whose token endpoint is known: nobody has to type what is on the page. */
export function likelyBaseUrl(tokenUrl: string): string | undefined {
  const address = tokenUrl.trim();
  return /^https?:\/\//i.test(address) && URL.canParse(address)
    ? new URL(address).origin
    : undefined;
}

function fromColumns([header = [], values = []]: string[][]): PastedLogin | undefined {
  // One name that is known may be the first of many lines of a name and a value.
  if (header.filter((name) => fieldOf(name) !== undefined).length < 2) return undefined;
  return collect(header.map((name, column) => [name, values[column] ?? '']));
}

function fromNamedLines(rows: string[][]): PastedLogin | undefined {
  return collect(rows.map(([name = '', ...rest]) => [name, rest.join(',')]));
}

/** At least the client must be there: one name alone may be anything. */
function collect(entries: [string, string][]): PastedLogin | undefined {
  const login: PastedLogin = {};
  for (const [name, value] of entries) {
    const field = fieldOf(name);
    if (field !== undefined && value !== '') login[field] = value;
  }
  return login.clientId === undefined ? undefined : login;
}

function fieldOf(column: string): FieldName | undefined {
  return COLUMNS[column.toLowerCase().replace(/[\s-]+/g, '_')];
}

function withAddress({ tokenUrl, ...login }: PastedLogin): PastedLogin {
  if (tokenUrl === undefined) return login;
  return { ...login, ...(addressOf(tokenUrl) ?? { tokenUrl }) };
}

const KEYCLOAK_ENDS = ['/protocol/openid-connect/token', '/protocol/openid-connect/token/'];

/** What an Eggplant DAI token URL says of the base URL, the login and the realm. */
function addressOf(tokenUrl: string): PastedLogin | undefined {
  if (!/^https?:\/\//i.test(tokenUrl) || !URL.canParse(tokenUrl)) return undefined;
  const { origin, pathname } = new URL(tokenUrl);
  const keycloak = keycloakPath(pathname);
  if (keycloak !== undefined) {
    const login = { baseUrl: origin, login: 'keycloak', realm: decodeURIComponent(keycloak.realm) };
    // Any other path than the usual one cannot be put together from base URL and realm.
    return keycloak.root === '/auth' ? { ...login, tokenUrl: '' } : { ...login, tokenUrl };
  }
  if (!/^\/api\/v[12]\/auth\/?$/.test(pathname)) return undefined;
  return { baseUrl: origin, login: 'publicApi', tokenUrl: '' };
}

/** What stands in front of a realm's token endpoint, and the realm. */
function keycloakPath(pathname: string): { root: string; realm: string } | undefined {
  const [end] = KEYCLOAK_ENDS.filter((ending) => pathname.endsWith(ending));
  if (end === undefined) return undefined;
  const parts = pathname.slice(0, -end.length).split('/');
  const realm = parts.pop() ?? '';
  const isRealm = parts.pop() === 'realms' && realm !== '';
  return isRealm ? { root: parts.join('/'), realm } : undefined;
}

/** Comma- or semicolon-separated values, which may stand in quotes with quotes doubled inside. */
function readRows(text: string): string[][] {
  const [firstLine = ''] = text.split(/\r?\n/, 1);
  const separator = firstLine.includes(',') || !firstLine.includes(';') ? ',' : ';';
  return text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .map((line) => readRow(line, separator));
}

function readRow(line: string, separator: string): string[] {
  const cells: string[] = [];
  // Once a quotation mark has no partner, neither has any behind it.
  let isQuotable = true;
  let at = 0;
  for (;;) {
    const next = line.indexOf(separator, at);
    const cell = line.slice(at, next < 0 ? undefined : next);
    const start = at + cell.length - cell.trimStart().length;
    const end = isQuotable && line[start] === '"' ? closingQuote(line, start + 1) : undefined;
    if (line[start] === '"' && end === undefined) isQuotable = false;
    cells.push(
      end === undefined
        ? cell.trim()
        : line
            .slice(start + 1, end)
            .replaceAll('""', '"')
            .trim(),
    );
    const separatorAt = end === undefined ? next : line.indexOf(separator, end);
    if (separatorAt < 0) return cells;
    at = separatorAt + 1;
  }
}

/** Where the quotation ends that begins there; a quotation mark inside is doubled. */
function closingQuote(line: string, start: number): number | undefined {
  let at = line.indexOf('"', start);
  while (at >= 0 && line[at + 1] === '"') at = line.indexOf('"', at + 2);
  return at < 0 ? undefined : at;
}
