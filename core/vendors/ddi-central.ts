import { sentences } from '../base/sentence';
import { tokenEndpoint } from '../endpoint/access-token-plan';
import { FORM, JSON_BODY } from '../endpoint/body-format';
import { clientOf } from '../capabilities/client';
import { clientInBody } from '../endpoint/client-authentication';
import { lifetime } from '../endpoint/lifetime-source';
import type { TokenRefusal } from '../endpoint/token-refusal';
import type { Vendor } from '../vendor/vendor';
import { count } from './counting';

const SAY = sentences('vendors.ddi-central.words', {
  accepts: 'DDI Central accepts the token; it sees __seen__.',
  none: 'no clusters',
  one: '1 cluster',
  many: '__n__ clusters',
  uncounted: 'clusters',
  saysNothing: 'ManageEngine DDI Central refuses the test call without saying why (status 403).',
  roleOrWithdrawn:
    'Either the user of these client credentials lacks the role for it, or the token was withdrawn.',
  wrongClient: 'DDI Central does not know this client, or its secret is wrong.',
  copyAgain: 'Copy both again from your user profile > Client Credentials in DDI Central.',
  neitherEncoding: 'DDI Central read the token request neither as JSON nor as form data.',
  checkGrant:
    'Check in your user profile > Client Credentials that the client is meant for the client credentials grant.',
  rejected:
    'Look in your user profile > Client Credentials in DDI Central whether this client still exists.',
  forbidden:
    'Give the user of these client credentials the role for this call in DDI Central. An empty 403 may also mean that the token was withdrawn.',
});

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
  documentationUrl: 'https://www.manageengine.com/dns-dhcp-ipam/help/api/',
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
      encrypted: true,
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
    const client = clientInBody(clientOf(values));
    return tokenEndpoint({
      // Without the final slash, Django answers 301, which turns the request into a GET.
      url: `${values.baseUrl}/oauth2/token/`,
      ways: [
        { client, format: JSON_BODY, isRefusedForItsForm },
        { client, format: FORM, isRefusedForItsForm },
      ],
      parameters: { grant_type: 'client_credentials' },
      lifetime: lifetime({ defaultSeconds: 1800 }),
    });
  },

  testCall() {
    return {
      path: 'api/cluster_settings/cluster/',
      read(answer) {
        // Some views of django-oauth-toolkit answer a bad token so as well.
        if (answer.status === 403 && answer.text().trim() === '') {
          return { verdict: 'unknown', says: SAY.saysNothing(), hint: SAY.roleOrWithdrawn() };
        }
        if (answer.status !== 200) return undefined;
        const seen = count(answer.json(), SAY);
        return { verdict: 'accepted', says: SAY.accepts({ seen }) };
      },
    };
  },

  refusals: [
    {
      kind: 'invalid-client',
      words: () => ({ message: SAY.wrongClient(), hint: SAY.copyAgain() }),
    },
    {
      kind: 'unsupported-grant-type',
      words: () => ({ message: SAY.neitherEncoding(), hint: SAY.checkGrant() }),
    },
  ],

  rejectedHint: SAY.rejected(),
  forbiddenHint: SAY.forbidden(),
};

/** django-oauth-toolkit finds no `grant_type` in a body that it cannot read, and says just that. */
function isRefusedForItsForm({ status, error }: TokenRefusal): boolean {
  if (status === 415) return true;
  const isAboutTheBody =
    error === undefined || error === 'unsupported_grant_type' || error === 'invalid_request';
  return status === 400 && isAboutTheBody;
}
