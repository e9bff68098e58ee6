import { verbatim, type Sentence, type SentenceValue } from '../base/sentence';
import type { Vendor } from './vendor';

type Named = Pick<Vendor, 'productName' | 'spokenName' | 'listName'>;

/** The vendor's name as a sentence begins with it. */
export function nameAtStart({ productName, spokenName }: Named): SentenceValue {
  return spokenName?.atStart ?? productName;
}

/** The vendor's name in the midst of a sentence. */
export function nameWithin({ productName, spokenName }: Named): SentenceValue {
  return spokenName?.within ?? productName;
}

/** The vendor's name in a list from which a person chooses. */
export function nameInLists({ productName, listName }: Named): Sentence {
  return listName ?? verbatim(productName);
}
