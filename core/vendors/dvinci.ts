import { sentences } from '../base/sentence';
import { clientOf } from '../capabilities/client';
import { clientInBody } from '../endpoint/client-authentication';
import { tokenEndpoint } from '../endpoint/access-token-plan';
import { FORM } from '../endpoint/body-format';
import { lifetime } from '../endpoint/lifetime-source';
import type { Vendor } from '../vendor/vendor';
import { count } from './counting';

const SAY = sentences('vendors.dvinci.words', {
  accepts: 'd.vinci accepts the token; it sees __seen__.',
  none: 'no organisational units',
  one: '1 organisational unit',
  many: '__n__ organisational units',
  uncounted: 'organisational units',
  seesNone:
    'd.vinci accepts the token, but the API user’s role does not let it see organisational units.',
  giveRights: 'Give the API user the rights for the calls you need.',
  wrongClient: 'd.vinci does not know this API user, or its API token is wrong.',
  newToken:
    'If it worked before, the d.vinci API token was probably generated anew: the old one stops at once. Enter the new one, and check that OAuth2 is switched on for the API user.',
  rejected:
    'Look on the API user’s page in d.vinci whether OAuth2 is still switched on and the user is active.',
  forbidden:
    'The token is good. Check the ids in the address, since d.vinci answers 403 for what does not exist as well. If they are right, give the API user the rights for this call; OData needs “OData Reporting Data | fetch”.',
  mayNotOrMissing: 'd.vinci does not allow this request, or what it asks for does not exist (403).',
  stale: 'd.vinci did not save the change, because the record was changed meanwhile (409).',
  readAgain: 'Read the record again, and send the change with the version that it has now.',
  invalid: 'd.vinci does not accept what the request holds (422).',
  correct: 'Correct what d.vinci names, and send the request again.',
});

/**
 * d.vinci, https://support.dvinci.de (OAuth2.0 for API users) and its REST description (1.67): the client credentials grant, where the
 * client is an API user and its secret the API token. The lifetime is a free number of minutes set on
 * the API user, and no page shows the answer, so `expires_in` and `token_type` may be missing.
 */
export const dvinci: Vendor = {
  id: 'dvinci',
  productName: 'd.vinci',
  summary:
    'Access tokens for the d.vinci REST API and OData. Their lifetime is set on the API user.',
  documentationUrl: 'https://static.dvinci-easy.com/files/d.vinci%20rest-api.html',
  fields: [
    {
      name: 'baseUrl',
      label: 'Base URL',
      kind: 'baseUrl',
      help: 'The address at which you open d.vinci, without a path.',
      placeholder: 'https://your-company.dvinci-hr.com',
      required: true,
    },
    {
      name: 'clientId',
      label: 'API User Name',
      kind: 'text',
      help: 'In d.vinci, Users: the user name of the API user, on whose page OAuth2 is switched on.',
      placeholder: 'api-automation',
      required: true,
      encrypted: true,
    },
    {
      name: 'clientSecret',
      label: 'API Token',
      kind: 'secret',
      help: 'In d.vinci, Users > the API user > Generate API token. It is shown once, and generating a new one ends the old one at once.',
      required: true,
    },
  ],

  accessTokenPlan(values) {
    const client = clientInBody(clientOf(values));
    return tokenEndpoint({
      url: `${values.baseUrl}/plt/oauth2/token`,
      ways: [{ client, format: FORM }],
      parameters: { grant_type: 'client_credentials' },
      lifetime: lifetime({ defaultSeconds: 300 }),
    });
  },

  testCall() {
    return {
      path: 'restApi/orgUnits/',
      read(answer) {
        if (answer.status === 403) {
          return { verdict: 'accepted', says: SAY.seesNone(), hint: SAY.giveRights() };
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
      words: () => ({ message: SAY.wrongClient(), hint: SAY.newToken() }),
    },
  ],

  rejectedHint: SAY.rejected(),
  forbiddenHint: SAY.forbidden(),
  refusedCalls: {
    403: { message: SAY.mayNotOrMissing(), hint: SAY.forbidden() },
    409: { message: SAY.stale(), hint: SAY.readAgain() },
    422: { message: SAY.invalid(), hint: SAY.correct() },
  },
};
