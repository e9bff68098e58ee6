import { say, sayAll, type Sentence } from '../../../core/base/sentence';
import { CATALOGUE, translateBy } from '../../lib/language';
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

/** The language in which the editor shows a node that is no login, and so has a catalogue of its own. */
export function languageOfUser(node: Pick<EditedNode, '_'>): Language {
  return languageOf({ _: (key, values) => node._(`${CATALOGUE}:${key}`, values) });
}

/** The language in which the editor shows that node. */
export function languageOf(node: Pick<EditedNode, '_'>): Language {
  const translate = translateBy((key, options) => node._(key, options));
  return {
    words: (key, values) => node._(`vendor-auth.${key}`, values),
    // A sentence may end with one that says nothing here.
    say: (sentence) => say(sentence, translate).trim(),
    sayAll: (all) => sayAll(all, translate),
  };
}
