import {
  nameAtStart,
  VendorAuthError,
  type Settings,
  type TestReport,
  type Vendor,
} from '../../core';

/** The API's 401 is not the token's fault. */
export function refusedAllTheSame({ vendor }: Settings): VendorAuthError {
  return new VendorAuthError({
    code: 'forbidden',
    vendor: vendor.id,
    status: 401,
    message: `${nameAtStart(vendor)} refuses this request (status 401), though it accepts the access token.`,
    hint: vendor.forbiddenHint,
  });
}

/** n8n shows this in place of the answer to the request, so it says how to see that one. */
export function testCallRefused({ vendor }: Settings, report: TestReport): VendorAuthError {
  return new VendorAuthError({
    code: 'request-failed',
    vendor: vendor.id,
    status: report.status,
    message: `The request failed, and it is not known whether its access token is the reason. ${report.says}`,
    hint: 'Correct Check Path, if the credential has one. Switch on Never Error in the node to see the answer to the request.',
  });
}

export function neverPrepared(vendor: Vendor): VendorAuthError {
  return new VendorAuthError({
    code: 'invalid-settings',
    vendor: vendor.id,
    message: `This version of n8n did not ask for a token of ${vendor.productName}.`,
    hint: 'Save the credential anew; if that does not help, update n8n.',
  });
}
