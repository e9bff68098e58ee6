/**
 * The vendor-auth core: valid access tokens for the vendors' APIs, whatever host asks for them. It
 * guarantees the token rules T1 to T18; see docs/token-rules.md.
 */
export { bearerHeader, type AccessToken } from './access-token';
export { parseJson } from './body';
export {
  asVendorAuthError,
  VendorAuthError,
  type FieldProblem,
  type VendorAuthErrorCode,
} from './errors';
export { exchange, type WholeAnswer } from './exchange';
export {
  COMMON_FIELDS,
  isFieldShown,
  isSecretField,
  type Choice,
  type Field,
  type FieldKind,
  type FieldName,
} from './fields';
export { parseGrantId, revokeGrant, type Revocation } from './agility-grant';
export {
  assertOriginAllowed,
  isOriginAllowed,
  LONGEST_URL_CHARACTERS,
  resolveUrl,
} from './origins';
export type { Clock, HttpRequest, HttpResponse, Random, SendRequest, TlsOptions } from './ports';
export {
  callWithToken,
  provesToken,
  tokenRejectedError,
  TOKEN_REJECTED_STATUS,
} from './protected-call';
export { quotesSecret, redact } from './redact';
export { secretsOf } from './secrets';
export {
  checkSettings,
  fieldProblem,
  fieldsOf,
  type HostSettings,
  type Settings,
} from './settings';
export { parseStored, serializeStored, type StoredToken } from './stored-token';
export { testCallFailure, type TestReport } from './test-call';
export { testedToken, type TestedToken, type TestedTokenOptions } from './tested-token';
export { TokenSource, type TokenEvent, type TokenOptions, type TokenStatus } from './token-source';
export { TokenSources } from './token-sources';
export { transportFailure } from './transport-failure';
export type { Vendor, VendorId } from './vendor';
export { nameAtStart } from './vendor-name';
export * from './vendors';
