import { parametersOf } from '../clean-field';
import { before } from '../text';
import type { BodyFormat, Vendor } from '../vendor';

/** Any other vendor with the client credentials grant of RFC 6749 section 4.4. */
export const clientCredentials: Vendor = {
  id: 'client-credentials',
  productName: 'Client Credentials',
  spokenName: 'the vendor',
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
    },
    {
      name: 'clientSecret',
      label: 'Client Secret',
      kind: 'secret',
      help: 'What the vendor calls client secret, application secret or API token.',
      required: true,
    },
    {
      name: 'clientAuthentication',
      label: 'Client Authentication',
      kind: 'choice',
      help: 'Where the token request carries client ID and secret. The vendor’s page says which it wants.',
      required: true,
      default: 'body',
      choices: [
        { value: 'body', label: 'In the Body', help: 'client_id and client_secret' },
        { value: 'header', label: 'Basic Header', help: 'Authorization: Basic …' },
      ],
      advanced: true,
    },
    {
      name: 'bodyFormat',
      label: 'Body Format',
      kind: 'choice',
      help: 'Form is the standard; a few vendors want JSON.',
      required: true,
      default: 'form',
      choices: [
        { value: 'form', label: 'Form' },
        { value: 'json', label: 'JSON' },
      ],
      advanced: true,
    },
    {
      name: 'scope',
      label: 'Scope',
      kind: 'text',
      help: 'Several are separated by spaces. Empty asks for what the vendor gives by default.',
      placeholder: 'read write',
      required: false,
    },
    {
      name: 'audience',
      label: 'Audience',
      kind: 'text',
      help: 'Some vendors want to know for which API the token is.',
      placeholder: 'https://api.example.com',
      required: false,
      advanced: true,
    },
    {
      name: 'extraParameters',
      label: 'Extra Parameters',
      kind: 'parameters',
      help: 'Further parameters of the token request, name=value, one a line. Not for secrets.',
      placeholder: 'resource=https://api.example.com',
      required: false,
      advanced: true,
    },
    {
      name: 'checkPath',
      label: 'Check Path',
      kind: 'path',
      help: 'A harmless GET below the base URL, which tells whether a token is accepted. Without it, a token that was withdrawn early is noticed only where the answer is seen.',
      placeholder: 'me',
      required: false,
    },
  ],

  accessTokenPlan(values) {
    const scope = values.text('scope');
    const audience = values.text('audience');
    return {
      kind: 'token-endpoint',
      url: values.text('tokenUrl'),
      clientId: values.text('clientId'),
      clientSecret: values.text('clientSecret'),
      clientAuthentication: values.text('clientAuthentication') === 'header' ? 'header' : 'body',
      bodyFormats: [values.text('bodyFormat') as BodyFormat],
      parameters: {
        grant_type: 'client_credentials',
        ...(scope === '' ? {} : { scope }),
        ...(audience === '' ? {} : { audience }),
        ...parametersOf(values.text('extraParameters')),
      },
      defaultLifetimeSeconds: 300,
    };
  },

  testCall(values) {
    const path = values.text('checkPath');
    if (path === '') return undefined;
    return {
      path,
      read(answer) {
        if (answer.status === 404) {
          return {
            verdict: 'unknown',
            says: `There is nothing at /${before(path, '?')}.`,
            hint: 'Enter another Check Path: a harmless GET that needs a token.',
          };
        }
        if (answer.status >= 300) return undefined;
        return { verdict: 'accepted', says: 'The vendor accepts the token.' };
      },
    };
  },

  rejectedHint:
    'Look in the vendor’s product whether this client still exists and may use its API.',
  forbiddenHint: 'Give the client the rights for this call, or ask for them in Scope.',
};
