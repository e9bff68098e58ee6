/**
 * What the products' own pages print of their token endpoints: names, types, and figures as they stand
 * there, read on 27 November 2026. More than 250 lines, for it is one list of facts.
 */
import { SECRET } from './credentials';
import { RSA_CERTIFICATE, RSA_KEY } from './keys';

export interface Documented {
  readonly product: string;
  /** The page that prints request and answer; where two pages do, the one with the answer. */
  readonly source: string;
  /** What docs/any-vendor.md says to enter besides the four fields. */
  readonly enter: Record<string, string>;
  readonly answer: Record<string, unknown>;
  readonly token: string;
  readonly lifetimeSeconds: number;
  /** All that the request carries; what is not mentioned must not be in it. */
  readonly request: {
    readonly method?: 'GET';
    readonly isBasic?: true;
    readonly query?: Record<string, string>;
    readonly body?: Record<string, unknown>;
  };
  /** How the API gets the token, where it is not the standard's way. */
  readonly header?: readonly [name: string, value: string];
}

const TOKEN_URL = 'https://login.example.com/oauth/token';
const BASIC = { clientAuthentication: 'header' };
const GRANT = { grant_type: 'client_credentials' };
const CLIENT = { client_id: 'my-automation', client_secret: SECRET };

export const DOCUMENTED: readonly Documented[] = [
  {
    product: 'Apigee',
    source:
      'https://docs.cloud.google.com/apigee/docs/api-platform/tutorials/secure-calls-your-api-through-oauth-20-client-credentials',
    enter: { tokenUrl: `${TOKEN_URL}?grant_type=client_credentials`, grantType: 'none' },
    answer: {
      issued_at: '1466025769306',
      application_name: '716bbe61-f14a-4d85-9b56-a62ff8e0d347',
      scope: '',
      status: 'approved',
      api_product_list: '[helloworld_oauth2-Product]',
      expires_in: '3599',
      'developer.email': 'nigel@example.com',
      token_type: 'BearerToken',
      client_id: 'xNnREu1DNGfiwzQZ5HUN8IAUwZSW1GZW',
      access_token: 'GTPY9VUHCqKVMRB0cHxnmAp0RXc0',
      organization_name: 'myOrg',
      refresh_token_expires_in: '0',
      refresh_count: '0',
    },
    token: 'GTPY9VUHCqKVMRB0cHxnmAp0RXc0',
    lifetimeSeconds: 3599,
    request: { query: GRANT, body: CLIENT },
  },
  {
    product: 'Apigee, the sample proxy',
    source:
      'https://github.com/apigee/api-platform-samples/blob/master/sample-proxies/oauth-client-credentials/README.md',
    enter: { ...BASIC, bodyFormat: 'query' },
    answer: {
      issued_at: '1416157639014',
      application_name: 'e49ef95f-6d32-4062-ac9a-3beea62ca922',
      scope: '',
      status: 'approved',
      api_product_list: '[Test App product]',
      expires_in: '3599',
      'developer.email': 'testdev@example.com',
      organization_id: '0',
      token_type: 'BearerToken',
      client_id: 'kWocGgKENrdWRT0jq4l0F0ACnPAQsD3',
      access_token: 'WNSnwquKualbgnGeAK0EXGqzO3A',
      organization_name: 'example',
      refresh_token_expires_in: '0',
      refresh_count: '0',
    },
    token: 'WNSnwquKualbgnGeAK0EXGqzO3A',
    lifetimeSeconds: 3599,
    request: { method: 'GET', isBasic: true, query: GRANT },
  },
  {
    product: 'Auth0',
    source:
      'https://github.com/auth0/docs/blob/24d9d4968038ccfe15207bffa80566a580721e45/articles/flows/guides/client-credentials/includes/request-token.md',
    enter: { audience: 'YOUR_API_IDENTIFIER' },
    answer: { access_token: 'eyJz93a...k4laUWw', token_type: 'Bearer', expires_in: 86400 },
    token: 'eyJz93a...k4laUWw',
    lifetimeSeconds: 86_400,
    request: { body: { ...GRANT, ...CLIENT, audience: 'YOUR_API_IDENTIFIER' } },
  },
  {
    // As of MicrosoftDocs/entra-docs, commit ef5413c.
    product: 'Microsoft Entra ID',
    source:
      'https://learn.microsoft.com/en-us/entra/identity-platform/v2-oauth2-client-creds-grant-flow',
    enter: { scope: 'https://graph.microsoft.com/.default' },
    answer: {
      token_type: 'Bearer',
      expires_in: 3599,
      access_token: 'eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiIsIng1dCI6Ik1uQ19WWmNBVGZNNXBP...',
    },
    token: 'eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiIsIng1dCI6Ik1uQ19WWmNBVGZNNXBP...',
    lifetimeSeconds: 3599,
    request: { body: { ...GRANT, ...CLIENT, scope: 'https://graph.microsoft.com/.default' } },
  },
  {
    product: 'Microsoft Entra ID, with a certificate',
    source:
      'https://learn.microsoft.com/en-us/entra/identity-platform/v2-oauth2-client-creds-grant-flow#second-case-access-token-request-with-a-certificate',
    enter: {
      clientAuthentication: 'privateKeyJwt',
      privateKey: RSA_KEY,
      clientCertificate: RSA_CERTIFICATE,
      clientKey: RSA_KEY,
      scope: 'https://graph.microsoft.com/.default',
    },
    answer: {
      token_type: 'Bearer',
      expires_in: 3599,
      access_token: 'eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiIsIng1dCI6Ik1uQ19WWmNBVGZNNXBP...',
    },
    token: 'eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiIsIng1dCI6Ik1uQ19WWmNBVGZNNXBP...',
    lifetimeSeconds: 3599,
    request: {
      body: {
        ...GRANT,
        client_id: 'my-automation',
        scope: 'https://graph.microsoft.com/.default',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: expect.stringMatching(/^eyJ[\w-]+\.eyJ[\w-]+\.[\w-]+$/) as unknown,
      },
    },
  },
  {
    product: 'Microsoft Entra ID, the older endpoint',
    source:
      'https://github.com/MicrosoftDocs/azure-docs/blob/2348be450b91b501d74ad4e80bea41979d49100e/articles/active-directory/azuread-dev/v1-oauth2-client-creds-grant-flow.md',
    enter: { extraParameters: 'resource=https://service.contoso.com/' },
    answer: {
      // The page has spaces around the dots, in place of what it leaves out.
      access_token: 'eyJ0eXAiO...0X2tnSQLEANnSPHY0gKcgw',
      token_type: 'Bearer',
      expires_in: '3599',
      expires_on: '1388452167',
      resource: 'https://service.contoso.com/',
    },
    token: 'eyJ0eXAiO...0X2tnSQLEANnSPHY0gKcgw',
    lifetimeSeconds: 3599,
    request: { body: { ...GRANT, ...CLIENT, resource: 'https://service.contoso.com/' } },
  },
  {
    // As of okta/okta-developer-docs, commit 0db25c5.
    product: 'Okta',
    source: 'https://developer.okta.com/docs/guides/implement-grant-type/clientcreds/main/',
    enter: { ...BASIC, scope: 'customScope' },
    answer: {
      access_token: 'eyJhbG[...]1LQ',
      token_type: 'Bearer',
      expires_in: 3600,
      scope: 'customScope',
    },
    token: 'eyJhbG[...]1LQ',
    lifetimeSeconds: 3600,
    request: { isBasic: true, body: { ...GRANT, scope: 'customScope' } },
  },
  {
    product: 'Salesforce',
    source:
      'https://help.salesforce.com/apex/HTViewHelpDoc?id=service.conversation_transcript_api_sample1.htm',
    enter: { defaultLifetimeSeconds: '7200' },
    answer: {
      access_token: 'your_access_token',
      signature: 'your_signature',
      scope: 'cdp_query_api cdp_ingest_api api cdp_profile_api',
      instance_url: 'instance_url',
      id: 'https://org_domain/id/00fdg000000dfgfgs/00gfd000000fsdghjr',
      token_type: 'Bearer',
      issued_at: '4564564565767',
    },
    token: 'your_access_token',
    lifetimeSeconds: 7200,
    request: { body: { ...GRANT, ...CLIENT } },
  },
  {
    // As of 11 September 2026. The request stands on https://shopify.dev/docs/apps/build/authentication-authorization/client-secrets
    product: 'Shopify',
    source:
      'https://shopify.dev/docs/apps/build/authentication-authorization/client-credentials-grant',
    enter: { tokenHeader: 'X-Shopify-Access-Token', tokenPrefix: 'none' },
    answer: {
      access_token: 'f85632530bf277ec9ac6f649fc327f17',
      scope: 'read_products',
      expires_in: 86399,
    },
    token: 'f85632530bf277ec9ac6f649fc327f17',
    lifetimeSeconds: 86_399,
    request: { body: { ...GRANT, ...CLIENT } },
    header: ['x-shopify-access-token', 'f85632530bf277ec9ac6f649fc327f17'],
  },
  {
    // As of 7 February 2026. The request stands on https://developers.zoom.us/docs/rooms/oauth/: in a query or a form.
    product: 'Zoom',
    source: 'https://developers.zoom.us/docs/api/webhooks/',
    enter: {
      ...BASIC,
      grantType: 'account_credentials',
      extraParameters: 'account_id=Wk9PTV9BQ0NPVU5UX0lE',
    },
    answer: {
      access_token: 'eyJzyNzA2ZDlkMzk0MDgzTk0MzAzMjUsImlzcy...A',
      token_type: 'bearer',
      expires_in: 3600,
      scope:
        'marketplace:delete:event_subscription marketplace:read:list_event_subscriptions marketplace:update:client_secret marketplace:update:event_subscription marketplace:write:event_subscription marketplace:write:websocket_connection',
      api_url: 'https://api.zoom.us',
    },
    token: 'eyJzyNzA2ZDlkMzk0MDgzTk0MzAzMjUsImlzcy...A',
    lifetimeSeconds: 3600,
    request: {
      isBasic: true,
      body: { grant_type: 'account_credentials', account_id: 'Wk9PTV9BQ0NPVU5UX0lE' },
    },
  },
  {
    // As of AdobeDocs/marketo-developer.en, commit 00118a8.
    product: 'Marketo',
    source:
      'https://experienceleague.adobe.com/en/docs/marketo-developer/marketo/rest/authentication',
    enter: { bodyFormat: 'query', checkPath: 'me', rejectedBody: 'errors.0.code=601|602' },
    answer: {
      access_token: 'cdf01657-110d-4155-99a7-f986b2ff13a0:int',
      token_type: 'bearer',
      expires_in: 3599,
      scope: 'apis@acmeinc.com',
    },
    token: 'cdf01657-110d-4155-99a7-f986b2ff13a0:int',
    lifetimeSeconds: 3599,
    request: { method: 'GET', query: { ...GRANT, ...CLIENT } },
  },
  {
    // As of wso2/docs-apim, commit 2e29e9a.
    product: 'WSO2 API Manager',
    source:
      'https://apim.docs.wso2.com/en/latest/api-security/key-management/authentication/grant-types/client-credentials-grant/',
    enter: BASIC,
    answer: {
      access_token: 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9...',
      scope: 'am_application_scope default',
      token_type: 'Bearer',
      expires_in: 723,
    },
    token: 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9...',
    lifetimeSeconds: 723,
    request: { isBasic: true, body: GRANT },
  },
  {
    product: 'SAP BTP',
    source:
      'https://github.com/SAP-docs/btp-cloud-platform/blob/020417c586ec8c820f8f45b78c21eb80384a9d9d/docs/50-administration-and-ops/getting-an-access-token-for-resource-consumption-apis-4bfe9c7.md',
    enter: BASIC,
    answer: {
      access_token: '<access_token>',
      token_type: 'bearer',
      expires_in: 43199,
      scope: '<xsappname>.UAS.reporting.GA_Admin',
    },
    token: '<access_token>',
    lifetimeSeconds: 43_199,
    request: { isBasic: true, body: GRANT },
  },
  {
    // As of 26 September 2026. The example names client_id in the body as well, which the page calls optional.
    product: 'Amazon Cognito',
    source: 'https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html',
    enter: { ...BASIC, scope: 'resourceServerIdentifier1/scope1 resourceServerIdentifier2/scope2' },
    answer: { access_token: 'eyJra1example', token_type: 'Bearer', expires_in: 3600 },
    token: 'eyJra1example',
    lifetimeSeconds: 3600,
    request: {
      isBasic: true,
      body: {
        ...GRANT,
        scope: 'resourceServerIdentifier1/scope1 resourceServerIdentifier2/scope2',
      },
    },
  },
  {
    product: 'Amazon Cognito, with the secret in the body',
    source:
      'https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html#post-token-positive-exchanging-client-credentials-for-an-access-token-in-request-body',
    enter: { scope: 'my_resource_server_identifier/my_custom_scope' },
    answer: { access_token: 'eyJra12345EXAMPLE', expires_in: 3600, token_type: 'Bearer' },
    token: 'eyJra12345EXAMPLE',
    lifetimeSeconds: 3600,
    request: {
      body: { ...GRANT, ...CLIENT, scope: 'my_resource_server_identifier/my_custom_scope' },
    },
  },
];
