import { fieldsOf, helpOf, labelOf, type Sentence, type Vendor } from '../../core';
import { choiceTextOf, summaryOf } from './browser/vendor-texts';

/** A tree of texts, as Node-RED's catalogues are. */
export interface Catalogue {
  readonly [key: string]: string | Catalogue;
}

type Tree = { [key: string]: string | Tree };

/** Every text by its whole key. */
export function textsOf(tree: Catalogue, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === 'string'
        ? [[`${prefix}${key}`, value] as const]
        : [...textsOf(value, `${prefix}${key}.`)],
    ),
  );
}

/** The English words of the vendors' forms, by key, as the vendor files have them. */
export function vendorWords(vendors: readonly Vendor[]): Map<string, string> {
  const words = new Map<string, string>();
  const add = ({ key, english }: Sentence) => void words.set(key, english);
  for (const vendor of vendors) {
    add(summaryOf(vendor));
    for (const field of fieldsOf(vendor)) {
      add(labelOf(vendor, field));
      add(helpOf(vendor, field));
      for (const choice of field.choices ?? []) add(choiceTextOf(vendor, field, choice));
    }
  }
  return words;
}

/**
 * A catalogue with further texts in it.
 *
 * @param texts - by key, whose dots lead into the tree
 * @throws Error if a key is taken, by another text or by a branch of the tree
 */
export function withTexts(own: Catalogue, texts: ReadonlyMap<string, string>): Catalogue {
  const tree: Tree = structuredClone(own);
  for (const [key, text] of texts) put(tree, key, text);
  return tree;
}

function put(tree: Tree, key: string, text: string): void {
  const parts = key.split('.');
  const name = parts.pop() ?? '';
  let branch = tree;
  for (const part of parts) {
    const next = (branch[part] ??= {});
    if (typeof next === 'string') throw new Error(`The text ${key} is below another text.`);
    branch = next;
  }
  if (branch[name] !== undefined) throw new Error(`The text ${key} is in the catalogue twice.`);
  branch[name] = text;
}
