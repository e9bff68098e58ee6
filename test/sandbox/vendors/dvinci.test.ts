import { useVendor } from '../support/one-vendor';
import { accessTokenIn, type Send } from '../support/vendor-client';

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

describe('what people do with d.vinci', () => {
  const call = async (path: string, send: Send = {}) =>
    await dvinci.client.send(path, { token: accessTokenIn(await login()), ...send });
  const applications = async (query = '') =>
    (await call(`/restApi/applications/${query}`)).json as { id: number; version: number }[];

  it('has names and ids as the description shows them', async () => {
    expect(dvinci.vendor.clientId).toMatch(/^[a-z]+$/);
    const [unit] = (await call('/restApi/orgUnits/')).json as object[];
    expect(Object.keys(unit!)).toEqual(['id', 'name', 'parentId']);
    const [location] = (await call('/restApi/locations/')).json as { id: unknown }[];
    expect(typeof location!.id).toBe('string');
    dvinci.vendor.set({ userRights: true });
    expect((await call('/restApi/dvinciUsers/')).json).toEqual([
      { id: 1, username: dvinci.vendor.clientId },
    ]);
  });

  it('lists applications, of a status or since a day', async () => {
    expect(await applications()).toHaveLength(2);
    const yesterday = new Date(Date.now() - 24 * 3600 * 1000).toISOString();
    expect(await applications(`?byDateCreatedFrom=${yesterday}`)).toMatchObject([{ id: 7001 }]);
    expect(await applications('?byApplicationStatusId=2')).toEqual([]);
    expect((await call('/restApi/applications/?byDateCreatedFrom=never')).status).toBe(422);
  });

  it('changes a status, and knows no other one', async () => {
    expect(
      (await call('/restApi/applications/7001/statusChange/2', { method: 'POST' })).status,
    ).toBe(204);
    expect(await applications('?byApplicationStatusId=2')).toMatchObject([{ id: 7001 }]);
    const reply = await call('/restApi/applications/7001/statusChange/99', { method: 'POST' });
    expect([reply.status, reply.json]).toEqual([
      422,
      { errorMsg: 'The application status does not exist.' },
    ]);
  });

  it('hands out attachments', async () => {
    expect((await call('/restApi/applications/7001/attachments')).json).toMatchObject([
      { id: 9001 },
    ]);
    const pdf = await call('/restApi/applications/7001/attachments/9001/pdf');
    expect(pdf.headers['content-type']).toBe('application/pdf');
    expect(pdf.text).toMatch(/^%PDF/);
  });

  it.each([
    '/restApi/applications/1',
    '/restApi/applications/7001/attachments/1/pdf',
    '/restApi/jobOpenings/1',
  ])('answers 403 for what does not exist: %s', async (path) => {
    const reply = await call(path);
    expect(reply.status).toBe(403);
    expect(reply.json).toEqual({ errorMsg: 'Access denied or object not found.' });
  });

  it('answers a stale version with 409', async () => {
    const put = (version: number) =>
      call('/restApi/applications/7001', { method: 'PUT', json: { version, externalId: 'x' } });
    expect((await put(1)).json).toMatchObject({ id: 7001, version: 2, externalId: 'x' });
    const stale = await put(1);
    expect([stale.status, stale.json]).toEqual([
      409,
      { errorMsg: 'The application was changed by another user.' },
    ]);
  });

  it('takes new applications, and says with 422 what one lacks', async () => {
    const json = { person: { lastName: 'New' }, jobOpening: { id: 502 } };
    const reply = await call('/restApi/applications/', { json });
    expect(reply.status).toBe(201);
    expect(reply.json).toMatchObject({ id: 7003, jobOpening: { name: 'Recruiter' } });
    const refused = await call('/restApi/applications/', { json: { person: {} } });
    expect([refused.status, refused.json]).toEqual([
      422,
      { errorMsg: 'person.lastName must not be empty.' },
    ]);
    dvinci.vendor.reset();
    expect(await applications()).toHaveLength(2);
  });
});
