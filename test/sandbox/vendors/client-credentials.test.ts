import { useVendor } from '../support/one-vendor';
import { accessTokenIn, type Send } from '../support/vendor-client';

const example = useVendor('client-credentials');

const grant = { grant_type: 'client_credentials' };
const client = () => ({
  client_id: example.vendor.clientId,
  client_secret: example.vendor.clientSecret,
});
const login = (send: Send) => example.client.send(example.vendor.tokenUrl, send);
const formEncoded = (text: string) => new URLSearchParams([['', text]]).toString().slice(1);
const basic = (id: string, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
});
const encodedBasic = () =>
  basic(formEncoded(example.vendor.clientId), formEncoded(example.vendor.clientSecret));

describe('the login of the example vendor', () => {
  it.each<[string, () => Send]>([
    ['a form', () => ({ form: { ...grant, ...client() } })],
    ['JSON', () => ({ json: { ...grant, ...client() } })],
    ['a Basic header and a form', () => ({ form: grant, headers: encodedBasic() })],
    ['a Basic header and JSON', () => ({ json: grant, headers: encodedBasic() })],
  ])('accepts %s', async (_what, send) => {
    const reply = await login(send());
    expect(reply.json).toEqual({
      access_token: expect.any(String) as string,
      token_type: 'Bearer',
      expires_in: 3600,
    });
    const me = await example.client.send('/api/me', { token: accessTokenIn(reply) });
    expect(me.status).toBe(200);
  });

  it('refuses a Basic header whose parts were not form-encoded', async () => {
    const headers = basic(example.vendor.clientId, example.vendor.clientSecret);
    const reply = await login({ form: grant, headers });
    expect(reply.status).toBe(401);
    expect(reply.headers['www-authenticate']).toBe('Basic realm="Example Vendor"');
  });

  it('refuses the secret in two places', async () => {
    const reply = await login({ form: { ...grant, ...client() }, headers: encodedBasic() });
    expect(reply.json).toMatchObject({ error: 'invalid_request' });
  });

  it('can insist on the header or the body', async () => {
    example.vendor.set({ clientAuthentication: 'header' });
    expect((await login({ form: { ...grant, ...client() } })).status).toBe(401);
    expect((await login({ form: grant, headers: encodedBasic() })).status).toBe(200);
    example.vendor.set({ clientAuthentication: 'body' });
    expect((await login({ form: { ...grant, ...client() } })).status).toBe(200);
    expect((await login({ form: grant, headers: encodedBasic() })).status).toBe(401);
  });

  it('can insist on form or JSON', async () => {
    const fields = { ...grant, ...client() };
    example.vendor.set({ bodyFormat: 'json' });
    expect((await login({ form: fields })).status).toBe(400);
    expect((await login({ json: fields })).status).toBe(200);
    example.vendor.set({ bodyFormat: 'form' });
    expect((await login({ form: fields })).status).toBe(200);
    expect((await login({ json: fields })).status).toBe(400);
  });

  it('grants the scope that was asked for', async () => {
    const reply = await login({ form: { ...grant, ...client(), scope: 'read' } });
    expect(reply.json).toMatchObject({ scope: 'read' });
  });

  it.each([
    ['scope', { scope: 'read' }, 'invalid_scope'],
    ['audience', { audience: 'https://api.example.com' }, 'invalid_target'],
    ['extraParameters', { tenant: 'north' }, 'invalid_request'],
  ] as const)('checks %s once it is set', async (setting, parameters, error) => {
    const value = setting === 'extraParameters' ? parameters : Object.values(parameters)[0];
    example.vendor.set({ [setting]: value });
    const without = await login({ form: { ...grant, ...client() } });
    expect(without.status).toBe(400);
    expect(without.json).toMatchObject({ error });
    expect((await login({ form: { ...grant, ...client(), ...parameters } })).status).toBe(200);
  });

  it.each<[string, Record<string, string>, number, string]>([
    ['a wrong secret', { client_secret: 'wrong' }, 401, 'invalid_client'],
    ['another grant_type', { grant_type: 'password' }, 400, 'unsupported_grant_type'],
  ])('refuses %s', async (_what, change, status, error) => {
    const reply = await login({ form: { ...grant, ...client(), ...change } });
    expect(reply.status).toBe(status);
    expect(reply.json).toMatchObject({ error });
  });

  it('misses a grant_type', async () => {
    const reply = await login({ form: client() });
    expect(reply.json).toMatchObject({ error: 'invalid_request' });
  });

  it('refuses a GET', async () => {
    expect((await login({})).status).toBe(405);
  });
});

describe('the API of the example vendor', () => {
  it('says why it refuses a token', async () => {
    const token = accessTokenIn(await login({ form: { ...grant, ...client() } }));
    example.clock.turnSeconds(3600);
    const reply = await example.client.send('/api/me', { token });
    expect(reply.status).toBe(401);
    expect(reply.json).toMatchObject({ error: 'invalid_token' });
    expect((await example.client.send('/api/me')).headers['www-authenticate']).toBe('Bearer');
  });

  it('answers other paths 404', async () => {
    expect((await example.client.send('/api/nothing')).status).toBe(404);
  });
});
