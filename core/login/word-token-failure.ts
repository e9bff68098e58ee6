import { VendorAuthError } from '../base/errors';
import { sentences, type Sentence } from '../base/sentence';
import type { Settings } from '../credential/settings';
import { quoted } from '../redact/redact';
import { transportWords } from '../exchange/transport-words';
import type { RefusalKind, Vendor, Words } from '../vendor/vendor';
import { nameAtStart, nameWithin } from '../vendor/vendor-name';
import { checkHint, labelByName } from '../vendor/vendor-words';
import type { RedirectTarget, TokenFailure, TokenFailureCause } from './token-failure';

const SAY = sentences('login', {
  refused: '__vendor__ refused the token request: __why__.',
  status: 'status __status__',
  clientMayNot: 'this client may not use the client credentials grant',
  allowGrant: 'Allow it for the client in the vendor’s product.',
  unknownGrant: 'it does not know the client credentials grant',
  unknownScope: 'the scope is unknown or not for this client',
  unknownAudience: 'the audience is unknown or not for this client',
  badParameter: 'a parameter is missing or malformed',
  wrongClient: '__vendor__ does not know this client, or its secret is wrong.',
  wrongKey: '__vendor__ does not know this client, or does not accept its key.',
  checkKey:
    'Check __clientId__, __privateKey__ and __keyId__. The vendor must know the public half of this key.',
  wrongCertificate: '__vendor__ does not know this client, or does not accept its certificate.',
  checkCertificate:
    'Check __clientId__ and __clientCertificate__. The vendor must know this certificate.',
  enterAgain:
    'Enter client ID and secret again. If they worked before, the secret was probably replaced.',
  otherPlace:
    'Enter client ID and secret again. Some vendors want them in a Basic header: __field__.',
  bareToken:
    'If the whole answer is the token, enter a dot at __field__ (Where is the token in the answer?); else check the address.',
  noEndpoint: 'There is no token endpoint of __vendor__ at this address (status __status__).',
  page: 'The token URL of __vendor__ answers with a web page (HTML, status __status__).',
  pageNotToken: 'The token URL answers with a web page (HTML), not with a token.',
  notToken: 'The token URL answers with something that is not a token.',
  apiAddress:
    'Check the address: it should be that of the API, not of the login page, and no proxy’s page in its place.',
  noToken: 'The answer of the token URL has no access_token.',
  noTokenAmong: 'The answer of the token URL has no access token. It has: __members__.',
  enterTokenPath:
    'If one of these is the token, enter its path at __field__ (Where is the token in the answer?); else check the address.',
  endpointAddress: 'Check that the address is that of the token endpoint.',
  tooMany: '__vendor__ has had too many token requests.',
  otherPrograms:
    'Try again later; until then, no new token is requested. Look for other programs that use the same client.',
  unavailable: '__vendor__ could not issue a token (status __status__).',
  growing:
    'Try again later; until then, requests wait at growing intervals. If it goes on, look at the state of the server.',
  type: 'The vendor issued a token of the type __type__; only Bearer tokens can be used.',
  unknownType: 'The vendor issued a token of the type unknown; only Bearer tokens can be used.',
  bearerClient: 'Ask the vendor for a client that gets Bearer tokens (RFC 6750).',
  unusable: 'The vendor issued a token with characters that cannot stand in a header.',
  report: 'Check that the token URL is right; if it is, report it to the vendor.',
  redirects: 'The token URL redirects to __origin__; a secret is not sent along a redirect.',
  redirectsElsewhere:
    'The token URL redirects to another address; a secret is not sent along a redirect.',
  withSlash: 'Only the final slash differs: enter the address with it as Token URL.',
  withoutSlash: 'Only the final slash differs: enter the address without it as Token URL.',
  slashInBaseUrl: 'Only the final slash differs. Check Base URL.',
  enterTarget: 'Enter the address to which it redirects as Token URL, if you trust it.',
  checkBaseUrl: 'Check Base URL.',
  beginWith: 'Check Base URL: let it begin with __origin__, if you trust that.',
});

/** An earlier failure, told again without a new request (rule T6). */
export interface Replay {
  readonly retryAfterSeconds: number;
}

/** Puts a failed token request into words, for the credential of whoever is told. */
export function tokenFailureError(
  settings: Settings,
  failure: TokenFailure,
  replay?: Replay,
): VendorAuthError {
  const { code, cause, status, description, errorUri } = failure;
  if (cause.kind === 'told') return toldAgain(cause.error, replay);
  const { message, hint } = wordsOf(settings, cause, status);
  return new VendorAuthError({
    code,
    vendor: settings.vendor.id,
    message: [message, ...quoted(description)],
    hint,
    status,
    description,
    errorUri,
    retryAfterSeconds: replay?.retryAfterSeconds ?? failure.retryAfterSeconds,
    replayed: replay !== undefined,
  });
}

/** Keeps the words of whoever told it. */
function toldAgain(error: VendorAuthError, replay: Replay | undefined): VendorAuthError {
  if (replay === undefined) return error;
  const { retryAfterSeconds } = replay;
  return new VendorAuthError({ ...error, ...error.texts, retryAfterSeconds, replayed: true });
}

function wordsOf(
  settings: Settings,
  cause: Exclude<TokenFailureCause, { kind: 'told' }>,
  status = 0,
): Words {
  const { vendor, values, plan } = settings;
  switch (cause.kind) {
    case 'fault':
      return transportWords(settings, cause.fault, plan.url);
    case 'refusal':
      return cause.rule?.words(values) ?? refusalWords(settings, cause.refusal, status);
    case 'redirect':
      return {
        message: cause.target
          ? SAY.redirects({ origin: cause.target.origin })
          : SAY.redirectsElsewhere(),
        hint: redirectHint(settings, cause.target),
      };
    case 'unreadable':
      return {
        message: cause.isPage ? SAY.pageNotToken() : SAY.notToken(),
        hint: cause.isPage ? SAY.apiAddress() : bareTokenHint(vendor),
      };
    case 'no-token':
      return noToken(vendor, cause.members);
    case 'unsupported-type':
      return {
        message: cause.type === undefined ? SAY.unknownType() : SAY.type({ type: cause.type }),
        hint: SAY.bearerClient(),
      };
    case 'unusable-token':
      return { message: SAY.unusable(), hint: SAY.report() };
  }
}

/** The names tell somebody who knows the answer where the token is. */
function noToken(vendor: Vendor, members: string | undefined): Words {
  if (members === undefined) return { message: SAY.noToken(), hint: SAY.endpointAddress() };
  const message = SAY.noTokenAmong({ members });
  if (!hasField(vendor, 'tokenPath')) return { message, hint: SAY.endpointAddress() };
  return { message, hint: SAY.enterTokenPath({ field: labelByName(vendor, 'tokenPath') }) };
}

function bareTokenHint(vendor: Vendor): Sentence {
  if (!hasField(vendor, 'tokenPath')) return SAY.apiAddress();
  return SAY.bareToken({ field: labelByName(vendor, 'tokenPath') });
}

function hasField({ fields }: Vendor, wanted: string): boolean {
  return fields.some(({ name }) => name === wanted);
}

function refusalWords({ vendor, values }: Settings, kind: RefusalKind, status: number): Words {
  const words = GENERAL_WORDS[kind](vendor, status);
  return kind === 'invalid-client'
    ? (wrongClientWords(vendor, values.text('clientAuthentication'), words) ?? words)
    : words;
}

/** What the vendor knows the client by may be no secret, or may belong elsewhere. */
function wrongClientWords(vendor: Vendor, knownBy: string, words: Words): Words | undefined {
  const name = nameAtStart(vendor);
  const label = (field: string) => labelByName(vendor, field);
  switch (knownBy) {
    case 'body':
      return { ...words, hint: SAY.otherPlace({ field: label('clientAuthentication') }) };
    case 'privateKeyJwt':
      return {
        message: SAY.wrongKey({ vendor: name }),
        hint: SAY.checkKey({
          clientId: label('clientId'),
          privateKey: label('privateKey'),
          keyId: label('keyId'),
        }),
      };
    case 'tlsCertificate':
      return {
        message: SAY.wrongCertificate({ vendor: name }),
        hint: SAY.checkCertificate({
          clientId: label('clientId'),
          clientCertificate: label('clientCertificate'),
        }),
      };
    default:
      return undefined;
  }
}

/** What a refusal of each kind is called where the vendor has no words of its own. */
const GENERAL_WORDS: Readonly<Record<RefusalKind, (vendor: Vendor, status: number) => Words>> = {
  'invalid-client': (vendor) => ({
    message: SAY.wrongClient({ vendor: nameAtStart(vendor) }),
    hint: SAY.enterAgain(),
  }),
  'unauthorized-client': (vendor) => refused(vendor, SAY.clientMayNot(), SAY.allowGrant()),
  'unsupported-grant-type': (vendor) =>
    refused(vendor, SAY.unknownGrant(), checkHint(vendor, 'tokenUrl', 'bodyFormat')),
  'invalid-scope': (vendor) => refused(vendor, SAY.unknownScope(), checkHint(vendor, 'scope')),
  'invalid-target': (vendor) =>
    refused(vendor, SAY.unknownAudience(), checkHint(vendor, 'audience')),
  'invalid-request': (vendor) =>
    refused(
      vendor,
      SAY.badParameter(),
      checkHint(vendor, 'clientAuthentication', 'bodyFormat', 'extraParameters'),
    ),
  'no-token-endpoint': (vendor, status) => ({
    message: SAY.noEndpoint({ vendor: nameWithin(vendor), status }),
    hint: checkHint(vendor, 'baseUrl', 'tokenUrl'),
  }),
  page: (vendor, status) => ({
    message: SAY.page({ vendor: nameWithin(vendor), status }),
    hint: SAY.apiAddress(),
  }),
  'rate-limited': (vendor) => ({
    message: SAY.tooMany({ vendor: nameAtStart(vendor) }),
    hint: SAY.otherPrograms(),
  }),
  'vendor-unavailable': (vendor, status) => ({
    message: SAY.unavailable({ vendor: nameAtStart(vendor), status }),
    hint: SAY.growing(),
  }),
  refused: (vendor, status) => refused(vendor, SAY.status({ status }), checkHint(vendor)),
};

function refused(vendor: Vendor, why: Sentence, hint: Sentence): Words {
  return { message: SAY.refused({ vendor: nameAtStart(vendor), why }), hint };
}

function redirectHint({ vendor, values }: Settings, target: RedirectTarget | undefined): Sentence {
  if (target?.finalSlash !== undefined) {
    if (!hasField(vendor, 'tokenUrl')) return SAY.slashInBaseUrl();
    return target.finalSlash ? SAY.withSlash() : SAY.withoutSlash();
  }
  if (values.text('tokenUrl') !== '') return SAY.enterTarget();
  if (target === undefined || target.isSameOrigin) return SAY.checkBaseUrl();
  return SAY.beginWith({ origin: target.origin });
}
