import { createHash } from 'node:crypto';

import { type Sandbox, startSandbox } from '../../sandbox';

describe('a vendor that lets several secrets be valid at a time', () => {
  let sandbox: Sandbox;
  beforeAll(async () => (sandbox = await startSandbox()));
  afterAll(() => sandbox.close());

  async function logIn(secret: string): Promise<Response> {
    const { tokenUrl, clientId } = sandbox.vendors.dvinci;
    return await fetch(tokenUrl, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: secret,
      }),
    });
  }

  it('accepts each of them, and no other', async () => {
    const { dvinci } = sandbox.vendors;
    dvinci.set({ furtherClientSecrets: ['the second one'] });
    expect((await logIn(dvinci.clientSecret)).status).toBe(200);
    expect((await logIn('the second one')).status).toBe(200);
    expect((await logIn('a third one')).status).toBe(401);
    dvinci.reset();
    expect((await logIn('the second one')).status).toBe(401);
  });

  it('tells by a fingerprint which of its tokens a request came with', async () => {
    const { dvinci } = sandbox.vendors;
    const { access_token: token } = (await (await logIn(dvinci.clientSecret)).json()) as {
      access_token: string;
    };
    const echo = await fetch(`${dvinci.baseUrl}/sandbox/echo`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const body = await echo.text();
    expect(JSON.parse(body)).toMatchObject({
      bearerTokenSha256: createHash('sha256').update(token).digest('hex'),
    });
    expect(body).not.toContain(token);
  });
});
