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
