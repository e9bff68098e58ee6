import { sentences, type Sentence } from '../base/sentence';
import { isNone } from '../capabilities/none';
import type { Settings } from '../credential/settings';
import type { RefusalKind, Vendor, Words } from '../vendor/vendor';
import { nameAtStart, nameWithin } from '../vendor/vendor-name';
import { checkHint, labelByName } from '../vendor/vendor-words';

const SAY = sentences('login', {
  refused: '__vendor__ refused the token request: __why__.',
  status: 'status __status__',
  clientMayNot: 'this client may not use the client credentials grant',
  allowGrant: 'Allow it for the client in the vendor’s product.',
  unknownGrant: 'it does not know the client credentials grant',
  notThisGrant: 'this client may not use the grant type that stands at __field__',
  otherGrant: 'it does not know the grant type that stands at __field__',
  noGrant: 'it wants a grant type, and __field__ says that none is sent',
  unknownScope: 'the scope is unknown or not for this client',
  unknownAudience: 'the audience is unknown or not for this client',
  badParameter: 'a parameter is missing or malformed',
  wrongClient: '__vendor__ does not know this client, or its secret is wrong.',
  enterAgain:
    'Enter client ID and secret again. If they worked before, the secret was probably replaced.',
  wrongKey: '__vendor__ does not know this client, or does not accept its key.',
  checkKey:
    'Check __clientId__, __privateKey__ and __keyId__. The vendor must know the public half of this key.',
  wrongCertificate: '__vendor__ does not know this client, or does not accept its certificate.',
  checkCertificate:
    'Check __clientId__ and __clientCertificate__. The vendor must know this certificate.',
  otherPlace:
    'Enter client ID and secret again. Some vendors want them in a Basic header: __field__.',
  noEndpoint: 'There is no token endpoint of __vendor__ at this address (status __status__).',
  page: 'The token URL of __vendor__ answers with a web page (HTML, status __status__).',
  apiAddress:
    'Check the address: it should be that of the API, not of the login page, and no proxy’s page in its place.',
  tooMany: '__vendor__ has had too many token requests.',
  otherPrograms:
    'Try again later; until then, no new token is requested. Look for other programs that use the same client.',
  unavailable: '__vendor__ could not issue a token (status __status__).',
  growing:
    'Try again later; until then, requests wait at growing intervals. If it goes on, look at the state of the server.',
});

/** For a page in place of the token endpoint's answer. */
export const apiAddress = SAY.apiAddress;

/** A refusal in general words, for a vendor that has none of its own for it. */
export function refusalWords(
  { vendor, values }: Entered,
  kind: RefusalKind,
  status: number,
): Words {
  const words = GENERAL_WORDS[kind](vendor, status);
  switch (kind) {
    case 'invalid-client':
      return { ...words, ...wrongClient({ vendor, values }) };
    case 'unsupported-grant-type':
    case 'unauthorized-client':
      return grantWords({ vendor, values }, kind) ?? words;
    case 'no-token-endpoint':
      // Where somebody entered the address itself, no other field has a part in it.
      return values.text('tokenUrl') === ''
        ? words
        : { ...words, hint: checkHint(vendor, 'tokenUrl') };
    case 'refused':
      return status === 415 ? { ...words, hint: checkHint(vendor, 'bodyFormat') } : words;
    default:
      return words;
  }
}

/** What the vendor knows the client by may be no secret, or may belong elsewhere. */
function wrongClient({ vendor, values }: Entered): Partial<Words> {
  const name = nameAtStart(vendor);
  const label = (field: string) => labelByName(vendor, field);
  switch (values.text('clientAuthentication')) {
    case 'body':
      return { hint: SAY.otherPlace({ field: label('clientAuthentication') }) };
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
      return {};
  }
}

type Entered = Pick<Settings, 'vendor' | 'values'>;

/** Where the user entered a grant type, it is the one that the vendor speaks of. */
function grantWords(
  { vendor, values }: Entered,
  kind: 'unsupported-grant-type' | 'unauthorized-client',
): Words | undefined {
  const grantType = values.text('grantType');
  if (grantType === '' || grantType === 'client_credentials') return undefined;
  const field = labelByName(vendor, 'grantType');
  const hint = checkHint(vendor, 'grantType', 'tokenUrl', 'bodyFormat');
  if (isNone(grantType)) return refused(vendor, SAY.noGrant({ field }), hint);
  return kind === 'unsupported-grant-type'
    ? refused(vendor, SAY.otherGrant({ field }), hint)
    : refused(vendor, SAY.notThisGrant({ field }), SAY.allowGrant());
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
