import { request } from 'undici';
import { useVendor } from '../support/one-vendor';
import { accessTokenIn, type Send } from '../support/vendor-client';

const ddi = useVendor('ddi-central');

const fields = () => ({
  client_id: ddi.vendor.clientId,
  client_secret: ddi.vendor.clientSecret,
  grant_type: 'client_credentials',
});
const login = (send: Send = { json: fields() }) => ddi.client.send(ddi.vendor.tokenUrl, send);
const clusters = (token?: string) =>
  ddi.client.send(ddi.vendor.protectedPath, token === undefined ? {} : { token });

describe('the login of DDI Central', () => {
  it('answers as on the vendor page, in the same order', async () => {
    const reply = await login();
    expect(reply.status).toBe(200);
    expect(Object.entries(reply.json as object)).toEqual([
      ['access_token', expect.stringMatching(/^[0-9a-f]{56}$/)],
      ['expires_in', 1800],
      ['token_type', 'Bearer'],
      ['scope', 'read write'],
    ]);
  });

  it('has a client id of 52 hexadecimal characters', () => {
    expect(ddi.vendor.clientId).toMatch(/^[0-9a-f]{52}$/);
  });

  it('reads JSON and form alike', async () => {
    expect((await login({ form: fields() })).status).toBe(200);
  });

  it.each([
    ['json', 'form'],
    ['form', 'json'],
  ] as const)('can refuse %s and still read %s', async (refused, read) => {
    ddi.vendor.set({ refuseEncoding: refused });
    const refusal = await login({ [refused]: fields() });
    expect(refusal.status).toBe(400);
    expect(refusal.json).toEqual({ error: 'unsupported_grant_type' });
    expect((await login({ [read]: fields() })).status).toBe(200);
  });

  it.each<[string, Send]>([
    ['a missing grant_type', { json: { client_id: 'x', client_secret: 'y' } }],
    ['broken JSON', { body: '{"client_id":', headers: { 'content-type': 'application/json' } }],
    ['a JSON array', { json: ['client_credentials'] }],
    [
      'an encoding it does not know',
      { body: 'grant_type', headers: { 'content-type': 'text/plain' } },
    ],
  ])('answers %s with unsupported_grant_type', async (_what, send) => {
    const reply = await login(send);
    expect(reply.status).toBe(400);
    expect(reply.json).toEqual({ error: 'unsupported_grant_type' });
  });

  it('refuses a wrong secret in the body and the header', async () => {
    const reply = await login({ json: { ...fields(), client_secret: 'wrong' } });
    expect(reply.status).toBe(401);
    expect(reply.json).toEqual({ error: 'invalid_client' });
    expect(reply.headers['www-authenticate']).toBe('Bearer error="invalid_client"');
    expect(ddi.vendor.stats().wrongSecretRequests).toBe(1);
  });

  it('redirects to the final slash, where a GET is refused', async () => {
    const reply = await ddi.client.send('/oauth2/token', { json: fields() });
    expect(reply.status).toBe(301);
    expect(reply.headers.location).toBe('/oauth2/token/');
    expect((await ddi.client.send('/oauth2/token/')).status).toBe(405);
    expect(ddi.vendor.stats()).toMatchObject({ tokenRequests: 2, tokensIssued: 0 });
  });
});

describe('the API of DDI Central', () => {
  it('answers a bare JSON array', async () => {
    const reply = await clusters(accessTokenIn(await login()));
    expect(reply.status).toBe(200);
    expect(reply.json).toHaveLength(2);
    expect(Object.keys((reply.json as object[])[0]!)).toEqual([
      'id',
      'cluster_name',
      'cluster_type',
      'windows_cluster',
      'zone_count',
      'subnet_count',
      'dns_count',
      'dhcp_count',
      'server_count',
      'servers',
    ]);
  });

  it('tells an expired token only in the header', async () => {
    const token = accessTokenIn(await login());
    ddi.clock.turnSeconds(1800);
    const reply = await clusters(token);
    expect(reply.status).toBe(401);
    expect(reply.json).toEqual({ detail: 'Authentication credentials were not provided.' });
    expect(reply.headers['www-authenticate']).toBe(
      'Bearer realm="api",error="invalid_token",error_description="The access token has expired."',
    );
  });

  it('calls a withdrawn or unknown token invalid', async () => {
    const token = accessTokenIn(await login());
    ddi.vendor.expire();
    for (const bad of [token, 'never-issued']) {
      expect((await clusters(bad)).headers['www-authenticate']).toContain('token is invalid');
    }
    expect(ddi.vendor.stats()).toMatchObject({
      rejectedTokens: 2,
      withdrawnTokensSeen: 1,
      unknownTokensSeen: 1,
    });
  });

  it('names only the realm without a token', async () => {
    const reply = await clusters();
    expect(reply.status).toBe(401);
    expect(reply.headers['www-authenticate']).toBe('Bearer realm="api"');
  });

  it("answers 403 with nothing behind the toolkit's decorator", async () => {
    ddi.vendor.set({ protectedView: 'decorator' });
    const reply = await clusters('never-issued');
    expect(reply.status).toBe(403);
    expect(reply.text).toBe('');
    expect(reply.headers['www-authenticate']).toBeUndefined();
  });

  it('redirects to the final slash before it looks at the token', async () => {
    const reply = await ddi.client.send('/api/cluster_settings/cluster');
    expect(reply.status).toBe(301);
    expect(reply.headers.location).toBe('/api/cluster_settings/cluster/');
  });

  it('answers other paths with an HTML page', async () => {
    const reply = await ddi.client.send('/api/nothing/');
    expect(reply.status).toBe(404);
    expect(reply.headers['content-type']).toContain('text/html');
  });
});

describe('records of DDI Central', () => {
  const call = async (path: string, send: Send = {}) =>
    await ddi.client.send(path, { token: accessTokenIn(await login()), ...send });
  const place = () => {
    const { name, clusterName } = ddi.vendor.zone;
    return `cluster_name=${clusterName}&zone_name=${name}`;
  };
  const record = (change: object = {}) => ({
    domain_name: 'www.example.com.',
    domain_ttl: 300,
    zone_name: ddi.vendor.zone.name,
    cluster_name: ddi.vendor.zone.clusterName,
    records: ['web.example.net.'],
    ...change,
  });
  const add = async (change: object = {}) =>
    await call(`/api/dns/zone/${ddi.vendor.zone.id}/CNAME/`, { json: record(change) });

  it('are added, and stand in the exported zone', async () => {
    expect((await add()).status).toBe(200);
    const zone = await call(`/api/dns/export_bind/?${place()}`);
    expect(zone.headers['content-type']).toContain('text/plain');
    expect(zone.text).toContain('$ORIGIN example.com.');
    expect(zone.text).toContain('www.example.com. 300 IN CNAME web.example.net.');
    ddi.vendor.reset();
    expect((await call(`/api/dns/export_bind/?${place()}`)).text).not.toContain('www.');
  });

  it.each([
    [{ domain_name: '' }, 'domain_name is missing.'],
    [{ cluster_name: 'elsewhere' }, 'Cluster does not exist.'],
    [{ zone_name: 'example.net.' }, 'Zone does not exist.'],
    [{ records: [] }, 'records is empty.'],
  ])('are refused with 400 and a word: %j', async (change, error) => {
    const reply = await add(change);
    expect([reply.status, reply.json]).toEqual([400, { error }]);
  });

  it('are refused a second time', async () => {
    await add();
    expect((await add()).json).toEqual({ error: 'Domain already exists.' });
  });

  it('of other kinds and subnets have their own calls', async () => {
    const { id } = ddi.vendor.zone;
    expect((await call(`/api/dns/zone/${id}/SPF_TXT/?${place()}`)).json).toEqual([]);
    const subnet = {
      cluster_name: 'head-office',
      dhcp_server_address: '192.0.2.10',
      network_address: '192.0.2.0',
      prefix: 24,
      dhcp_type: 'ipv4',
      scope_name: 'lab',
    };
    expect((await call('/api/dhcp/subnet_data/', { json: subnet })).status).toBe(200);
    expect((await call('/api/dhcp/subnet_data/', { json: {} })).json).toEqual({
      error: 'cluster_name is missing.',
    });
  });

  it('redirect to the final slash', async () => {
    for (const path of [
      '/api/dns/zone/11/CNAME',
      '/api/dns/export_bind',
      '/api/dhcp/subnet_data',
    ]) {
      const reply = await ddi.client.send(path);
      expect([reply.status, reply.headers.location]).toEqual([301, `${path}/`]);
    }
  });
});

describe('the certificate of DDI Central', () => {
  it('is self-signed, so that nobody trusts it unasked', async () => {
    await expect(request(ddi.vendor.baseUrl)).rejects.toMatchObject({
      code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    });
  });

  it('is good for whoever trusts it as an authority', async () => {
    expect(ddi.vendor.caCertificate).toContain('BEGIN CERTIFICATE');
    expect((await clusters()).status).toBe(401);
  });

  it('covers localhost too', async () => {
    const url = `${ddi.vendor.baseUrl.replace('127.0.0.1', 'localhost')}${ddi.vendor.protectedPath}`;
    expect((await ddi.client.send(url)).status).toBe(401);
  });
});
