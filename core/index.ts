/**
 * The vendor-auth core: valid access tokens for the vendors' APIs, whatever host asks for them. It
 * guarantees the token rules T1 to T20; see docs/token-rules.md.
 */
export {
  asVendorAuthError,
  invalidFields,
  VendorAuthError,
  type FieldSentence,
  type VendorAuthErrorCode,
} from './base/errors';
export { isRecord, parseJson } from './base/json';
export { encodedPart } from './base/text';
export { untilAborted } from './base/until-aborted';
export { parseUrl } from './base/url';
export type {
  Clock,
  HttpRequest,
  HttpResponse,
  Random,
  SendRequest,
  SharedTexts,
  TlsOptions,
  Wait,
} from './base/ports';
export {
  knownSentences,
  say,
  sayAll,
  sentences,
  verbatim,
  type Sentence,
  type SentenceValue,
  type Translate,
} from './base/sentence';
export { replacementOf } from './call/replacement';
export { confirmedVerdict } from './call/at-api-place';
export {
  acceptedElsewhere,
  callWithToken,
  refusedCallError,
  tokenRejectedError,
} from './call/protected-call';
export { untilKnown } from './call/new-token';
export { testedToken, type TestedToken } from './call/tested-token';
export { judge, TOKEN_REJECTED_STATUS } from './check/judgement';
export { apiAnswer, ownWords, testCallFailure, type TestReport } from './check/test-call';
export {
  assertOriginAllowed,
  isOriginAllowed,
  LONGEST_URL_CHARACTERS,
  resolveUrl,
  URL_LABEL,
  urlTooLong,
} from './credential/origins';
export { secretsOf } from './credential/secrets';
export { RecentSettings } from './credential/recent-settings';
export { checkSettings, vendorLabel, type Settings } from './credential/settings';
export { tokenHeader, type AccessToken } from './endpoint/access-token';
export { exchange } from './exchange/exchange';
export {
  certificateToTrust,
  type PeerCertificate,
  type ServerCertificate,
} from './exchange/server-certificate';
export { notApi, transportError } from './exchange/transport-words';
export { cleanField, tooLong } from './fields/clean-field';
export {
  COMMON_FIELDS,
  GROUP_QUESTIONS,
  isFieldRequired,
  isFieldShown,
  isMultiLineField,
  isSecretField,
  isStoredEncrypted,
  type Field,
  type FieldGroup,
  type FieldKind,
  type FieldName,
} from './fields/field';
export { isHeaderName, isHeaderValue, isOfTheConnection } from './fields/header-values';
export { LONGEST_BODY_BYTES } from './http/body';
export { echoesToken } from './http/echoing-methods';
export type { WholeAnswer } from './http/receive';
export { tlsWanted, transportFault } from './http/transport-fault';
export type { TokenFailure } from './login/token-failure';
export { tokenFailureError } from './login/word-token-failure';
export { checkInWords, checkToken } from './operations/check-token';
export { forgetToken } from './operations/forget-token';
export { getSelf, type Member } from './operations/get-self';
export { grantFieldLabel, parseGrantId } from './operations/grant-id';
export { GRANTS_ON_PAGE, listGrants, type Grant, type GrantList } from './operations/list-grants';
export { revokeGrant } from './operations/revoke-grant';
export { quoted, quotesSecret, redact } from './redact/redact';
export {
  parseStored,
  serializeStored,
  tokenFromStored,
  type StoredToken,
} from './token/stored-token';
export { tokenSeal } from './token/sealed-token';
export { TokenStore, type StoreTrouble } from './token/token-store';
export type { TokenAsker, TokenEvent, TokenSource, TokenStatus } from './token/token-source';
export { createTokenSource, TokenSources } from './token/token-sources';
export type { ApiAnswer, Vendor, Verdict } from './vendor/vendor';
export { nameAtStart, nameInLists } from './vendor/vendor-name';
export {
  fieldByName,
  fieldsOf,
  fieldToClean,
  helpOf,
  labelByName,
  labelOf,
} from './vendor/vendor-words';
export * from './vendors';
