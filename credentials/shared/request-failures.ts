import {
  acceptedElsewhere,
  nameAtStart,
  sentences,
  VendorAuthError,
  type Settings,
  type TestReport,
  type TokenSource,
  type Vendor,
} from '../../core';

const SAY = sentences('n8n', {
  refusedAllTheSame:
    '__vendor__ refuses this request (status 401), though it accepts the access token.',
  notKnown: 'The request failed, and it is not known whether its access token is the reason.',
  correctCheckPath:
    'Correct Check Path, if the credential has one. Switch on Never Error in the node to see the answer to the request.',
  tokenWithdrawn: '__vendor__ no longer accepts the access token that this request was sent with.',
  cannotRepeat:
    'The next request gets a new one. n8n before 2.34 cannot repeat this request: run the workflow again, or switch on Retry On Fail in the settings of the node.',
  neverPrepared: 'This version of n8n did not ask for a token of __vendor__.',
  saveAgain: 'Save the credential again. If that does not help, update n8n.',
});

/** The API's 401 is not the token's fault. Some vendors take the token at another path only. */
export function refusedAllTheSame(settings: Settings, source: TokenSource): VendorAuthError {
  const { vendor } = settings;
  const elsewhere = acceptedElsewhere(settings, source, undefined);
  return new VendorAuthError({
    code: 'forbidden',
    vendor: vendor.id,
    status: 401,
    message: SAY.refusedAllTheSame({ vendor: nameAtStart(vendor) }),
    hint: elsewhere === undefined ? vendor.forbiddenHint : [elsewhere, vendor.forbiddenHint],
  });
}

/** n8n shows this in place of the answer to the request, so it says how to see that one. */
export function testCallRefused({ vendor }: Settings, report: TestReport): VendorAuthError {
  return new VendorAuthError({
    code: 'request-failed',
    vendor: vendor.id,
    status: report.status,
    message: [SAY.notKnown(), ...report.says],
    hint: SAY.correctCheckPath(),
  });
}

/** The token was rejected and replaced, but this n8n cannot send the request once more. */
export function notRepeated({ vendor }: Settings): VendorAuthError {
  return new VendorAuthError({
    code: 'token-rejected',
    vendor: vendor.id,
    message: SAY.tokenWithdrawn({ vendor: nameAtStart(vendor) }),
    hint: SAY.cannotRepeat(),
  });
}

export function neverPrepared({ id, productName }: Vendor): VendorAuthError {
  return new VendorAuthError({
    code: 'invalid-settings',
    vendor: id,
    message: SAY.neverPrepared({ vendor: productName }),
    hint: SAY.saveAgain(),
  });
}
