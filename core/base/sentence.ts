/**
 * Sentences for people, which hosts show in the reader's language. A sentence is a key with values; its
 * English stands beside the code that says it, and the catalogues of other languages have the same keys.
 */

/** What takes the place of a `__name__`: a text as it is, or a sentence in the same language. */
export type SentenceValue = string | number | Sentence;

export interface Sentence {
  /** Its place in the catalogues, such as `refusal.rateLimited`. */
  readonly key: string;
  /** The English, with `__name__` where a value stands: the notation of Node-RED's catalogues. */
  readonly english: string;
  readonly values: Readonly<Record<string, SentenceValue>>;
}

/**
 * The text of a key in one language, `__name__` not yet replaced; undefined if it is missing there.
 *
 * @param names - the names of the values that the text may hold
 */
export type Translate = (key: string, names: readonly string[]) => string | undefined;

type NamesIn<Text extends string> = Text extends `${string}__${infer Name}__${infer Rest}`
  ? Name | NamesIn<Rest>
  : never;

type Say<Text extends string> = [NamesIn<Text>] extends [never]
  ? () => Sentence
  : (values: Readonly<Record<NamesIn<Text>, SentenceValue>>) => Sentence;

/** Every sentence that the loaded modules can say, by key: what the catalogues must have. */
const known = new Map<string, string>();

/**
 * Defines sentences, each as a function of its values.
 *
 * @param place - where in the catalogues they stand, such as `refusal`
 * @param texts - the English by name
 */
export function sentences<const Texts extends Readonly<Record<string, string>>>(
  place: string,
  texts: Texts,
): { readonly [Name in keyof Texts]: Say<Texts[Name]> } {
  const says = Object.entries(texts).map(([name, english]) => {
    const key = `${place}.${name}`;
    known.set(key, english);
    return [name, (values = {}) => ({ key, english, values })] as [string, Say<string>];
  });
  return Object.fromEntries(says) as { [Name in keyof Texts]: Say<Texts[Name]> };
}

/** A sentence without values whose text stands elsewhere, such as a field's label. */
export function sentenceOf(key: string, english: string): Sentence {
  return { key, english, values: {} };
}

/** Words of somebody else, such as the host, that are the same in every language. */
export function verbatim(text: string): Sentence {
  return sentenceOf('', text);
}

/** The English of every sentence, by key. */
export function knownSentences(): ReadonlyMap<string, string> {
  return known;
}

/** The sentence as text: in the language of `translate`, or in English where that has no such key. */
export function say(sentence: Sentence, translate: Translate = () => undefined): string {
  // Words of somebody else have no key.
  const translated =
    sentence.key === '' ? undefined : translate(sentence.key, Object.keys(sentence.values));
  const template = translated ?? sentence.english;
  return template.replace(/__([A-Za-z]{1,40})__/g, (placeholder, name: string) => {
    const value = sentence.values[name];
    if (value === undefined) return placeholder;
    return typeof value === 'object' ? say(value, translate) : String(value);
  });
}

/** Several sentences, one after the other. */
export function sayAll(all: readonly Sentence[], translate?: Translate): string {
  return all.map((sentence) => say(sentence, translate)).join(' ');
}
