/**
 * The vendor-auth core: valid access tokens for the vendors' APIs, whatever host asks for them. It
 * guarantees the token rules T1 to T20; see docs/token-rules.md.
 */
export {
  asVendorAuthError,
  invalidFields,
  VendorAuthError,
  type FieldProblem,
  type FieldSentence,
  type VendorAuthErrorCode,
} from './base/errors';
export { isRecord, parseJson } from './base/json';
export type {
  Clock,
  HttpRequest,
  HttpResponse,
  Random,
  SendRequest,
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
export { replacementOf, type ReplacementOptions } from './call/replacement';
export { callWithToken, tellSource, tokenRejectedError } from './call/protected-call';
export {
  NEW_TOKEN_WAIT_MS,
  testedToken,
  type TestedToken,
  type TestedTokenOptions,
} from './call/tested-token';
export { judge, TOKEN_REJECTED_STATUS } from './check/judgement';
export { apiAnswer, testCallFailure, type TestReport } from './check/test-call';
export {
  assertOriginAllowed,
  isOriginAllowed,
  LONGEST_URL_CHARACTERS,
  resolveUrl,
} from './credential/origins';
export { secretsOf } from './credential/secrets';
export { checkSettings, fieldsOf, type HostSettings, type Settings } from './credential/settings';
export { tokenHeader, type AccessToken } from './endpoint/access-token';
export { exchange } from './exchange/exchange';
export { transportError } from './exchange/transport-words';
export { cleanField, type CleanedField } from './fields/clean-field';
export {
  COMMON_FIELDS,
  GROUP_QUESTIONS,
  isFieldRequired,
  isFieldShown,
  isMultiLineField,
  isSecretField,
  isStoredEncrypted,
  type Choice,
  type Field,
  type FieldGroup,
  type FieldKind,
  type FieldName,
} from './fields/field';
export type { WholeAnswer } from './http/receive';
export { transportFault } from './http/transport-fault';
export type { TokenFailure } from './login/token-failure';
export { tokenFailureError } from './login/word-token-failure';
export { getSelf, type Member } from './operations/get-self';
export { parseGrantId } from './operations/grant-id';
export { revokeGrant, type Revocation } from './operations/revoke-grant';
export { quoted, quotesSecret, redact } from './redact/redact';
export { parseStored, serializeStored, type StoredToken } from './token/stored-token';
export type { TokenAsker, TokenEvent, TokenSource, TokenStatus } from './token/token-source';
export { createTokenSource, TokenSources } from './token/token-sources';
export type { ApiAnswer, PastedText, Vendor, Verdict } from './vendor/vendor';
export { nameAtStart } from './vendor/vendor-name';
export { fieldKey, fieldToClean, helpOf, labelByName, labelOf } from './vendor/vendor-words';
export * from './vendors';
