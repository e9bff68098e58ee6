import { sentences, type Sentence } from '../base/sentence';
import type { Settings } from '../credential/settings';
import type { TokenSource } from '../token/token-source';

const SAY = sentences('forget', {
  forgotten: 'The access token was forgotten. The next request fetches a new one.',
  nothingToForget:
    'The access token stands in the credential itself, so there is nothing to forget.',
});

export interface Forgotten {
  /** The product's name. */
  readonly vendor: string;
  readonly forgotten: boolean;
  readonly says: Sentence;
}

/**
 * Drops a login's token, so that the next request fetches a new one, for instance after rights were changed at
 * the vendor. A static token stays.
 *
 * @param forget - how the host drops it, where it keeps tokens elsewhere too
 */
export function forgetToken(
  { vendor: { productName: vendor } }: Settings,
  source: TokenSource,
  forget: () => void = () => source.forget(),
): Forgotten {
  if (!source.isRenewable) return { vendor, forgotten: false, says: SAY.nothingToForget() };
  forget();
  return { vendor, forgotten: true, says: SAY.forgotten() };
}
