import type { IDataObject } from 'n8n-workflow';
import { testedToken } from '../../core';
import type { ItemCredential } from '../shared/open-credential';

/**
 * What the vendor's test call says of the token, and how long that is valid. The token itself is not
 * told. A token that was withdrawn is replaced first, as it would be for any other request. A person
 * asks, so a hold after a failure is lifted (rule T6).
 *
 * @throws {VendorAuthError} if there is no token
 */
export async function check({ settings, source, send }: ItemCredential): Promise<IDataObject> {
  const { report } = await testedToken({ settings, source, send, explicit: true });
  const { secondsLeft, tokenRequests } = source.status();
  return {
    vendor: settings.vendor.productName,
    baseUrl: settings.baseUrl,
    verdict: report.verdict,
    says: report.says,
    ...(report.hint === undefined ? {} : { hint: report.hint }),
    ...(report.status === undefined ? {} : { status: report.status }),
    neverExpires: settings.plan.kind === 'static',
    ...(secondsLeft === undefined ? {} : { secondsLeft: Math.floor(secondsLeft) }),
    tokenRequests,
  };
}
