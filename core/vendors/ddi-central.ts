import { count } from '../counting';
import type { ApiAnswer, TestFinding, Vendor } from '../vendor';

const REJECTED_HINT =
  'Look in your user profile > Client Credentials in DDI Central whether this client still exists.';

/**
 * ManageEngine DDI Central, https://www.manageengine.com/dns-dhcp-ipam (Generating access token): the
 * client credentials grant with a JSON body in the sample but "form data" in the heading, tokens of
 * 1800 s, usually on a box of its own with a self-signed certificate. Its answers are those of Django
 * with django-oauth-toolkit and Django REST framework.
 */
export const ddiCentral: Vendor = {
  id: 'ddi-central',
  productName: 'ManageEngine DDI Central',
  summary: 'Access tokens for the ManageEngine DDI Central API, which live half an hour.',
  documentationUrl: 'https://www.manageengine.com/dns-dhcp-ipam/',
  fields: [
    {
      name: 'baseUrl',
      label: 'Base URL',
      kind: 'baseUrl',
      help: 'The address at which you open the DDI Central console, with its port.',
      placeholder: 'https://192.0.2.10:9443',
      required: true,
    },
    {
      name: 'clientId',
      label: 'Client ID',
      kind: 'text',
      help: 'In DDI Central, your user profile > Client Credentials.',
      placeholder: 'ab5a442c7d57bd3dcbdc0675e9bdd9f6e6d6',
      required: true,
    },
    {
      name: 'clientSecret',
      label: 'Client Secret',
      kind: 'secret',
      help: 'In DDI Central, your user profile > Client Credentials, beside the client ID.',
      required: true,
    },
  ],

  accessTokenPlan(values) {
    return {
      kind: 'token-endpoint',
      // Without the final slash, Django answers 301, which turns the request into a GET.
      url: `${values.baseUrl}/oauth2/token/`,
      clientId: values.text('clientId'),
      clientSecret: values.text('clientSecret'),
      clientAuthentication: 'body',
      bodyFormats: ['json', 'form'],
      parameters: { grant_type: 'client_credentials' },
      defaultLifetimeSeconds: 1800,
    };
  },

  testCall() {
    return {
      path: 'api/cluster_settings/cluster/',
      read(answer) {
        if (answer.status === 403) return readForbidden(answer);
        if (answer.status !== 200) return undefined;
        return {
          verdict: 'accepted',
          says: `DDI Central accepts the token; it sees ${count(answer.json(), 'cluster')}.`,
        };
      },
    };
  },

  /** django-oauth-toolkit finds no `grant_type` in a body that it cannot read, and says just that. */
  isEncodingRefused(refusal) {
    return (
      refusal.status === 415 ||
      (refusal.status === 400 &&
        (refusal.error === undefined ||
          refusal.error === 'unsupported_grant_type' ||
          refusal.error === 'invalid_request'))
    );
  },

  explainRefusal(refusal) {
    if (refusal.status === 401 || refusal.error === 'invalid_client') {
      return {
        code: 'invalid-client',
        message: 'DDI Central does not know this client, or its secret is wrong.',
        hint: 'Copy both again from your user profile > Client Credentials in DDI Central.',
      };
    }
    if (refusal.error === 'unsupported_grant_type') {
      return {
        code: 'token-request-refused',
        message: 'DDI Central read the token request neither as JSON nor as form data.',
        hint: 'Check in your user profile > Client Credentials that the client is meant for the client credentials grant.',
      };
    }
    return undefined;
  },

  rejectedHint: REJECTED_HINT,
  forbiddenHint:
    'Give the user of these client credentials the role for this call in DDI Central. An empty 403 may also mean that the token was withdrawn.',
};

/** Some views of django-oauth-toolkit answer a bad token with 403, and without a word of why. */
function readForbidden(answer: ApiAnswer): TestFinding | undefined {
  if (/invalid_token/.test(answer.header('www-authenticate') ?? '')) {
    return {
      verdict: 'rejected',
      says: 'ManageEngine DDI Central does not accept the access token.',
      hint: REJECTED_HINT,
    };
  }
  if (answer.text.trim() !== '') return undefined;
  return {
    verdict: 'unknown',
    says: 'ManageEngine DDI Central refuses the test call without saying why (status 403).',
    hint: 'Either the user of these client credentials lacks the role for it, or the token was withdrawn.',
  };
}
