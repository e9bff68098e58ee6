import type { Sentence } from '../base/sentence';

/** The words for a number of things of one kind. */
export interface Nouns {
  readonly none: () => Sentence;
  readonly one: () => Sentence;
  readonly many: (values: { readonly n: number }) => Sentence;
  /** For what is no list, so that nobody can count it. */
  readonly uncounted: () => Sentence;
}

/** "1 agent", "3 agents", "no agents" or, for what is no list, "agents". */
export function count(list: unknown, nouns: Nouns): Sentence {
  const items = itemsOf(list);
  if (items === undefined) return nouns.uncounted();
  if (items === 0) return nouns.none();
  return items === 1 ? nouns.one() : nouns.many({ n: items });
}

/** Some vendors answer with a bare list, others wrap it together with where it continues. */
function itemsOf(body: unknown): number | undefined {
  if (Array.isArray(body)) return body.length;
  if (typeof body !== 'object' || body === null) return undefined;
  const list: unknown = Object.values(body).find((member) => Array.isArray(member));
  return Array.isArray(list) ? list.length : undefined;
}
