/** No page says which attributes a grant has: the instance is asked, and nothing is assumed of its answer. */
import { isRecord } from '../base/json';
import { plainValue, type Asset, type PlainValue } from './assets';

/** More say nothing to somebody who looks for a grant. */
const MOST_ATTRIBUTES = 6;
/** The beginning of a longer text is enough to recognise it. */
const LONGEST_VALUE_CHARACTERS = 120;
const LONGEST_LABEL_CHARACTERS = 100;
/** No type of asset has more. */
const MOST_LOOKED_AT = 500;
/** In a list, this many attributes are enough to tell a grant from the others. */
const MOST_IN_LABEL = 4;

/** What an attribute, or a relation and an attribute behind it, is called. It goes into an address. */
const NAME = /^[A-Z]\w{0,60}(?:\.[A-Z]\w{0,60})?$/;
/** What could let somebody in is neither asked for nor shown. */
const SECRET = /token|secret|passw|hash|key|credential/i;
/** Types whose values no person reads. */
const UNREADABLE = /^(?:password|blob|opaque|rank)$/i;
/** What tells grants apart comes first. */
const HELPFUL_FIRST = [/^name$/i, /name|title/i, /app|client/i, /member|owner|user|by$/i, /date/i];

/**
 * The attributes to ask for with `sel`; for a relation, the name behind it.
 *
 * @param meta - what the instance says of the type Grant
 * @returns none if it says nothing
 */
export function attributesToAskFor(meta: unknown): string[] {
  const all = isRecord(meta) ? meta['Attributes'] : undefined;
  const definitions = isRecord(all) || Array.isArray(all) ? Object.values(all) : [];
  const names = definitions
    .slice(0, MOST_LOOKED_AT)
    .filter(isRecord)
    .flatMap((definition) => {
      const { name, attributetype: type, ismultivalue: isMultiple } = definition;
      if (typeof name !== 'string' || UNREADABLE.test(String(type))) return [];
      if (/^true$/i.test(String(isMultiple))) return [];
      return type === 'Relation' ? `${name}.Name` : name;
    });
  return [...new Set(names.filter(isShown))].sort(byHelp).slice(0, MOST_ATTRIBUTES);
}

/**
 * The attributes of a grant that can be shown, up to 6. Texts are cut to 120 characters.
 *
 * @param redacted - the text as one line without secrets; undefined if nothing is left
 */
export function shownAttributes(
  { attributes }: Asset,
  redacted: (text: string) => string | undefined,
): Record<string, PlainValue> {
  // A name that quotes a secret comes back changed.
  const isOwn = (name: string) => isShown(name) && redacted(name) === name;
  const names = Object.keys(attributes).slice(0, MOST_LOOKED_AT).filter(isOwn).sort(byHelp);
  const shown = names.flatMap((name): [string, PlainValue][] => {
    const value = plainValue(attributes[name]);
    return value === undefined ? [] : [[name, value]];
  });
  const texts = shown.slice(0, MOST_ATTRIBUTES).map(([name, value]): [string, PlainValue] => {
    if (typeof value !== 'string') return [name, value];
    return [name, redacted(value.slice(0, LONGEST_VALUE_CHARACTERS)) ?? ''];
  });
  return Object.fromEntries(texts);
}

/** What stands for a grant in a list: its number, and what tells it from the others. */
export function grantLabel(number: string, attributes: Record<string, PlainValue>): string {
  const texts = Object.values(attributes).filter((value) => typeof value === 'string');
  const days = texts.map((text) => (/^\d{4}-\d\d-\d\dT/.test(text) ? text.slice(0, 10) : text));
  const parts = [...new Set(days)].filter((text) => text !== '').slice(0, MOST_IN_LABEL);
  const label = [number, ...parts].join(' · ');
  const isLong = label.length > LONGEST_LABEL_CHARACTERS;
  return isLong ? `${label.slice(0, LONGEST_LABEL_CHARACTERS - 1)}…` : label;
}

function isShown(name: string): boolean {
  return NAME.test(name) && !SECRET.test(name);
}

function byHelp(one: string, other: string): number {
  return rankOf(one) - rankOf(other);
}

function rankOf(name: string): number {
  const rank = HELPFUL_FIRST.findIndex((pattern) => pattern.test(name));
  return rank < 0 ? HELPFUL_FIRST.length : rank;
}
