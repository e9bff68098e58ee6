import { count } from '../counting';
import type { Choice } from '../fields';
import { between } from '../text';
import type { Explanation, FieldValues, TokenRefusal, Vendor } from '../vendor';

const CREDENTIALS_HINT =
  'Copy Client ID and Client Secret again from the file that System > API Access offered for download; it is shown only once.';

const KEYCLOAK: Choice = { value: 'keycloak', label: 'Keycloak', help: 'Every DAI version' };
const PUBLIC_API: Choice = { value: 'publicApi', label: 'Public API', help: 'DAI 7.4 and newer' };

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
      label: 'Login',
      kind: 'choice',
      help: 'Keycloak suits every DAI. The Public API has its own login from DAI 7.4 on.',
      required: true,
      default: 'keycloak',
      choices: [KEYCLOAK, PUBLIC_API],
    },
    {
      name: 'realm',
      label: 'Realm',
      kind: 'text',
      help: 'The part after /realms/ in token_url of the downloaded API Access file: “eggplant” unless you use Eggplant Cloud.',
      placeholder: 'eggplant',
      required: false,
      default: 'eggplant',
      onlyWhen: { field: 'login', values: ['keycloak'] },
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
    {
      name: 'clientId',
      label: 'Client ID',
      kind: 'text',
      help: 'client_id of the file downloaded from System > API Access.',
      placeholder: 'client:dai:9b1d3f2c',
      required: true,
    },
    {
      name: 'clientSecret',
      label: 'Client Secret',
      kind: 'secret',
      help: 'client_secret of the file downloaded from System > API Access. DAI shows it only once.',
      required: true,
    },
  ],

  /** The two logins take different bodies, so the one's address is of no use to the other. */
  checkFields(values) {
    const owner = loginOf(values.text('tokenUrl'));
    if (owner === undefined || owner.value === values.text('login')) return [];
    const message = `Token URL is that of the ${owner.label} login. Leave it empty, or choose Login: ${owner.label}.`;
    return [{ field: 'tokenUrl', label: 'Token URL', message }];
  },

  accessTokenPlan(values) {
    const usesPublicApi = values.text('login') === 'publicApi';
    return {
      kind: 'token-endpoint',
      url: values.text('tokenUrl') || ownTokenUrl(values),
      clientId: values.text('clientId'),
      clientSecret: values.text('clientSecret'),
      clientAuthentication: 'body',
      bodyFormats: [usesPublicApi ? 'json' : 'form'],
      parameters: usesPublicApi ? {} : { grant_type: 'client_credentials' },
      defaultLifetimeSeconds: usesPublicApi ? 600 : 300,
    };
  },

  testCall(values) {
    const usesPublicApi = values.text('login') === 'publicApi';
    return {
      path: usesPublicApi ? 'api/v2/test_results' : 'ai/agents',
      read(answer) {
        if (answer.status === 404) {
          return {
            verdict: 'unknown',
            says: `This Eggplant DAI has no ${usesPublicApi ? '/api/v2/test_results' : '/ai/agents'}.`,
            hint: usesPublicApi
              ? 'The Public API came with DAI 7.4: choose the Keycloak login for an older one.'
              : 'The call came with DAI 6: check Base URL and the version of your DAI.',
          };
        }
        if (answer.status !== 200) return undefined;
        const what = usesPublicApi ? 'test result' : 'agent';
        return {
          verdict: 'accepted',
          says: `Eggplant DAI accepts the token; it sees ${count(answer.json(), what)}.`,
        };
      },
    };
  },

  explainRefusal(refusal, values) {
    const fromKeycloak = explainSetUp(refusal, values);
    if (fromKeycloak !== undefined) return fromKeycloak;
    if (refusal.status === 403 || /licen[cs]e/i.test(refusal.description ?? '')) {
      return {
        code: 'licence-exhausted',
        message: 'Eggplant DAI has no free concurrent user licence.',
        hint: 'Wait until a user signs out, or end a session in DAI, then try again after a while.',
      };
    }
    return values.text('login') === 'publicApi'
      ? explainPublicApi(refusal)
      : explainKeycloak(refusal);
  },

  rejectedHint:
    'Log in to DAI and look in System > API Access whether this client still exists and is enabled.',
  forbiddenHint: 'Give the client of System > API Access the rights for this call in Eggplant DAI.',
};

/** The login whose usual token URL it is; undefined if it could be either's. */
function loginOf(tokenUrl: string): Choice | undefined {
  const path = tokenUrl === '' ? '' : new URL(tokenUrl).pathname;
  if (/\/protocol\/openid-connect\/token\/?$/i.test(path)) return KEYCLOAK;
  if (/\/api\/v[12]\/auth\/?$/i.test(path)) return PUBLIC_API;
  return undefined;
}

function ownTokenUrl(values: FieldValues): string {
  if (values.text('login') === 'publicApi') return `${values.baseUrl}/api/v2/auth`;
  const realm = encodeURIComponent(values.text('realm'));
  return `${values.baseUrl}/auth/realms/${realm}/protocol/openid-connect/token`;
}

/**
 * What Keycloak refuses for reasons other than the client's secret. Some of it comes with 403, which
 * DAI itself uses for its licences, so these words go first.
 */
function explainSetUp(refusal: TokenRefusal, values: FieldValues): Explanation | undefined {
  const said = `${refusal.error} ${refusal.description}`;
  if (refusal.status === 404 && /realm/i.test(said)) {
    return {
      code: 'no-token-endpoint',
      message: `Eggplant DAI has no realm “${realmOf(values)}”.`,
      hint: 'Realm is the part after /realms/ in token_url of the downloaded API Access file.',
    };
  }
  if (refusal.status === 403 && /realm not enabled/i.test(said)) {
    return {
      code: 'token-request-refused',
      message: `The realm “${realmOf(values)}” of Eggplant DAI is disabled.`,
      hint: 'Check Realm, or have an administrator enable it in DAI’s Keycloak.',
    };
  }
  if (refusal.status === 403 && /https required/i.test(said)) {
    return {
      code: 'token-request-refused',
      message: 'Eggplant DAI takes logins over HTTPS only.',
      hint: 'Let Base URL, and Token URL if it is filled in, begin with https://.',
    };
  }
  if (/service account/i.test(said)) {
    return {
      code: 'token-request-refused',
      message:
        'Eggplant DAI does not let this client log in without a user: it has no service account.',
      hint: 'Use a client that was made in System > API Access.',
    };
  }
  return undefined;
}

function realmOf(values: FieldValues): string {
  const inTokenUrl = between(values.text('tokenUrl'), '/realms/', '/')?.inside;
  return inTokenUrl || values.text('realm');
}

/** Keycloak says `unauthorized_client` for a wrong secret; DAI's page shows `message` and `description`. */
function explainKeycloak(refusal: TokenRefusal): Explanation | undefined {
  if (refusal.status !== 401 && refusal.error !== 'invalid_client') return undefined;
  return {
    code: 'invalid-client',
    message: 'Eggplant DAI does not know this client, or its secret is wrong.',
    hint: CREDENTIALS_HINT,
  };
}

function explainPublicApi(refusal: TokenRefusal): Explanation | undefined {
  if (refusal.status === 404 || refusal.status === 405) {
    return {
      code: 'no-token-endpoint',
      message: 'This Eggplant DAI has no Public API login.',
      hint: 'The Public API came with DAI 7.4: choose the Keycloak login for an older one.',
    };
  }
  if (refusal.status === 401 || refusal.status === 422) {
    return {
      code: 'invalid-client',
      message: 'Eggplant DAI’s Public API does not accept this Client ID and Client Secret.',
      hint: CREDENTIALS_HINT,
    };
  }
  return undefined;
}
