import { sentences } from '../base/sentence';
import { before } from '../base/text';
import {
  API_REQUEST_FIELDS,
  apiHeadersOf,
  checkApiRequest,
  tokenPlacementOf,
} from '../capabilities/api-request';
import { CLIENT_FIELDS, clientWays } from '../capabilities/client';
import { checkClient } from '../capabilities/client-check';
import { REJECTION_FIELDS, rejectionSignsOf } from '../capabilities/rejection';
import { lifetimeOf, TOKEN_ANSWER_FIELDS, tokenLocationOf } from '../capabilities/token-answer';
import {
  bodyFormatsOf,
  checkTokenRequest,
  COMMON_PARAMETER_FIELDS,
  requestParameters,
  secretParametersOf,
  TOKEN_REQUEST_FIELDS,
  tokenRequestHeadersOf,
} from '../capabilities/token-request';
import { tokenEndpoint } from '../endpoint/access-token-plan';
import type { Vendor } from '../vendor/vendor';
import { labelByName } from '../vendor/vendor-words';

const SAY = sentences('vendors.client-credentials.words', {
  atStart: 'The vendor',
  within: 'the vendor',
  inLists: 'Any other vendor (OAuth2 client credentials)',
  accepts: 'The vendor accepts the token.',
  nothingThere: 'There is nothing at /__path__.',
  anotherCheckPath: 'Enter another Check Path: a harmless GET that needs a token.',
  rejected: 'Look in the vendor’s product whether this client still exists and may use its API.',
  forbidden: 'Give the client the rights for this call, or ask for them in Scope.',
});

/**
 * With one of these, the vendor's way is not the textbook's, and a login may do without client id and
 * secret.
 */
const OTHER_LOGIN_FIELDS = [
  'secretParameters',
  'tokenRequestHeaders',
  'grantType',
  'tokenPath',
  'tokenHeader',
];

/** Any other vendor with the client credentials grant of RFC 6749 section 4.4. */
export const clientCredentials: Vendor = {
  id: 'client-credentials',
  productName: 'Client Credentials',
  listName: SAY.inLists(),
  spokenName: { atStart: SAY.atStart(), within: SAY.within() },
  summary: 'Access tokens of any other vendor with the OAuth 2.0 client credentials grant.',
  documentationUrl: 'https://www.rfc-editor.org/rfc/rfc6749#section-4.4',
  fields: [
    {
      name: 'baseUrl',
      label: 'Base URL',
      kind: 'baseUrl',
      help: 'Where the vendor’s API begins. The token goes only to this origin.',
      placeholder: 'https://api.example.com',
      required: true,
      pathAllowed: true,
    },
    {
      name: 'tokenUrl',
      label: 'Token URL',
      kind: 'url',
      help: 'The vendor’s token endpoint, whole.',
      placeholder: 'https://login.example.com/oauth/token',
      required: true,
    },
    {
      name: 'clientId',
      label: 'Client ID',
      kind: 'text',
      help: 'What the vendor calls client ID, application ID or API user.',
      placeholder: 'my-automation',
      required: true,
      encrypted: true,
      // An API key under a name of its own may do without.
      optionalWith: [...OTHER_LOGIN_FIELDS, 'clientSecretParameter'],
    },
    {
      name: 'clientSecret',
      label: 'Client Secret',
      kind: 'secret',
      help: 'What the vendor calls client secret, application secret or API token.',
      required: true,
      optionalWith: OTHER_LOGIN_FIELDS,
      onlyWhen: { field: 'clientAuthentication', values: ['body', 'header'] },
    },
    ...CLIENT_FIELDS,
    ...COMMON_PARAMETER_FIELDS,
    ...TOKEN_REQUEST_FIELDS,
    {
      name: 'checkPath',
      label: 'Check Path',
      kind: 'path',
      help: 'A harmless GET below the base URL, which tells whether a token is accepted. Without it, a token that was withdrawn early is noticed only where the answer is seen.',
      placeholder: 'me',
      required: false,
    },
    ...TOKEN_ANSWER_FIELDS,
    ...API_REQUEST_FIELDS,
    ...REJECTION_FIELDS,
  ],

  accessTokenPlan(values) {
    return tokenEndpoint({
      url: values.text('tokenUrl'),
      ways: clientWays(values, bodyFormatsOf(values)),
      parameters: requestParameters(values),
      secretParameters: secretParametersOf(values),
      headers: tokenRequestHeadersOf(values),
      token: tokenLocationOf(values),
      lifetime: lifetimeOf(values, 300),
      placement: tokenPlacementOf(values),
    });
  },

  checkFields(values) {
    const labelOf = (field: string) => labelByName(clientCredentials, field);
    return [
      ...checkClient(values),
      ...checkTokenRequest(values, labelOf),
      ...checkApiRequest(values),
    ];
  },

  apiHeaders: apiHeadersOf,
  rejectionSigns: rejectionSignsOf,

  testCall(values) {
    const path = values.text('checkPath');
    if (path === '') return undefined;
    return {
      path,
      read({ status }) {
        if (status === 404) {
          return {
            verdict: 'unknown',
            says: SAY.nothingThere({ path: before(path, '?') }),
            hint: SAY.anotherCheckPath(),
          };
        }
        return status < 300 ? { verdict: 'accepted', says: SAY.accepts() } : undefined;
      },
    };
  },

  rejectedHint: SAY.rejected(),
  forbiddenHint: SAY.forbidden(),
};
