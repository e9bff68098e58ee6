import type { Vendor } from './vendor';

type Named = Pick<Vendor, 'productName' | 'spokenName'>;

/** The vendor's name as a sentence begins with it. */
export function nameAtStart({ productName, spokenName }: Named): string {
  return spokenName === undefined
    ? productName
    : spokenName.charAt(0).toUpperCase() + spokenName.slice(1);
}

/** The vendor's name in the midst of a sentence. */
export function nameWithin({ productName, spokenName }: Named): string {
  return spokenName ?? productName;
}
