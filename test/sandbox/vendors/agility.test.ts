import { useVendor } from '../support/one-vendor';
import type { Send } from '../support/vendor-client';

const agility = useVendor('agility');
const asJson = { accept: 'application/json' };

const self = (token?: string, send: Send = {}) =>
  agility.client.send(agility.vendor.protectedPath, { ...(token && { token }), ...send });
const revoke = (grantId: string, token: string, send: Send = {}) =>
  agility.client.send(`/rest-1.v1/Data/Grant/${grantId}?op=Revoke`, {
    method: 'POST',
    token,
    ...send,
  });
const accessTokens = () => agility.vendor.accessTokens;
const grants = () => agility.vendor.grants;

describe('access tokens of Agility', () => {
  it('have base64 characters that a client must not encode', () => {
    for (const token of Object.values(accessTokens())) {
      expect(token).toMatch(/^1\.[A-Za-z0-9+/]{27}=$/);
      expect(token).toMatch(/\+/);
      expect(token.slice(2)).toMatch(/\//);
    }
  });

  it('never expire', async () => {
    agility.clock.turnSeconds(10 * 365 * 24 * 3600);
    expect((await self(agility.vendor.accessToken)).status).toBe(200);
  });

  it('can be withdrawn, and are back after a reset', async () => {
    agility.vendor.expire();
    expect((await self(agility.vendor.accessToken)).status).toBe(401);
    agility.vendor.reset();
    expect((await self(agility.vendor.accessToken)).status).toBe(200);
  });
});

describe('queries of Agility', () => {
  it('tell who the token belongs to, in XML', async () => {
    const reply = await self(agility.vendor.accessToken);
    expect(reply.headers['content-type']).toContain('xml');
    expect(reply.text).toContain('<Attribute name="Username">alice</Attribute>');
    expect(reply.text).toContain('id="Member:1001"');
  });

  it('tell it in JSON on request', async () => {
    const reply = await self(accessTokens().admin, { headers: asJson });
    expect(reply.json).toMatchObject({
      _type: 'Assets',
      total: 1,
      Assets: [{ id: 'Member:20', Attributes: { Username: { value: 'admin' } } }],
    });
  });

  it('list all members without a condition', async () => {
    const reply = await agility.client.send('/rest-1.v1/Data/Member', {
      token: agility.vendor.accessToken,
      headers: asJson,
    });
    expect(reply.json).toMatchObject({ total: 3 });
  });

  it('fail with an Exception element for an unknown attribute', async () => {
    const reply = await agility.client.send('/rest-1.v1/Data/Member?sel=Shoes', {
      token: agility.vendor.accessToken,
    });
    expect(reply.status).toBe(400);
    expect(reply.text).toContain('<Exception class=');
    expect(reply.text).toContain(
      'Invalid SEL parameter: Unknown AttributeDefinition: Member.Shoes',
    );
  });

  it("answer the vendor page's own example", async () => {
    const reply = await agility.client.send('/rest-1.v1/Data/Scope/0', {
      token: agility.vendor.accessToken,
    });
    expect(reply.status).toBe(200);
    expect(reply.text).toContain('id="Scope:0"');
  });

  it.each([
    ['no token', undefined],
    ['an unknown token', '1.AAAAAAAAAAAAAAAAAAAAAAAAAAA='],
  ])('are refused with %s', async (_what, token) => {
    expect((await self(token)).text).toContain('<Error>');
    const reply = await self(token, { headers: asJson });
    expect(reply.status).toBe(401);
    expect(reply.json).toEqual({ error: 'Unauthorized' });
  });

  it('answer other paths 404', async () => {
    expect((await agility.client.send('/rest-1.v1/Data/Nothing')).status).toBe(404);
    expect(
      (await agility.client.send(`${agility.vendor.origin}/rest-1.v1/Data/Member`)).status,
    ).toBe(404);
  });
});

describe('revoking a grant', () => {
  it('stops the token of that grant and no other', async () => {
    expect((await self(accessTokens().spare)).status).toBe(200);
    const reply = await revoke('1020', agility.vendor.accessToken);
    expect(reply.status).toBe(200);
    expect(reply.text).toContain('id="Grant:1020"');
    expect((await self(accessTokens().spare)).status).toBe(401);
    expect((await self(agility.vendor.accessToken)).status).toBe(200);
  });

  it('answers JSON on request, or nothing when so set', async () => {
    const [first, second] = grants().spare as [string, string];
    const reply = await revoke(first, agility.vendor.accessToken, { headers: asJson });
    expect(reply.json).toMatchObject({ _type: 'Asset', id: `Grant:${first}` });
    agility.vendor.set({ revokeAnswer: 'empty' });
    expect((await revoke(second, agility.vendor.accessToken)).text).toBe('');
  });

  it('is allowed to an admin for any grant', async () => {
    expect((await revoke(grants().otherMembers, accessTokens().admin)).status).toBe(200);
    expect((await self(accessTokens().otherMember)).status).toBe(401);
  });

  it("hides another member's grant from a member", async () => {
    const reply = await revoke(grants().otherMembers, agility.vendor.accessToken);
    expect(reply.status).toBe(404);
    expect(reply.text).toContain('<Exception class=');
    expect((await self(accessTokens().otherMember)).status).toBe(200);
  });

  it.each(['403', '400', '500'] as const)('can answer it %s instead', async (status) => {
    agility.vendor.set({ deniedRevokeStatus: status });
    const reply = await revoke(grants().admins, agility.vendor.accessToken);
    expect(reply.status).toBe(Number(status));
  });

  it('knows no grant of another number or spelling', async () => {
    for (const id of ['9999', 'Grant:1020']) {
      expect((await revoke(id, agility.vendor.accessToken)).status).toBe(404);
    }
  });

  it('fails the second time with an Exception, in JSON too', async () => {
    await revoke('1020', agility.vendor.accessToken);
    const reply = await revoke('1020', agility.vendor.accessToken);
    expect(reply.status).toBe(400);
    expect(reply.text).toContain('Grant:1020 has been revoked already.');
    const inJson = await revoke('1020', agility.vendor.accessToken, { headers: asJson });
    expect(inJson.json).toMatchObject({ Exceptions: [{ Message: expect.any(String) as string }] });
  });

  it('succeeds for the very token in use, which then is refused', async () => {
    expect((await revoke(grants().own, agility.vendor.accessToken)).status).toBe(200);
    expect((await self(agility.vendor.accessToken)).status).toBe(401);
  });

  it('is undone by a reset', async () => {
    await revoke('1020', agility.vendor.accessToken);
    agility.vendor.reset();
    expect((await revoke('1020', agility.vendor.accessToken)).status).toBe(200);
  });

  it('needs the operation and a POST', async () => {
    const token = agility.vendor.accessToken;
    const noOperation = await agility.client.send('/rest-1.v1/Data/Grant/1020', {
      method: 'POST',
      token,
    });
    expect(noOperation.status).toBe(400);
    expect((await revoke('1020', token, { method: 'GET' })).status).toBe(404);
  });
});

describe('the two places of the REST API', () => {
  const at = async (place: string, send: Send = {}) =>
    await agility.client.send(`/${place}/Data/Member?where=IsSelf="true"&sel=Username`, {
      token: agility.vendor.accessToken,
      headers: asJson,
      ...send,
    });
  const statuses = async () => [
    (await at('rest-1.v1')).status,
    (await at('rest-1.oauth.v1')).status,
  ];

  it('take tokens both, or one of them', async () => {
    expect(await statuses()).toEqual([200, 200]);
    agility.vendor.set({ tokensAt: 'rest-1.oauth.v1' });
    expect(await statuses()).toEqual([401, 200]);
    expect((await at('rest-1.v1')).headers['www-authenticate']).toBe('Negotiate');
    agility.vendor.set({ tokensAt: 'rest-1.v1' });
    expect(await statuses()).toEqual([200, 401]);
  });

  it.each(['401', '302', '404'] as const)(
    'may answer %s where no tokens are taken',
    async (status) => {
      agility.vendor.set({ tokensAt: 'rest-1.oauth.v1', otherPlaceAnswers: status });
      expect(await statuses()).toEqual([Number(status), 200]);
    },
  );

  it('revoke grants both', async () => {
    for (const [place, id] of [
      ['rest-1.v1', '1021'],
      ['rest-1.oauth.v1', '1022'],
    ]) {
      const reply = await agility.client.send(`/${place}/Data/Grant/${id}?op=Revoke`, {
        method: 'POST',
        token: agility.vendor.accessToken,
        headers: asJson,
      });
      expect(reply.status).toBe(200);
      expect((reply.json as { href: string }).href).toBe(`/Example/${place}/Data/Grant/${id}`);
    }
  });
});

describe('what people do with Agility', () => {
  const call = async (path: string, send: Send = {}) =>
    await agility.client.send(path, {
      token: agility.vendor.accessToken,
      ...send,
      headers: { ...asJson, ...send.headers },
    });
  const attributes = (values: Record<string, string>) => ({
    Attributes: Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, { value, act: 'set' }]),
    ),
  });
  const idsIn = (json: unknown) =>
    (json as { Assets: { id: string }[] }).Assets.map(({ id }) => id);

  it('lists stories in pages and by a filter', async () => {
    const page = await call('/rest-1.v1/Data/Story?sel=Name,Number,Status.Name&page=2,4');
    expect(page.json).toMatchObject({
      _type: 'Assets',
      total: 5,
      pageSize: 2,
      pageStart: 4,
      Assets: [{ id: 'Story:2005', Attributes: { Name: { value: 'Pay' } } }],
    });
    const done = await call(`/rest-1.v1/Data/Story?where=Status.Name='Done'&sel=Name`);
    expect(idsIn(done.json)).toEqual(['Story:2001', 'Story:2002']);
  });

  it('creates and changes a defect, and tells the moment in its id', async () => {
    const json = attributes({ Name: 'It hangs', Scope: 'Scope:0' });
    const made = await call('/rest-1.v1/Data/Defect', { json });
    expect(made.json).toMatchObject({
      id: 'Defect:2007:4637',
      href: '/Example/rest-1.v1/Data/Defect/2007/4637',
      Attributes: { Name: { value: 'It hangs' } },
    });
    await call('/rest-1.v1/Data/Defect/2007', { json: attributes({ Name: 'It hung' }) });
    expect((await call('/rest-1.v1/Data/Defect/2007?sel=Name')).json).toMatchObject({
      Attributes: { Name: { value: 'It hung' } },
    });
    expect((await call('/rest-1.v1/Data/Defect/9', { json })).status).toBe(404);
  });

  it('fails the whole call for one unknown attribute', async () => {
    const reply = await call('/rest-1.v1/Data/Story?sel=Name,Shoes');
    expect(reply.status).toBe(400);
    expect(reply.json).toMatchObject({
      Exceptions: [{ Message: 'Invalid SEL parameter: Unknown AttributeDefinition: Story.Shoes' }],
    });
    agility.vendor.set({ exceptionsName: 'exceptions' });
    const lower = await call('/rest-1.v1/Data/Story?sel=Shoes');
    expect(lower.json).toMatchObject({ exceptions: [{ message: expect.any(String) as string }] });
  });

  it('answers queries of the other API', async () => {
    const json = { from: 'Story', select: ['Name'], page: { start: '1', size: '1' } };
    expect((await call('/query.v1', { json })).json).toEqual([
      [{ _oid: 'Story:2002', Name: 'Log out' }],
    ]);
  });

  it('answers a bulk change with 200 even if commands fail', async () => {
    const json = [
      { AssetType: 'Story', Name: 'New' },
      { from: 'Story:2001', update: { Name: 'Changed' } },
      { from: 'Story:1', update: {} },
    ];
    const reply = await call('/api/asset', { json });
    expect(reply.status).toBe(200);
    expect(reply.json).toMatchObject({
      assetsCreated: { count: 1 },
      assetsModified: { count: 1, oidTokens: ['Story:2001:4638'] },
      commandFailures: { count: 1 },
    });
    expect((await call('/api/asset', { body: '[nonsense', headers: {} })).status).toBe(400);
  });

  it('lists the grants that a member may see, and tells their attributes', async () => {
    expect(idsIn((await call('/rest-1.v1/Data/Grant')).json)).toEqual([
      'Grant:1010',
      'Grant:1020',
      'Grant:1021',
      'Grant:1022',
    ]);
    const all = await call('/rest-1.v1/Data/Grant', { token: accessTokens().admin });
    expect(idsIn(all.json)).toHaveLength(6);
    agility.vendor.set({ momentsInIds: true });
    expect(idsIn((await call('/rest-1.v1/Data/Grant')).json)[0]).toBe('Grant:1010:4631');
    const meta = await call('/meta.v1/Grant?accept=json', { headers: { accept: '*/*' } });
    expect((meta.json as { Attributes: object }).Attributes).toMatchObject({
      'Grant.Name': { name: 'Name', attributetype: 'Text', ismultivalue: false },
      'Grant.Owner': { name: 'Owner', attributetype: 'Relation', ismultivalue: false },
      'Grant.Scopes': { attributetype: 'Relation', ismultivalue: true },
    });
  });

  it('tells the owner of a grant as a relation, and by name', async () => {
    const path = '/rest-1.v1/Data/Grant?sel=Owner,Owner.Name&page=1,1';
    expect((await call(path)).json).toMatchObject({
      total: 4,
      Assets: [
        {
          id: 'Grant:1020',
          Attributes: {
            Owner: { _type: 'Relation', value: { idref: 'Member:1001' } },
            'Owner.Name': { value: 'Alice Member' },
          },
        },
      ],
    });
    const reply = await call(path, { headers: { accept: 'text/xml' } });
    expect(reply.text).toContain('<Relation name="Owner"><Asset href="');
  });

  it.each([
    [`where=Name='Grant 1021'`, ['Grant:1021']],
    [`where=Name='Grant 1021';Owner.Name='Nobody'`, []],
    ['find=grant 102&findin=Name', ['Grant:1020', 'Grant:1021', 'Grant:1022']],
    ['find=member', ['Grant:1010', 'Grant:1020', 'Grant:1021', 'Grant:1022']],
    ['find=member&findin=Name', []],
    ['sort=-Name&page=2,0', ['Grant:1022', 'Grant:1021']],
    ['sort=Owner.Name,Name&page=2,1', ['Grant:1020', 'Grant:1021']],
  ])('finds grants by %s', async (query, ids) => {
    expect(idsIn((await call(`/rest-1.v1/Data/Grant?${query}`)).json)).toEqual(ids);
  });

  it.each(['sel=Shoes', `where=Shoes='x'`, 'find=x&findin=Shoes', 'sort=-Shoes'])(
    'fails the whole list of grants for %s',
    async (query) => {
      const reply = await call(`/rest-1.v1/Data/Grant?${query}`);
      expect(reply.status).toBe(400);
      expect(reply.text).toContain('Unknown AttributeDefinition: Grant.Shoes');
    },
  );

  it('can tell little of grants, and have many', async () => {
    agility.vendor.set({ metaAnswers: 'unknownAttribute' });
    expect((await call('/meta.v1/Grant')).text).toContain('Grant.Shoes');
    for (const metaAnswers of ['404', '401'] as const) {
      agility.vendor.set({ metaAnswers });
      expect((await call('/meta.v1/Grant')).status).toBe(Number(metaAnswers));
    }
    agility.vendor.set({ grantsTell: 'nothing', moreGrants: 200 });
    expect((await call('/rest-1.v1/Data/Grant?page=100,200')).json).toMatchObject({
      total: 204,
      Assets: [{ id: 'Grant:5197', Attributes: {} }, {}, {}, { id: 'Grant:5200' }],
    });
  });
});
