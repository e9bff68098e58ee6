import { judge } from '../../../core';
import { apiAnswer } from '../../../core/check/test-call';
import { tokenHeader } from '../../../core/endpoint/access-token';
import { scene, settingsOf } from '../support/credentials';
import { errorOf } from '../support/errors';
import { answersWith } from '../support/fake-vendor';

/** What a product's own page shows of its token endpoint; long values are shortened. */
interface Documented {
  readonly product: string;
  /** The page that prints the answer. */
  readonly source: string;
  /** What docs/any-vendor.md says to enter besides the four fields. */
  readonly enter: Record<string, string>;
  readonly answer: Record<string, unknown>;
  readonly token: string;
  readonly lifetimeSeconds: number;
  /** What the request must carry, and what must not be in it. */
  readonly request: {
    readonly method?: string;
    readonly url?: RegExp;
    readonly body?: RegExp;
    readonly headers?: Record<string, unknown>;
  };
  /** How the API gets the token, where it is not the standard's way. */
  readonly header?: readonly [name: string, value: string];
}

const BASIC = { clientAuthentication: 'header' };
const BASIC_SENT = { authorization: expect.stringMatching(/^Basic /) as unknown };

const PRODUCTS: readonly Documented[] = [
  {
    product: 'Apigee',
    source: 'https://cloud.google.com/apigee/docs/api-platform/security/oauth/access-tokens',
    enter: BASIC,
    answer: {
      issued_at: '1420262924658',
      scope: 'READ',
      application_name: 'ce1e94a2-9c3e-42fa-a2c6-1ee01815476b',
      refresh_token_issued_at: '0',
      status: 'approved',
      refresh_token_status: 'approved',
      api_product_list: '[PremiumWeatherAPI]',
      expires_in: '1799',
      'developer.email': 'tesla@weathersample.com',
      organization_id: '0',
      token_type: 'BearerToken',
      client_id: '5jUAdGv9pBouF0wOH5keAVI35GBtx3dT',
      access_token: '2l4IQtZXbn5WBJdL6EF7uenOWRsi',
      organization_name: 'docs',
      refresh_token_expires_in: '0',
      refresh_count: '0',
    },
    token: '2l4IQtZXbn5WBJdL6EF7uenOWRsi',
    lifetimeSeconds: 1799,
    request: { headers: BASIC_SENT, body: /^grant_type=client_credentials$/ },
  },
  {
    product: 'Auth0',
    source:
      'https://auth0.com/docs/get-started/authentication-and-authorization-flow/client-credentials-flow/call-your-api-using-the-client-credentials-flow',
    enter: { bodyFormat: 'json', audience: 'YOUR_API_IDENTIFIER' },
    answer: { access_token: 'eyJz93a...k4laUWw', token_type: 'Bearer', expires_in: 86400 },
    token: 'eyJz93a...k4laUWw',
    lifetimeSeconds: 86_400,
    request: { body: /"audience":"YOUR_API_IDENTIFIER"/ },
  },
  {
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
    request: { body: /scope=https%3A%2F%2Fgraph\.microsoft\.com%2F\.default/ },
  },
  {
    product: 'Microsoft Entra ID, the older endpoint',
    source:
      'https://learn.microsoft.com/en-us/previous-versions/azure/active-directory/azuread-dev/v1-oauth2-client-creds-grant-flow',
    enter: { extraParameters: 'resource=https://service.contoso.com/' },
    answer: {
      access_token:
        'eyJhbGciOiJSUzI1NiIsIng1dCI6IjdkRC1nZWNOZ1gxWmY3R0xrT3ZwT0IyZGNWQSIsInR5cCI6IkpXVCJ9.eyJhdWQiOiJo',
      token_type: 'Bearer',
      expires_in: '3599',
      expires_on: '1388452167',
      resource: 'https://service.contoso.com/',
    },
    token:
      'eyJhbGciOiJSUzI1NiIsIng1dCI6IjdkRC1nZWNOZ1gxWmY3R0xrT3ZwT0IyZGNWQSIsInR5cCI6IkpXVCJ9.eyJhdWQiOiJo',
    lifetimeSeconds: 3599,
    request: { body: /resource=https%3A%2F%2Fservice\.contoso\.com%2F/ },
  },
  {
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
    request: { headers: BASIC_SENT, body: /scope=customScope/ },
  },
  {
    product: 'Salesforce',
    source:
      'https://help.salesforce.com/s/articleView?id=xcloud.remoteaccess_oauth_client_credentials_flow.htm',
    enter: { defaultLifetimeSeconds: '7200' },
    answer: {
      access_token: '00DB0000000TfcR!AQQAQFhoK8vTMg_rKA.esrJ2bCs',
      signature: 'd/SxeYBxH0GSVko0HMgcUuVgsomQ+9sWlEbyXqMyQXM=',
      scope: 'cdp_query_api cdp_ingest_api api cdp_profile_api',
      instance_url: 'https://mycompany.my.salesforce.com',
      id: 'https://login.salesforce.com/id/00DB0000000TfcRMAS/005B0000005Bk90IAC',
      token_type: 'Bearer',
      issued_at: '1558553873237',
    },
    token: '00DB0000000TfcR!AQQAQFhoK8vTMg_rKA.esrJ2bCs',
    lifetimeSeconds: 7200,
    request: { body: /client_id=my-automation&client_secret=/ },
  },
  {
    product: 'Shopify',
    source:
      'https://shopify.dev/docs/apps/build/authentication-authorization/access-tokens/client-credentials-grant',
    enter: { tokenHeader: 'X-Shopify-Access-Token', tokenPrefix: 'none' },
    answer: {
      access_token: 'f85632530bf277ec9ac6f649fc327f17',
      scope: 'write_orders,read_customers',
      expires_in: 86399,
    },
    token: 'f85632530bf277ec9ac6f649fc327f17',
    lifetimeSeconds: 86_399,
    request: { body: /grant_type=client_credentials/ },
    header: ['x-shopify-access-token', 'f85632530bf277ec9ac6f649fc327f17'],
  },
  {
    product: 'Zoom',
    source: 'https://developers.zoom.us/docs/internal-apps/s2s-oauth/',
    enter: {
      ...BASIC,
      grantType: 'account_credentials',
      extraParameters: 'account_id=YOUR_ACCOUNT_ID',
    },
    answer: {
      access_token: 'eyJhbGciOiJIUzUxMiJ9.zoom',
      token_type: 'bearer',
      expires_in: 3600,
      scope: 'user:read:user:admin',
      api_url: 'https://api.zoom.us',
    },
    token: 'eyJhbGciOiJIUzUxMiJ9.zoom',
    lifetimeSeconds: 3600,
    request: {
      headers: BASIC_SENT,
      body: /^grant_type=account_credentials&account_id=YOUR_ACCOUNT_ID$/,
    },
  },
  {
    product: 'Marketo',
    source:
      'https://experienceleague.adobe.com/en/docs/marketo-developer/marketo/rest/authentication',
    enter: { bodyFormat: 'query', checkPath: 'me', rejectedBody: 'errors.0.code=602' },
    answer: {
      access_token: 'cdf01657-110d-4155-99a7-f986b2ff13a0:int',
      token_type: 'bearer',
      expires_in: 3599,
      scope: 'apis@acmeinc.com',
    },
    token: 'cdf01657-110d-4155-99a7-f986b2ff13a0:int',
    lifetimeSeconds: 3599,
    request: {
      method: 'GET',
      url: /\?grant_type=client_credentials&client_id=my-automation&client_secret=/,
    },
  },
  {
    product: 'WSO2 API Manager',
    source:
      'https://apim.docs.wso2.com/en/3.1.0/learn/api-security/oauth2/grant-types/client-credentials-grant/',
    enter: BASIC,
    answer: {
      access_token: '16ab408c-0f31-3321-ab1d-313d8df40e0a',
      scope: 'default',
      token_type: 'Bearer',
      expires_in: 3600,
    },
    token: '16ab408c-0f31-3321-ab1d-313d8df40e0a',
    lifetimeSeconds: 3600,
    request: { headers: BASIC_SENT },
  },
  {
    product: 'SAP BTP',
    source: 'https://docs.cloudfoundry.org/api/uaa/#client-credentials-grant',
    enter: BASIC,
    answer: {
      access_token: '52e7fa6dd9a04b1fbf1d2ad9ba3a0e25',
      token_type: 'bearer',
      expires_in: 43199,
      scope: 'scim.write scim.read',
      jti: '52e7fa6dd9a04b1fbf1d2ad9ba3a0e25',
    },
    token: '52e7fa6dd9a04b1fbf1d2ad9ba3a0e25',
    lifetimeSeconds: 43_199,
    request: { headers: BASIC_SENT },
  },
  {
    product: 'Amazon Cognito',
    source: 'https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html',
    enter: { ...BASIC, scope: 'resourceServerIdentifier1/scope1 resourceServerIdentifier2/scope2' },
    answer: { access_token: 'eyJra1example', token_type: 'Bearer', expires_in: 3600 },
    token: 'eyJra1example',
    lifetimeSeconds: 3600,
    request: { headers: BASIC_SENT, body: /scope=resourceServerIdentifier1%2Fscope1\+resource/ },
  },
];

describe('what a product’s page shows', () => {
  test.each(PRODUCTS.map((one) => [one.product, one.source, one] as const))(
    'of %s is asked and read so (%s)',
    async (_product, _source, { enter, answer, token, lifetimeSeconds, request, header }) => {
      const settings = settingsOf('client-credentials', enter);
      expect(settings.repairs).toEqual([]);
      const { ask, clock, vendor } = scene(answersWith(200, answer), settings);
      const issued = await ask();
      expect(issued.value).toBe(token);
      expect(issued.expiresAtMs - clock.monotonicMs()).toBe(lifetimeSeconds * 1000);
      const sent = vendor.lastRequest;
      expect(sent.method).toBe(request.method ?? 'POST');
      expect(sent.url).toMatch(request.url ?? /token$/);
      expect(String(sent.body ?? '')).toMatch(request.body ?? /|/);
      expect(sent.headers).toMatchObject(request.headers ?? {});
      const [name, value] = header ?? ['authorization', `Bearer ${token}`];
      expect(tokenHeader(settings.plan, issued)).toEqual({ [name]: value });
    },
  );

  test.each<[string, Record<string, string>, number, Record<string, unknown>, string]>([
    ['Amazon Cognito', BASIC, 400, { error: 'invalid_client' }, 'invalid-client'],
    [
      'Microsoft Entra ID',
      {},
      400,
      {
        error: 'invalid_scope',
        error_description:
          'AADSTS70011: The provided value for the input parameter scope is not valid.',
        error_codes: [70011],
        timestamp: '2016-01-09 02:02:12Z',
        trace_id: '0000aaaa-11bb-cccc-dd22-eeeeee333333',
        correlation_id: 'aaaa0000-bb11-2222-33cc-444444dddddd',
      },
      'token-request-refused',
    ],
    [
      'Zoom',
      BASIC,
      400,
      { reason: 'Invalid client_id or client_secret', error: 'invalid_client' },
      'invalid-client',
    ],
  ])('of a refusal by %s is understood', async (_product, enter, status, body, code) => {
    const settings = settingsOf('client-credentials', enter);
    expect((await errorOf(scene(answersWith(status, body), settings).token())).code).toBe(code);
  });

  test('of a dead token at Marketo, with HTTP 200, is suspected', () => {
    const { enter } = PRODUCTS.find(({ product }) => product === 'Marketo')!;
    const text = JSON.stringify({
      requestId: 'e42b#14272d07d78',
      success: false,
      errors: [{ code: '602', message: 'Access token expired' }],
    });
    const settings = settingsOf('client-credentials', enter);
    expect(judge(settings, apiAnswer({ status: 200, headers: {}, text }))).toBe('suspected');
  });

  test.each(['Marketo', 'WSO2 API Manager'])(
    'of %s hands the same token out again with the seconds that remain, which is no new life',
    async (wanted) => {
      const { enter, answer } = PRODUCTS.find(({ product }) => product === wanted)!;
      const stage = scene(answersWith(200, answer), settingsOf('client-credentials', enter));
      const first = await stage.ask();
      stage.clock.advanceSeconds(3590);
      stage.vendor.answers(answersWith(200, { ...answer, expires_in: 5 }));
      const again = await stage.ask();
      expect(again.value).toBe(first.value);
      expect(again.expiresAtMs).toBeLessThanOrEqual(first.expiresAtMs);
    },
  );
});
