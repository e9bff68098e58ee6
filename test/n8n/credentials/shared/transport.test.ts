import { UserError, type IHttpRequestOptions } from 'n8n-workflow';
import { dvinci, VendorAuthError, type HttpRequest } from '../../../../core';
import { sendThrough } from '../../../../credentials/shared/transport';

const REQUEST: HttpRequest = {
  method: 'POST',
  url: 'https://acme.dvinci-hr.com/plt/oauth2/token',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: 'grant_type=client_credentials',
  timeoutMs: 1234.5678,
  tls: { allowUnauthorizedCerts: false },
};

async function handedToN8n(request: Partial<HttpRequest> = {}): Promise<IHttpRequestOptions> {
  let options: IHttpRequestOptions | undefined;
  const send = sendThrough(async (handed) => {
    options = handed;
    return { statusCode: 200, headers: {}, body: [] };
  }, dvinci);
  await send({ ...REQUEST, ...request });
  return options as IHttpRequestOptions;
}

describe('a request through n8n', () => {
  test('follows no redirect, fails on no status and can be read piece by piece', async () => {
    expect(await handedToN8n()).toMatchObject({
      disableFollowRedirect: true,
      ignoreHttpStatusErrors: true,
      returnFullResponse: true,
      encoding: 'stream',
    });
  });

  test('is bounded as a whole, in whole milliseconds', async () => {
    const { timeout, abortSignal } = await handedToN8n();
    expect(timeout).toBe(1235);
    expect(abortSignal).toBeInstanceOf(AbortSignal);
  });

  test('verifies certificates unless the credential says otherwise', async () => {
    expect(await handedToN8n()).not.toHaveProperty('skipSslCertificateValidation');
    const tls = { allowUnauthorizedCerts: true, caCertificate: 'PEM' };
    expect(await handedToN8n({ tls })).toMatchObject({
      skipSslCertificateValidation: true,
      agentOptions: { ca: 'PEM' },
    });
  });

  test('shows the client’s certificate, together with its key', async () => {
    const tls = { allowUnauthorizedCerts: false, clientCertificate: 'CERT', clientKey: 'KEY' };
    expect(await handedToN8n({ tls })).toMatchObject({
      agentOptions: { cert: 'CERT', key: 'KEY' },
    });
    const { clientKey: _key, ...withoutKey } = tls;
    expect(await handedToN8n({ tls: withoutKey })).not.toHaveProperty('agentOptions');
  });

  test('tells n8n’s own refusal in n8n’s words', async () => {
    const send = sendThrough(() => Promise.reject(new UserError('Domain not allowed')), dvinci);
    await expect(send(REQUEST)).rejects.toBeInstanceOf(VendorAuthError);
    await expect(send(REQUEST)).rejects.toMatchObject({
      code: 'not-sent',
      message: 'Domain not allowed.',
    });
  });

  test('hands other failures on, for the core to look at their code', async () => {
    const failure = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
    const send = sendThrough(() => Promise.reject(failure), dvinci);
    await expect(send(REQUEST)).rejects.toBe(failure);
  });
});
