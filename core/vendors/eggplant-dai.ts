/** Longer than other files, because all that is particular to one vendor stands in its one file. */
import { sentences, type Sentence } from '../base/sentence';
import { between, encodedPart } from '../base/text';
import { parseUrl } from '../base/url';
import { tokenEndpoint } from '../endpoint/access-token-plan';
import { FORM, JSON_BODY } from '../endpoint/body-format';
import { clientOf } from '../capabilities/client';
import { clientInBody } from '../endpoint/client-authentication';
import { lifetime } from '../endpoint/lifetime-source';
import type { TokenRefusal } from '../endpoint/token-refusal';
import type { Choice } from '../fields/field';
import type { FieldValues, PastedText, RefusalRule, TestCall, Vendor } from '../vendor/vendor';
import { labelByName } from '../vendor/vendor-words';
import { count, type Nouns } from './counting';

const SAY = sentences('vendors.eggplant-dai.words', {
  accepts: 'Eggplant DAI accepts the token; it sees __seen__.',
  noAgents: 'no agents',
  oneAgent: '1 agent',
  agents: '__n__ agents',
  uncountedAgents: 'agents',
  noResults: 'no test results',
  oneResult: '1 test result',
  results: '__n__ test results',
  uncountedResults: 'test results',
  hasNo: 'This Eggplant DAI has no __path__.',
  sinceDai6: 'The call came with DAI 6: check Base URL and the version of your DAI.',
  sinceDai74: 'The Public API came with DAI 7.4: choose Login Method: Keycloak for an older one.',
  noVersion: 'This Eggplant DAI has no login of the Public API __version__.',
  chooseAutomatic:
    'DAI 7.4 has v1 only, and v2 came with DAI 7.5: choose __field__: Automatic, which finds out.',
  otherLogin:
    'Token URL is that of the __login__ login. Leave it empty, or choose Login Method: __login__.',
  noRealm: 'Eggplant DAI has no realm “__realm__”.',
  whereRealm: 'Realm is the part after /realms/ in token_url of the downloaded API Access file.',
  realmDisabled: 'The realm “__realm__” of Eggplant DAI is disabled.',
  enableRealm: 'Check Realm, or have an administrator enable it in DAI’s Keycloak.',
  httpsOnly: 'Eggplant DAI takes logins over HTTPS only.',
  useHttps: 'Let Base URL, and Token URL if it is filled in, begin with https://.',
  noServiceAccount:
    'Eggplant DAI does not let this client log in without a user: it has no service account.',
  makeClient: 'Use a client that was made in System > API Access.',
  noLicence: 'Eggplant DAI has no free concurrent user licence.',
  freeLicence:
    'Wait until a user signs out, or end a session in DAI, then try again after a while.',
  wrongClient: 'Eggplant DAI does not know this client, or its secret is wrong.',
  notAccepted: 'Eggplant DAI’s Public API does not accept this Client ID and Client Secret.',
  copyAgain:
    'Copy Client ID and Client Secret again from the file that System > API Access offered for download; it is shown only once.',
  noPublicApi: 'This Eggplant DAI has no Public API login.',
  rejected:
    'Log in to DAI and look in System > API Access whether this client still exists and is enabled.',
  forbidden: 'Give the client of System > API Access the rights for this call in Eggplant DAI.',
});

const agentsOf = (): Nouns => ({
  none: SAY.noAgents,
  one: SAY.oneAgent,
  many: SAY.agents,
  uncounted: SAY.uncountedAgents,
});
const testResultsOf = (): Nouns => ({
  none: SAY.noResults,
  one: SAY.oneResult,
  many: SAY.results,
  uncounted: SAY.uncountedResults,
});

const KEYCLOAK: Choice = { value: 'keycloak', label: 'Keycloak', help: 'Every DAI version' };
const PUBLIC_API: Choice = { value: 'publicApi', label: 'Public API', help: 'DAI 7.4 and newer' };

/** The versions of the Public API, in the order in which they are tried. */
const V2: Choice = { value: 'v2', label: 'v2', help: 'DAI 7.5 and newer' };
const V1: Choice = { value: 'v1', label: 'v1', help: 'DAI 7.4' };
const AUTOMATIC: Choice = {
  value: 'auto',
  label: 'Automatic',
  help: 'Tries v2, then v1, and remembers which one is there',
};

/**
 * Keycloak refuses some requests with 403 for reasons other than a licence, so these rules go first.
 * For a wrong secret it says `unauthorized_client`; DAI's own page shows `message` and `description`.
 */
const REFUSALS: readonly RefusalRule[] = [
  {
    code: 'no-token-endpoint',
    when: (refusal) => refusal.status === 404 && mentions(refusal, 'realm'),
    words: (values) => ({
      message: SAY.noRealm({ realm: realmOf(values) }),
      hint: SAY.whereRealm(),
    }),
  },
  {
    code: 'token-request-refused',
    when: (refusal) => refusal.status === 403 && mentions(refusal, 'realm not enabled'),
    words: (values) => ({
      message: SAY.realmDisabled({ realm: realmOf(values) }),
      hint: SAY.enableRealm(),
    }),
  },
  {
    code: 'token-request-refused',
    when: (refusal) => refusal.status === 403 && mentions(refusal, 'https required'),
    words: () => ({ message: SAY.httpsOnly(), hint: SAY.useHttps() }),
  },
  {
    code: 'token-request-refused',
    when: (refusal) => mentions(refusal, 'service account'),
    words: () => ({ message: SAY.noServiceAccount(), hint: SAY.makeClient() }),
  },
  {
    code: 'licence-exhausted',
    when: (refusal) =>
      refusal.status === 403 || mentions(refusal, 'licence') || mentions(refusal, 'license'),
    words: () => ({ message: SAY.noLicence(), hint: SAY.freeLicence() }),
  },
  {
    code: 'no-token-endpoint',
    when: (refusal, values) => usesPublicApi(values) && isNotThere(refusal),
    words: (values) => {
      const version = values.text('publicApiVersion');
      const isChosen = version !== AUTOMATIC.value && values.text('tokenUrl') === '';
      if (!isChosen) return { message: SAY.noPublicApi(), hint: SAY.sinceDai74() };
      const field = labelByName(eggplantDai, 'publicApiVersion');
      return { message: SAY.noVersion({ version }), hint: SAY.chooseAutomatic({ field }) };
    },
  },
  {
    code: 'invalid-client',
    when: ({ status }, values) => usesPublicApi(values) && (status === 401 || status === 422),
    words: () => ({ message: SAY.notAccepted(), hint: SAY.copyAgain() }),
  },
  {
    kind: 'invalid-client',
    words: () => ({ message: SAY.wrongClient(), hint: SAY.copyAgain() }),
  },
];

/**
 * Eggplant DAI by Keysight, https://docs.eggplantsoftware.com (Authentication Method, DAI 7.2): the
 * client credentials grant at a Keycloak, with tokens that live five minutes; from DAI 7.4 also the
 * Public API's own login, which takes JSON, no `grant_type`, and answers without `token_type`.
 */
export const eggplantDai: Vendor = {
  id: 'eggplant-dai',
  productName: 'Eggplant DAI',
  summary: 'Access tokens for the Eggplant DAI API, which live five minutes.',
  documentationUrl: 'https://docs.eggplantsoftware.com/dai/dai-post-auth/',
  fields: [
    {
      name: 'baseUrl',
      label: 'Base URL',
      kind: 'baseUrl',
      help: 'The address at which you open Eggplant DAI, without a path.',
      placeholder: 'https://dai.example.com:8000',
      required: true,
    },
    {
      name: 'login',
      label: 'Login Method',
      kind: 'choice',
      help: 'Keycloak works with every DAI version. The Public API has its own login from DAI 7.4 on.',
      required: true,
      default: KEYCLOAK.value,
      choices: [KEYCLOAK, PUBLIC_API],
    },
    {
      name: 'publicApiVersion',
      label: 'Public API Version',
      kind: 'choice',
      help: 'DAI 7.4 has v1 only, DAI 7.5 and newer have v2. Automatic finds out.',
      required: false,
      default: AUTOMATIC.value,
      choices: [AUTOMATIC, V1, V2],
      onlyWhen: { field: 'login', values: [PUBLIC_API.value] },
      advanced: true,
    },
    {
      name: 'realm',
      label: 'Realm',
      kind: 'text',
      help: 'The part after /realms/ in token_url of the downloaded API Access file: “eggplant” unless you use Eggplant Cloud.',
      placeholder: 'eggplant',
      required: false,
      default: 'eggplant',
      onlyWhen: { field: 'login', values: [KEYCLOAK.value] },
    },
    {
      name: 'clientId',
      label: 'Client ID',
      kind: 'text',
      help: 'client_id of the file downloaded from System > API Access.',
      placeholder: 'client:dai:api:integration:9b1d3f2c-…',
      required: true,
      encrypted: true,
    },
    {
      name: 'clientSecret',
      label: 'Client Secret',
      kind: 'secret',
      help: 'client_secret of the file downloaded from System > API Access. DAI shows it only once.',
      required: true,
    },
    {
      name: 'tokenUrl',
      label: 'Token URL',
      kind: 'url',
      help: 'token_url of the file downloaded from System > API Access. It overrides Base URL and Realm for the login. Empty is fine.',
      placeholder:
        'https://dai.example.com:8000/auth/realms/eggplant/protocol/openid-connect/token',
      required: false,
      advanced: true,
    },
  ],

  /** The two logins take different bodies, so the one's address is of no use to the other. */
  checkFields(values) {
    // In an address, these lead to another place than a realm.
    if (/^\.{1,2}$/.test(values.text('realm'))) {
      return [{ field: 'realm', message: SAY.whereRealm() }];
    }
    const owner = loginOf(values.text('tokenUrl'));
    if (owner === undefined || owner.value === values.text('login')) return [];
    return [{ field: 'tokenUrl', message: SAY.otherLogin({ login: owner.label }) }];
  },

  accessTokenPlan(values) {
    const client = clientInBody(clientOf(values));
    const tokenUrl = values.text('tokenUrl');
    if (!usesPublicApi(values)) {
      return tokenEndpoint({
        url: tokenUrl || keycloakUrl(values),
        ways: [{ client, format: FORM }],
        parameters: { grant_type: 'client_credentials' },
        lifetime: lifetime({ defaultSeconds: 300 }),
      });
    }
    const way = { client, format: JSON_BODY };
    const [version, other] = versionsOf(values);
    const isFixed = tokenUrl !== '' || other === undefined;
    return tokenEndpoint({
      url: tokenUrl || publicApiUrl(values, version),
      ways: isFixed
        ? [way]
        : [
            { ...way, isRefusedForItsForm: isNotThere },
            { ...way, url: publicApiUrl(values, other), isRefusedForItsForm: isNotThere },
          ],
      parameters: {},
      lifetime: lifetime({ defaultSeconds: 600 }),
    });
  },

  testCall(values) {
    const agents = testCallAt('ai/agents', agentsOf(), SAY.sinceDai6());
    if (!usesPublicApi(values)) return agents;
    const results = (version: string) =>
      testCallAt(`api/${version}/test_results`, testResultsOf(), SAY.sinceDai74());
    const [version, ...otherVersions] = versionsOf(values);
    // Tokens of either login are good for both APIs, so the older call serves where the newer is missing.
    const others = [...otherVersions.map(results), agents];
    return { ...results(version), others, mayBeElsewhere: ({ status }) => status === 404 };
  },

  refusals: REFUSALS,

  rejectedHint: SAY.rejected(),
  forbiddenHint: SAY.forbidden(),

  readPasted,
};

function usesPublicApi(values: FieldValues): boolean {
  return values.text('login') === PUBLIC_API.value;
}

/** The login whose usual token URL it is; undefined if it could be either's. */
function loginOf(tokenUrl: string): Choice | undefined {
  const path = tokenUrl === '' ? '' : new URL(tokenUrl).pathname;
  if (/\/protocol\/openid-connect\/token\/?$/i.test(path)) return KEYCLOAK;
  return publicVersionIn(path) === undefined ? undefined : PUBLIC_API;
}

function keycloakUrl(values: FieldValues): string {
  const realm = encodedPart(values.text('realm'));
  return `${values.baseUrl}/auth/realms/${realm}/protocol/openid-connect/token`;
}

function publicApiUrl({ baseUrl }: FieldValues, version: string): string {
  return `${baseUrl}/api/${version}/auth`;
}

/** The versions of the Public API that may be there: the chosen one, that of Token URL, or both. */
function versionsOf(values: FieldValues): readonly [string, ...string[]] {
  const chosen = values.text('publicApiVersion');
  if (chosen === V1.value || chosen === V2.value) return [chosen];
  const tokenUrl = values.text('tokenUrl');
  const told = tokenUrl === '' ? undefined : publicVersionIn(new URL(tokenUrl).pathname);
  return told === undefined ? [V2.value, V1.value] : [told];
}

function publicVersionIn(path: string): string | undefined {
  return /\/api\/(v[12])\/auth\/?$/i.exec(path)?.[1]?.toLowerCase();
}

/** This version of the Public API is not there; another one may be. */
function isNotThere({ status }: TokenRefusal): boolean {
  return status === 404 || status === 405 || status === 410;
}

function testCallAt(path: string, nouns: Nouns, missing: Sentence): TestCall {
  return {
    path,
    place: path,
    read(answer) {
      if (answer.status === 404) {
        return { verdict: 'unknown', says: SAY.hasNo({ path: `/${path}` }), hint: missing };
      }
      if (answer.status !== 200) return undefined;
      return { verdict: 'accepted', says: SAY.accepts({ seen: count(answer.json(), nouns) }) };
    },
  };
}

function mentions({ error, description }: TokenRefusal, words: string): boolean {
  return `${error} ${description}`.toLowerCase().includes(words);
}

function realmOf(values: FieldValues): string {
  const inTokenUrl = between(values.text('tokenUrl'), '/realms/', '/')?.inside;
  return inTokenUrl || values.text('realm');
}

/** The columns of the file that System > API Access offers for download. */
const COLUMNS: Readonly<Record<string, string>> = {
  clientid: 'clientId',
  clientsecret: 'clientSecret',
  tokenurl: 'tokenUrl',
};

/** The downloaded file, or its token URL alone. */
function readPasted({ text, entries }: PastedText): Record<string, string> | undefined {
  const found: Record<string, string> = {};
  for (const [name, value] of entries) {
    const field = COLUMNS[name.toLowerCase().replace(/[\s_-]/g, '')];
    if (field !== undefined && value !== '') found[field] = value;
  }
  // One name alone may be anything.
  if (found['clientId'] === undefined) return addressOf(text);
  const { tokenUrl } = found;
  return tokenUrl === undefined ? found : { ...found, ...addressOf(tokenUrl) };
}

/** One part of an address, or undefined if it is not encoded rightly. */
function decodedPart(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

/** What a token URL says of the base URL, the login and the realm. */
function addressOf(tokenUrl: string): Record<string, string> | undefined {
  const url = /^https?:\/\/\S+$/i.test(tokenUrl) ? parseUrl(tokenUrl) : undefined;
  if (url === undefined) return undefined;
  const { origin, pathname } = url;
  const keycloak = /^(.*)\/realms\/([^/]+)\/protocol\/openid-connect\/token\/?$/.exec(pathname);
  if (keycloak !== null) {
    const realm = decodedPart(keycloak[2] ?? '');
    if (realm === undefined) return undefined;
    const login = { baseUrl: origin, login: KEYCLOAK.value, realm };
    // Any other path than the usual one cannot be put together from base URL and realm.
    return { ...login, tokenUrl: keycloak[1] === '/auth' ? '' : tokenUrl };
  }
  if (!pathname.startsWith('/api/') || publicVersionIn(pathname) === undefined) return undefined;
  // An address that worked stays as it is: nobody knows whether this DAI has v2 as well.
  const isOwn = /^\/api\/v2\/auth\/?$/.test(pathname);
  return { baseUrl: origin, login: PUBLIC_API.value, tokenUrl: isOwn ? '' : tokenUrl };
}
