import type { IDataObject } from 'n8n-workflow';
import { tokenKeeper } from '../../credentials/shared/login';
import type { ItemCredential } from '../shared/open-credential';

/** Drops the token, in this process and, once n8n has stored that, in its others, where n8n can store it. */
export function forget(credential: ItemCredential): IDataObject {
  const { settings, source } = credential;
  const vendor = settings.vendor.productName;
  if (!source.isRenewable) {
    return {
      vendor,
      forgotten: false,
      says: 'The access token stands in the credential itself, so there is nothing to forget.',
    };
  }
  tokenKeeper.forget(credential);
  return {
    vendor,
    forgotten: true,
    says: tokenKeeper.storesTokens ? FORGOTTEN : FORGOTTEN_HERE,
  };
}

const FORGOTTEN = 'The access token was forgotten. The next request fetches a new one.';
const FORGOTTEN_HERE =
  'The access token was forgotten in this process, where the next request fetches a new one. In n8n before 2.34, each further worker keeps its own token until it expires or is refused.';
