import { readFileSync } from 'node:fs';
import path from 'node:path';

import type { EditedNode } from '../../../node-red/editor/browser/red';
import { textsOf, type Catalogue } from '../../../node-red/editor/catalogue';
import { completeCatalogue } from '../../../node-red/editor/generate';

type Lookup = EditedNode['_'];

const nodesDir = path.resolve(__dirname, '../../../node-red/nodes');

/** The catalogue of a node as the package has it. */
export function catalogueOf(node: string, language: string): Catalogue {
  const file = path.join(nodesDir, node, 'locales', language, `${node}.json`);
  const own = JSON.parse(readFileSync(file, 'utf8')) as Catalogue;
  return node === 'vendor-auth' && language === 'en-US' ? completeCatalogue(own) : own;
}

/** Looks up texts as Node-RED's editor does: what is missing comes back as its key. */
export function lookupIn(texts: ReadonlyMap<string, string>): Lookup {
  return (key, values = {}) => {
    const text = texts.get(key) ?? key;
    if (values['skipInterpolation'] === true) return text;
    return text.replace(/__(\w+?)__/g, (_, name: string) => String(values[name] ?? ''));
  };
}

/** That of a node of the package in that language. */
export function lookupOf(language: string): Lookup {
  return lookupIn(textsOf(catalogueOf('vendor-auth', language)));
}

/** Has no texts: own words come back as keys with their values, sentences in English. */
export const keysOnly: Lookup = (key, values = {}) =>
  values['skipInterpolation'] === true ? key : `${key} ${Object.values(values).join(' ')}`;
