import { say, sayAll, type Sentence, type Translate } from '../../../core/base/sentence';
import type { EditedNode } from './red';

/** Looks up a text by the end of its key, and puts the values into it. */
export type Words = (key: string, values?: Record<string, string | number>) => string;

/** The language of the editor. */
export interface Language {
  /** A text of the dialogs' own. */
  readonly words: Words;
  /** A sentence that the core or the runtime said; in English if the catalogue lacks it. */
  readonly say: (sentence: Sentence) => string;
  readonly sayAll: (all: readonly Sentence[]) => string;
}

/** Where the texts of all dialogs stand, for a node with a catalogue of its own. */
const CATALOGUE = '@vendor-auth/node-red/vendor-auth:';

/** The language in which the editor shows a node that is no login. */
export function languageOfUser(node: Pick<EditedNode, '_'>): Language {
  return languageOf({ _: (key, values) => node._(CATALOGUE + key, values) });
}

/** The language in which the editor shows that node. */
export function languageOf(node: Pick<EditedNode, '_'>): Language {
  const translate: Translate = (key) => {
    const whole = `vendor-auth.${key}`;
    // The values are put in by `say`, since some of them are sentences.
    const found = node._(whole, { skipInterpolation: true });
    // What the catalogue lacks comes back as its key.
    return found.endsWith(whole) ? undefined : found;
  };
  return {
    words: (key, values) => node._(`vendor-auth.${key}`, values),
    // A sentence may end with one that says nothing here.
    say: (sentence) => say(sentence, translate).trim(),
    sayAll: (all) => sayAll(all, translate),
  };
}
