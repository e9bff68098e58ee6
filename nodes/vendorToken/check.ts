import type { IDataObject } from 'n8n-workflow';
import type { ItemCredential } from '../shared/open-credential';

/**
 * What the vendor's test call says of the token, and how long that is valid. The token itself is not
 * told. A token that was withdrawn is replaced first, as it would be for any other request.
 *
 * @throws {VendorAuthError} if there is no token
 */
export async function check({ settings, source, send }: ItemCredential): Promise<IDataObject> {
  let token = await source.token({ send });
  let report = await source.verify(token, send, settings);
  if (report.verdict === 'rejected' && source.reject(token.value)) {
    token = await source.token({ send });
    report = await source.verify(token, send, settings);
  }
  if (report.verdict === 'accepted') source.accepted(token.value);
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
