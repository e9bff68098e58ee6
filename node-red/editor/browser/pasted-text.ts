import { isSecretField } from '../../../core/fields/field';
import { VENDORS } from '../../../core/vendors';
import type { Vendor } from '../../../core/vendor/vendor';
import { parseJson } from '../../../core/base/json';
import { parseUrl } from '../../../core/base/url';
import { fieldsOf } from '../../../core/vendor/vendor-words';

/** Field values by name that were found in what somebody pasted. */
export type PastedLogin = Readonly<Record<string, string>>;

type Entry = readonly [name: string, value: string];

const LONGEST_PASTED_CHARACTERS = 65_536;
/** Deeper than any file of credentials. */
const MOST_LEVELS = 4;
const MOST_TITLES = 3;
const MOST_COLUMNS = 100;
/**
 * What the vendors call their secrets, whichever vendor is chosen, with what stands between a name and its
 * value, or the next name.
 */
const SECRET_NAMES = [
  'password',
  ...VENDORS.flatMap(fieldsOf)
    .filter(isSecretField)
    .flatMap(({ name, label }) => [plain(name), plain(label)]),
].flatMap((name) => [',', ';', '=', ':', '",', '";', '":', '""'].map((mark) => name + mark));

/**
 * Reads a login out of pasted text: by the vendor's own rules, or where several of its names are those of
 * the vendor's fields.
 *
 * @returns undefined if it is none, so that it should be pasted as it stands; also if it is longer than
 *   any file of credentials.
 */
export function readPastedLogin(typed: string, vendor: Vendor): PastedLogin | undefined {
  if (typed.length > LONGEST_PASTED_CHARACTERS) return undefined;
  const text = typed.replace(/^\ufeff/, '').trim();
  const read = (entries: readonly Entry[]) =>
    vendor.readPasted?.({ text, entries }) ?? fieldsByName(entries, vendor);
  const inJson = /^[{[]/.test(text) ? read(leavesOf(parseJson(text), MOST_LEVELS)) : undefined;
  if (inJson !== undefined) return inJson;
  const rows = readRows(text);
  // A title may stand above the header line.
  for (const header of rows
    .slice(0, -1)
    .slice(0, MOST_TITLES + 1)
    .keys()) {
    const table = read(tableEntries(rows.slice(header)));
    // One name that is known may be the first of many lines of a name and a value.
    if (isSeveral(table)) return table;
  }
  return read(lineEntries(text));
}

/**
 * Whether a text gives a secret its name, in whatever form: it may not be shown, even if no login can be
 * read out of it. An address may have such a word in its path.
 */
export function namesSecret(text: string): boolean {
  const words = text.toLowerCase().replace(/[\s_-]/g, '');
  return !/^https?:/.test(words) && SECRET_NAMES.some((name) => words.includes(name));
}

/** Where an API probably is whose token endpoint is known: nobody has to type what is on the page. */
export function likelyBaseUrl(tokenUrl: string): string | undefined {
  const address = tokenUrl.trim();
  return /^https?:\/\//i.test(address) ? parseUrl(address)?.origin : undefined;
}

/** One name alone may be anything, unless it is that of a secret. */
function fieldsByName(entries: readonly Entry[], vendor: Vendor): PastedLogin | undefined {
  const found: Record<string, string> = {};
  let hasSecret = false;
  for (const [name, value] of entries) {
    const field = fieldsOf(vendor).find((candidate) => plain(candidate.name) === plain(name));
    if (field === undefined || field.kind === 'flag' || value === '') continue;
    found[field.name] = value;
    hasSecret ||= isSecretField(field);
  }
  return isSeveral(found) || hasSecret ? found : undefined;
}

function isSeveral(found: PastedLogin | undefined): found is PastedLogin {
  return found !== undefined && Object.keys(found).length > 1;
}

/** The same for every spelling: `clientId`, `client_id`, `Client ID`; and for `uri` in place of `url`. */
function plain(name: string): string {
  return name
    .toLowerCase()
    .replace(/[\s_-]/g, '')
    .replace(/uri$/, 'url');
}

/** Texts and numbers by name, at whatever level; of a list, those of its first member. */
function leavesOf(value: unknown, levels: number): Entry[] {
  if (typeof value !== 'object' || value === null || levels === 0) return [];
  if (Array.isArray(value)) return leavesOf(value[0], levels - 1);
  return Object.entries(value).flatMap(([name, member]: [string, unknown]) =>
    typeof member === 'string' || typeof member === 'number'
      ? [[name, String(member)] as const]
      : leavesOf(member, levels - 1),
  );
}

/** A header line with the values below. */
function tableEntries([header = [], values = []]: readonly string[][]): Entry[] {
  return header.slice(0, MOST_COLUMNS).map((name, column) => [name, values[column] ?? '']);
}

/** A name and a value on each line, divided by the first mark outside quotes. */
function lineEntries(text: string): Entry[] {
  return linesOf(text).map((typed) => {
    const line = typed.trim();
    const behindName = line.startsWith('"') ? (closingQuote(line, 1) ?? 0) : 0;
    const [separator = ','] = SEPARATORS.map(
      (mark) => [mark, line.indexOf(mark, behindName)] as const,
    )
      .filter(([, at]) => at >= 0)
      .sort(([, one], [, other]) => one - other)
      .map(([mark]) => mark);
    const [name = '', value = ''] = readRow(line, separator, 2);
    return [name, value];
  });
}

function linesOf(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line.trim() !== '');
}

/** Values separated by the first of these marks that the first line has. */
const SEPARATORS = [',', ';', '\t', '=', ':'];

/** Separated values, which may stand in quotes with quotes doubled inside. */
function readRows(text: string): string[][] {
  const [firstLine = ''] = text.split(/\r?\n/, 1);
  const separator = SEPARATORS.find((mark) => firstLine.includes(mark)) ?? ',';
  // In a pair, only the first of these marks divides.
  const mostCells = separator === '=' || separator === ':' ? 2 : Infinity;
  return linesOf(text).map((line) => readRow(line, separator, mostCells));
}

function readRow(line: string, separator: string, mostCells: number): string[] {
  const cells: string[] = [];
  // Once a quotation mark has no partner, neither has any behind it.
  let isQuotable = true;
  let at = 0;
  for (;;) {
    const next = cells.length + 1 < mostCells ? line.indexOf(separator, at) : -1;
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
    if (separatorAt < 0 || cells.length === mostCells) return cells;
    at = separatorAt + 1;
  }
}

/** Where the quotation ends that begins there; a quotation mark inside is doubled. */
function closingQuote(line: string, start: number): number | undefined {
  let at = line.indexOf('"', start);
  while (at >= 0 && line[at + 1] === '"') at = line.indexOf('"', at + 2);
  return at < 0 ? undefined : at;
}
