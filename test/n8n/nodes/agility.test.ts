import type { IDataObject } from 'n8n-workflow';
import { AgilityApi } from '../../../credentials/AgilityApi.credentials';
import { Agility } from '../../../nodes/agility/Agility.node';
import { startSandbox, type Sandbox } from '../../../sandbox';
import { CredentialsTable, InMemoryN8n } from '../support/in-memory-n8n';
import { startLoopback } from '../support/loopback';

// Sockets are real here, and the machine may be busy.
jest.setTimeout(30_000);

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
beforeEach(() => sandbox.vendors.agility.reset());
afterAll(async () => await sandbox.close());

function scene(accessToken = sandbox.vendors.agility.accessTokens.admin) {
  const { baseUrl } = sandbox.vendors.agility;
  const table = new CredentialsTable();
  table.save('agility', { baseUrl, accessToken });
  const n8n = new InMemoryN8n(table, [new AgilityApi()]);
  const run = async (parameters: object, options = {}) =>
    await n8n.run(new Agility(), 'agilityApi', 'agility', { ...parameters }, options);
  const revoke = async (grantId: string, options = {}) =>
    await run({ resource: 'grant', operation: 'revoke', grantId }, options);
  return { run, revoke, baseUrl };
}

const jsonOf = (items: readonly { json: IDataObject }[]) => items.map(({ json }) => json);

describe('Grant > Revoke', () => {
  test.each(['1021', 'Grant:1021', 'Grant:1021:4631', 'address'])(
    'revokes the grant given as %s',
    async (form) => {
      const { revoke, baseUrl } = scene();
      const grantId = form === 'address' ? `${baseUrl}/rest-1.v1/Data/Grant/1021` : form;
      expect(jsonOf(await revoke(grantId))).toEqual([
        {
          grant: 'Grant:1021',
          revoked: true,
          tokenStillAccepted: true,
          says: 'Grant:1021 was revoked. The access token in use is still accepted.',
        },
      ]);
    },
  );

  test('says so when the revoked grant was that of the token in use', async () => {
    const { revoke } = scene();
    const [item] = jsonOf(await revoke(sandbox.vendors.agility.grants.admins));
    expect(item).toMatchObject({ tokenStillAccepted: false });
  });

  test('fails with what happened and what to do, naming the item', async () => {
    await expect(scene().revoke('9999')).rejects.toMatchObject({
      message: expect.stringContaining('Agility has no Grant:9999') as string,
      description: expect.stringContaining('Check the number.') as string,
      httpCode: '404',
      context: { itemIndex: 0 },
    });
  });

  test('sends nothing for what is no grant', async () => {
    await expect(scene().revoke('my grant')).rejects.toThrow('Grant must be a number such as 1020');
    expect(sandbox.vendors.agility.stats().apiRequests).toBe(0);
  });

  test('with Continue On Fail, hands the failure on, paired with its item', async () => {
    const items = await scene().revoke('9999', { itemCount: 2, continueOnFail: true });
    expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
    expect(items[0]?.json['error']).toContain('Agility has no Grant:9999');
    expect(items[0]?.json['hint']).toContain('Check the number.');
  });

  test.each([
    ['9999', { grant: '9999', code: 'not-found' }],
    ['my grant', { grant: 'my grant', code: 'invalid-settings' }],
    ['', { code: 'invalid-settings' }],
  ])('an item that fails keeps its grant and the kind of failure: %j', async (grantId, kept) => {
    const [item] = await scene().revoke(grantId, { continueOnFail: true });
    expect(item?.json).toEqual({
      ...kept,
      error: expect.any(String) as string,
      hint: expect.any(String) as string,
    });
  });

  test.each(['9999', 'my grant', ''])(
    'with an error output, an item that fails is one that n8n sends there: %j',
    async (grantId) => {
      const items = await scene().revoke(grantId, { itemCount: 2, hasErrorOutput: true });
      expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
      for (const { json } of items) {
        expect(json['error']).toMatch(/Grant/);
        // The rule of n8n 1.123 to 2.34; later ones take more.
        const names = Object.keys(json).sort().join();
        expect(['error', 'error,message']).toContain(names);
        expect(json['message']).not.toBe('');
      }
    },
  );

  test('finds the path at which the token is taken', async () => {
    sandbox.vendors.agility.set({ tokensAt: 'rest-1.oauth.v1' });
    const { revoke, run } = scene();
    expect(jsonOf(await revoke('1021'))).toMatchObject([{ revoked: true }]);
    const self = await run({ resource: 'member', operation: 'getSelf' });
    expect(jsonOf(self)).toMatchObject([{ Username: 'admin' }]);
  });

  test('keeps no grant of an operation that has none', async () => {
    const [item] = await scene('1.unknownAccessToken=').run(
      { resource: 'member', operation: 'getSelf' },
      { continueOnFail: true },
    );
    expect(item?.json).toMatchObject({ code: 'token-rejected' });
    expect(item?.json).not.toHaveProperty('grant');
  });
});

describe('Grant > Revoke with Allowed Grants', () => {
  const seen = () => sandbox.vendors.agility.stats().apiRequests;
  const revoke = async (allowedGrants: unknown, grantId: unknown, options = {}) => {
    const parameters = { resource: 'grant', operation: 'revoke', grantId, allowedGrants };
    return await scene()
      .run(parameters, options)
      .then(
        ([item]) => (item?.json['says'] as string | undefined) ?? '',
        (error: Error) => error.message,
      );
  };

  test.each([
    ['1021', '1021'],
    ['Grant:1021', '1021'],
    ['1021', 'grant:1021'],
    ['01021', '1021'],
    ['1020, 1021', '1021'],
    ['1020\n Grant:1021\n', '1021'],
    ['1020;1021', '1021'],
    [1021, '1021'],
    ['1021', '={{ "1021" }}'],
    ['1021', 'address'],
    ['address', '1021'],
  ])('%j lets the node revoke %j', async (allowed, grant) => {
    const { baseUrl } = sandbox.vendors.agility;
    const form = (text: string | number) =>
      text === 'address' ? `${baseUrl}/rest-1.v1/Data/Grant/1021` : text;
    expect(await revoke(form(allowed), form(grant))).toContain('Grant:1021 was revoked.');
  });

  test.each([
    ['1020', '1021'],
    ['1020, 10211, 102', '1021'],
    ['Grant:1020', 'Grant:1021'],
    ['1020', '={{ "1021" }}'],
    ['1020', 'address'],
  ])('%j keeps it from revoking %j, and nothing is sent', async (allowed, grant) => {
    const address = `${sandbox.vendors.agility.baseUrl}/rest-1.v1/Data/Grant/1021?op=Revoke`;
    for (const isTool of [true, false]) {
      const said = await revoke(allowed, grant === 'address' ? address : grant, { isTool });
      expect(said).toContain('Grant:1021 is not among the Allowed Grants');
    }
    expect(seen()).toBe(0);
  });

  test.each([
    // n8n takes the "=" off, and leaves it where the model alone is asked.
    ['={{ "1021" }}', '{{'],
    ['={{ $json.allowed }}', '{{'],
    ['={{ $fromAI("allowed") }}', 'is an expression'],
    ['=1021 {{ $fromAI("allowed") }}', '{{'],
    ['1021, my grant', '“my”'],
    [['1021'], 'is not a text'],
    [{ value: '1021' }, 'is not a text'],
    [true, 'is not a text'],
    ['https://elsewhere.example.com/rest-1.v1/Data/Grant/1021', 'elsewhere.example.com'],
  ])('%j allows nothing, and the error says why', async (allowed, why) => {
    expect(await revoke(allowed, '1021')).toContain(why);
    expect(await revoke(allowed, '1021', { isTool: true, typeVersion: 1.1 })).toContain(why);
    expect(seen()).toBe(0);
  });

  test.each([undefined, '', '  ', '\n', ',', null])('%j is no limit', async (allowed) => {
    expect(await revoke(allowed, '1021')).toContain('Grant:1021 was revoked.');
  });

  test('empty: a tool of before goes on, one of now revokes none that the agent chooses', async () => {
    const chosen = '={{ "1021" }}';
    const tool = { isTool: true, typeVersion: 1.1 };
    for (const form of [chosen, { __rl: true, mode: 'id', value: chosen }]) {
      const said = await revoke('', form, tool);
      expect(said).toContain('An AI agent may revoke only what Allowed Grants of this node names');
    }
    expect(seen()).toBe(0);
    expect(await revoke('', '1021', tool)).toContain('Grant:1021 was revoked.');
    sandbox.vendors.agility.reset();
    expect(await revoke('', chosen, { typeVersion: 1.1 })).toContain('Grant:1021 was revoked.');
    sandbox.vendors.agility.reset();
    expect(await revoke('', chosen, { isTool: true, typeVersion: 1 })).toContain(
      'Grant:1021 was revoked.',
    );
  });

  test('neither the editor nor a model may fill it in by an expression', () => {
    const { properties, version, defaultVersion } = new Agility().description;
    const allowed = properties.find(({ name }) => name === 'allowedGrants');
    expect(allowed).toMatchObject({ noDataExpression: true, type: 'string', default: '' });
    expect(version).toEqual([1, 1.1]);
    expect(defaultVersion).toBe(1.1);
  });
});

describe('Member > Get Self', () => {
  test('gives the member of the access token, for each item', async () => {
    const items = await scene(sandbox.vendors.agility.accessTokens.member).run(
      { resource: 'member', operation: 'getSelf' },
      { itemCount: 2 },
    );
    expect(items).toHaveLength(2);
    expect(items[1]).toMatchObject({
      json: { id: expect.stringMatching(/^Member:\d+$/) as string, Username: 'alice' },
      pairedItem: { item: 1 },
    });
  });

  test('says that the access token is not accepted, without showing it', async () => {
    const accessToken = '1.unknownAccessToken=';
    const failure = scene(accessToken).run({ resource: 'member', operation: 'getSelf' });
    await expect(failure).rejects.toThrow('Digital.ai Agility does not accept the access token.');
    await failure.catch((error: unknown) =>
      expect(JSON.stringify(error)).not.toContain(accessToken),
    );
  });
});

describe('Member > Get Self, at a server that answers anything', () => {
  const member = (attributes: unknown) => ({
    Assets: [{ id: 'Member:20', Attributes: attributes }],
  });
  const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;

  async function selfFrom(body: string): Promise<unknown> {
    const server = await startLoopback((_request, response) => response.end(body));
    const table = new CredentialsTable();
    table.save('agility', { baseUrl: server.origin, accessToken: '1.anAccessToken=' });
    const n8n = new InMemoryN8n(table, [new AgilityApi()]);
    const parameters = { resource: 'member', operation: 'getSelf' };
    try {
      const [item] = await n8n.run(new Agility(), 'agilityApi', 'agility', parameters);
      return item?.json;
    } catch (error) {
      return (error as Error).message;
    } finally {
      await server.close();
    }
  }

  test.each([
    ['nothing', ''],
    ['null', 'null'],
    ['a text', '"Assets"'],
    ['nested arrays', nested(200_000)],
    ['assets of null', '{"Assets":null}'],
    ['an asset of null', '{"Assets":[null]}'],
    ['an asset that is a text', '{"Assets":["x"]}'],
    ['assets that are an object', '{"Assets":{"0":null}}'],
  ])('%s: is told in words', async (_what, body) => {
    expect(await selfFrom(body)).toContain('did not say to whom the access token belongs');
  });

  test.each([
    ['null', member(null)],
    ['a text', member('Username')],
    ['an attribute of null', member({ Username: null })],
    ['an attribute that is a text', member({ Username: 'admin' })],
    ['a value that is an object', member({ Username: { value: { a: 1 } } })],
    ['a value that is a list', member({ Username: { value: ['admin'] } })],
    ['no attributes', { Assets: [{ id: 'Member:20' }] }],
  ])('with attributes such as %s: only plain values are handed on', async (_what, answer) => {
    expect(await selfFrom(JSON.stringify(answer))).toEqual({ id: 'Member:20' });
  });

  test('deeply nested values are not handed on: n8n would fail to copy them', async () => {
    const deep = `{"Assets":[{"id":${nested(100_000)},"Attributes":{"Name":{"value":${nested(100_000)}},"Username":{"value":"admin"}}}]}`;
    expect(await selfFrom(deep)).toEqual({ id: '', Username: 'admin' });
  });

  test('names cannot reach into the prototype of what is handed on', async () => {
    const body =
      '{"Assets":[{"id":"Member:20","Attributes":{"__proto__":{"value":"x"},"constructor":{"value":"y"}}}]}';
    const json = (await selfFrom(body)) as object;
    expect(json).toEqual({ id: 'Member:20' });
    expect(Object.getPrototypeOf(json)).toBe(Object.prototype);
  });
});
