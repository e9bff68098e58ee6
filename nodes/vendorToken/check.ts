import type { IDataObject } from 'n8n-workflow';
import { sayAll, testedToken } from '../../core';
import type { ItemCredential } from '../shared/open-credential';

/**
 * What the vendor's test call says of the token, and how long that is valid. The token itself is not
 * told. A token that was withdrawn is replaced first, as it would be for any other request. A person
 * asks, so a hold after a failure is lifted (rule T6).
 *
 * @throws {VendorAuthError} if there is no token
 */
export async function check(credential: ItemCredential): Promise<IDataObject> {
  const { settings, source } = credential;
  const { report } = await testedToken({ ...credential, explicit: true });
  const { secondsLeft, tokenRequests } = source.status();
  return {
    vendor: settings.vendor.productName,
    baseUrl: settings.baseUrl,
    verdict: report.verdict,
    says: sayAll(report.says),
    ...(report.hint.length === 0 ? {} : { hint: sayAll(report.hint) }),
    ...(report.status === undefined ? {} : { status: report.status }),
    neverExpires: !source.isRenewable,
    ...(secondsLeft === undefined ? {} : { secondsLeft: Math.floor(secondsLeft) }),
    tokenRequests,
  };
}
