import { useVendor } from '../support/one-vendor';
import { accessTokenIn } from '../support/vendor-client';

const dvinci = useVendor('dvinci');

const fields = () => ({
  grant_type: 'client_credentials',
  client_id: dvinci.vendor.clientId,
  client_secret: dvinci.vendor.clientSecret,
});
const login = (form: Record<string, string> = fields()) =>
  dvinci.client.send(dvinci.vendor.tokenUrl, { form });
const orgUnits = (token: string) => dvinci.client.send(dvinci.vendor.protectedPath, { token });

describe('the login of d.vinci', () => {
  it('answers a token of the lifetime set on the API user', async () => {
    dvinci.vendor.set({ lifetimeMinutes: 7 });
    const reply = await login();
    expect(reply.json).toMatchObject({ token_type: 'Bearer', expires_in: 420 });
    const token = accessTokenIn(reply);
    dvinci.clock.turnSeconds(419);
    expect((await orgUnits(token)).status).toBe(200);
    dvinci.clock.turnSeconds(1);
    expect((await orgUnits(token)).status).toBe(401);
  });

  it('can leave out expires_in and token_type', async () => {
    dvinci.vendor.set({ omitExpiresIn: true, omitTokenType: true });
    expect(Object.keys((await login()).json as object)).toEqual(['access_token']);
  });

  it('reads nothing but a form', async () => {
    const reply = await dvinci.client.send(dvinci.vendor.tokenUrl, { json: fields() });
    expect(reply.status).toBe(400);
    expect(reply.json).toEqual({ error: 'invalid_request' });
  });

  it.each([
    [{ grant_type: '' }, 400, 'invalid_request'],
    [{ grant_type: 'password' }, 400, 'unsupported_grant_type'],
    [{ client_secret: 'wrong' }, 401, 'invalid_client'],
    [{ client_id: 'nobody' }, 401, 'invalid_client'],
  ])('answers %j with %i %s', async (change, status, error) => {
    const reply = await login({ ...fields(), ...change });
    expect(reply.status).toBe(status);
    expect(reply.json).toEqual({ error });
  });

  it('refuses a GET', async () => {
    expect((await dvinci.client.send(dvinci.vendor.tokenUrl)).status).toBe(405);
  });

  it('stops the old API token at once when a new one is generated', async () => {
    const before = accessTokenIn(await login());
    dvinci.vendor.set({ clientSecret: 'the-new-api-token' });
    expect((await login()).json).toEqual({ error: 'invalid_client' });
    expect((await login({ ...fields(), client_secret: 'the-new-api-token' })).status).toBe(200);
    expect((await orgUnits(before)).status).toBe(200);
  });
});

describe('the API of d.vinci', () => {
  it.each(['/restApi/orgUnits/', '/restApi/locations/'])('answers %s', async (path) => {
    const token = accessTokenIn(await login());
    const reply = await dvinci.client.send(path, { token });
    expect(reply.status).toBe(200);
    expect(Array.isArray(reply.json)).toBe(true);
  });

  it('lists users only for a role with user rights', async () => {
    const token = accessTokenIn(await login());
    expect((await dvinci.client.send('/restApi/dvinciUsers/', { token })).status).toBe(403);
    dvinci.vendor.set({ userRights: true });
    expect((await dvinci.client.send('/restApi/dvinciUsers/', { token })).status).toBe(200);
    expect(dvinci.vendor.stats().rejectedTokens).toBe(0);
  });

  it('refuses a bad token with an empty 401', async () => {
    const reply = await orgUnits('never-issued');
    expect(reply.status).toBe(401);
    expect(reply.text).toBe('');
    expect(reply.headers['www-authenticate']).toBe('Bearer error="invalid_token"');
  });

  it('answers other paths 404', async () => {
    expect((await dvinci.client.send('/restApi/nothing/')).status).toBe(404);
  });
});
