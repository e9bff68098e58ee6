import * as n8nWorkflow from 'n8n-workflow';
import type { IHttpRequestOptions } from 'n8n-workflow';
import { createTokenSource, dvinci, type Settings } from '../../../../core';
import { requestAfterTest } from '../../../../credentials/shared/credential-test';
import { httpHelper } from '../../../../credentials/shared/http-helper';
import type { HostExports } from '../../../../credentials/shared/host-version';
import { sendThrough } from '../../../../credentials/shared/transport';
import { settingsOf } from '../../../core/support/credentials';
import { CERTIFICATE } from '../../../core/support/certificate';
import { SimulatedClock } from '../../../core/support/simulated-clock';

const OLDER: HostExports = { NodeHelpers: {} };
const NEWER: HostExports = n8nWorkflow;
const TLS = { allowUnauthorizedCerts: false, caCertificate: 'PEM of the authority' };

/** Both helpers of an n8n, and what each of them was asked for. */
function helpers() {
  const asked = { newer: [] as object[], older: [] as object[] };
  const body = { destroy: jest.fn() };
  const answer = { statusCode: 200, headers: {}, body };
  return {
    asked,
    body,
    httpRequest: async (options: IHttpRequestOptions) => {
      asked.newer.push(options);
      return answer;
    },
    request: async (options: object) => {
      asked.older.push(options);
      return answer;
    },
  };
}

const OPTIONS: IHttpRequestOptions = {
  method: 'POST',
  url: 'https://acme.dvinci-hr.com/plt/oauth2/token',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: 'grant_type=client_credentials',
  timeout: 30_000,
  agentOptions: { ca: 'PEM of the authority' },
  allowedDomains: 'acme.dvinci-hr.com',
};

test('an n8n before 2.34 sends with its older helper what needs certificates', async () => {
  const both = helpers();
  await httpHelper(both, OLDER)(OPTIONS);
  expect(both.asked.newer).toEqual([]);
  expect(both.asked.older).toEqual([
    {
      method: 'POST',
      uri: OPTIONS.url,
      headers: OPTIONS.headers,
      body: OPTIONS.body,
      timeout: 30_000,
      agentOptions: OPTIONS.agentOptions,
      allowedDomains: 'acme.dvinci-hr.com',
      useStream: true,
      resolveWithFullResponse: true,
      simple: false,
      followRedirect: false,
    },
  ]);
});

test('certificates go unchecked there only if the credential says so', async () => {
  const both = helpers();
  await httpHelper(both, OLDER)({ ...OPTIONS, skipSslCertificateValidation: true });
  expect(both.asked.older).toMatchObject([{ rejectUnauthorized: false }]);
});

test.each<[string, HostExports, IHttpRequestOptions, boolean]>([
  ['from n8n 2.34 on', NEWER, OPTIONS, true],
  ['without certificates', OLDER, { url: OPTIONS.url }, true],
  ['where there is no older helper', OLDER, OPTIONS, false],
])('everything else goes through the newer helper: %s', async (_case, host, options, hasOlder) => {
  const both = helpers();
  const { httpRequest, request } = both;
  const http = httpHelper(hasOlder ? { httpRequest, request } : { httpRequest }, host);
  await http(options);
  expect(both.asked).toEqual({ newer: [options], older: [] });
});

describe('a body that comes through the older helper', () => {
  test.each(['before', 'after'])(
    'ends with the time of the request, over %s it came',
    async (when) => {
      const both = helpers();
      const ending = new AbortController();
      if (when === 'before') ending.abort(new Error('time is over'));
      await httpHelper(both, OLDER)({ ...OPTIONS, abortSignal: ending.signal });
      if (when === 'after') {
        expect(both.body.destroy).not.toHaveBeenCalled();
        ending.abort(new Error('time is over'));
      }
      expect(both.body.destroy).toHaveBeenCalledTimes(1);
      expect(both.body.destroy).toHaveBeenCalledWith(
        expect.objectContaining({ message: 'time is over' }),
      );
    },
  );

  test('may be none', async () => {
    const http = httpHelper(
      { httpRequest: jest.fn(), request: async () => ({ statusCode: 204, headers: {} }) },
      OLDER,
    );
    const signal = AbortSignal.abort();
    await expect(http({ ...OPTIONS, abortSignal: signal })).resolves.toMatchObject({
      statusCode: 204,
    });
  });
});

test('the core’s requests take that way, with their certificates', async () => {
  const both = helpers();
  const send = sendThrough(httpHelper(both, OLDER), dvinci);
  await send({ method: 'GET', url: OPTIONS.url, headers: {}, timeoutMs: 1000, tls: TLS });
  expect(both.asked.older).toMatchObject([{ agentOptions: { ca: TLS.caCertificate } }]);
});

describe('what n8n sends after a credential test', () => {
  const TOKEN = { authorization: 'Bearer a-token' };
  const withCertificate = settingsOf('dvinci', { caCertificate: CERTIFICATE });
  const sourceOf = (settings: Settings) =>
    createTokenSource(settings, new SimulatedClock(), () => 1);

  test('has no token where n8n before 2.34 cannot check the certificate', () => {
    const sent = requestAfterTest(
      { url: '' },
      withCertificate,
      sourceOf(withCertificate),
      TOKEN,
      OLDER,
    );
    expect(sent).toMatchObject({ skipSslCertificateValidation: true });
    expect(JSON.stringify(sent)).not.toContain('a-token');
  });

  test.each([
    ['from n8n 2.34 on', withCertificate, NEWER],
    ['without certificates', settingsOf('dvinci'), OLDER],
  ])('has the token, and certificates are checked: %s', (_case, settings, host) => {
    const sent = requestAfterTest({ url: '' }, settings, sourceOf(settings), TOKEN, host);
    expect(sent).toMatchObject({ headers: TOKEN });
    expect(sent).not.toHaveProperty('skipSslCertificateValidation');
  });
});
