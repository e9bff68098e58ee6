import type { IDataObject } from 'n8n-workflow';
import { checkInWords, checkToken } from '../../core';
import type { ItemCredential } from '../shared/open-credential';

/**
 * What the vendor's test call says of the token.
 *
 * @param explicit - whether a person asks, for whom a hold after a failure is lifted (rule T6)
 * @throws {VendorAuthError} if there is no token
 */
export async function check(credential: ItemCredential, explicit: boolean): Promise<IDataObject> {
  return checkInWords(await checkToken({ ...credential, explicit }));
}
