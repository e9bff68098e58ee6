import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { AgilityApi } from '../../../credentials/AgilityApi.credentials';
import { Agility } from '../../../nodes/agility/Agility.node';
import { startSandbox, type Sandbox } from '../../../sandbox';
import { CredentialsTable, InMemoryN8n } from '../support/in-memory-n8n';

// Sockets are real here, and the machine may be busy.
jest.setTimeout(30_000);

let sandbox: Sandbox;
const agility = () => sandbox.vendors.agility;
beforeAll(async () => {
  sandbox = await startSandbox();
});
beforeEach(() => agility().reset());
afterAll(async () => await sandbox.close());

function scene(accessToken = agility().accessTokens.member, fields: IDataObject = {}) {
  const table = new CredentialsTable();
  table.save('agility', { baseUrl: agility().baseUrl, accessToken, ...fields });
  const n8n = new InMemoryN8n(table, [new AgilityApi()]);
  const run = async (parameters: INodeParameters, options = {}) =>
    await n8n.run(new Agility(), 'agilityApi', 'agility', parameters, options);
  const getMany = async (parameters: INodeParameters = {}, options = {}) =>
    await run({ resource: 'grant', operation: 'getMany', ...parameters }, options);
  const search = async (filter?: string, paginationToken?: string, form: INodeParameters = {}) =>
    await n8n.search(
      new Agility(),
      'searchGrants',
      'agilityApi',
      'agility',
      { resource: 'grant', operation: 'revoke', ...form },
      filter,
      paginationToken,
    );
  return { n8n, run, getMany, search };
}

const OWN = ['1010', '1020', '1021', '1022'];
const idsOf = (items: readonly { json: IDataObject }[]) => items.map(({ json }) => json['id']);
const valuesOf = ({ results }: { results: readonly { value: unknown }[] }) =>
  results.map(({ value }) => value);

describe('Grant > Get Many', () => {
  test('gives an item for each grant, with what the instance tells of it', async () => {
    const { getMany, n8n } = scene();
    const items = await getMany();
    expect(idsOf(items)).toEqual(OWN.map((number) => `Grant:${number}`));
    expect(items[1]).toEqual({
      json: {
        id: 'Grant:1020',
        Name: 'Grant 1020',
        'Owner.Name': 'Alice Member',
        CreateDate: '2026-01-05T09:00:00.000',
      },
      pairedItem: { item: 0 },
    });
    expect(n8n.hints).toEqual([]);
  });

  test('pairs the grants with the item that asked for them', async () => {
    const items = await scene().getMany({ limit: 2 }, { itemCount: 2 });
    expect(items.map(({ pairedItem }) => pairedItem)).toEqual(
      [0, 0, 1, 1].map((item) => ({ item })),
    );
  });

  test('ends at Limit, which is 50 unless it says otherwise, and with Return All not at all', async () => {
    agility().set({ moreGrants: 200 });
    const { getMany } = scene();
    expect(await getMany()).toHaveLength(50);
    expect(await getMany({ limit: 3 })).toHaveLength(3);
    expect(await getMany({ limit: 120 })).toHaveLength(120);
    expect(await getMany({ returnAll: true, limit: 3 })).toHaveLength(204);
  });

  test.each([0, -1, 1.5, '', 'many', null])(
    'refuses the limit %j before anything is sent',
    async (limit) => {
      await expect(scene().getMany({ limit })).rejects.toThrow('Limit must be a whole number');
      expect(agility().stats().apiRequests).toBe(0);
    },
  );

  test('returns no list that is not whole as if it were', async () => {
    agility().set({ moreGrants: 0 });
    const { getMany } = scene();
    const items = await getMany({ returnAll: true });
    expect(items).toHaveLength(4);
    agility().set({
      api: {
        path: '/Example/rest-1.v1/Data/Grant',
        status: 200,
        body: { total: 1_000_000, Assets: [{ id: 'Grant:1' }] },
      },
    });
    await expect(getMany({ returnAll: true })).rejects.toMatchObject({
      message: 'Agility has more than 10000 grants, which are not returned all at once.',
      description: 'Switch Return All off, and set Limit to 10000 at most.',
    });
  });

  test('tells where the instance tells little, and where there is nothing', async () => {
    agility().set({ metaAnswers: '404', grantsTell: 'nothing' });
    const { getMany, n8n } = scene();
    expect((await getMany()).map(({ json }) => json)[0]).toEqual({ id: 'Grant:1010' });
    expect(n8n.hints).toEqual([
      'This Agility tells little about its grants: all that it told is here.',
    ]);
    agility().set({
      api: { path: '/Example/rest-1.v1/Data/Grant', status: 200, body: { total: 0, Assets: [] } },
    });
    expect(await getMany()).toEqual([]);
    expect(n8n.hints[1]).toBe('Agility shows this member no grants.');
  });

  test('an item that fails says why, and keeps no grant, for it is about none', async () => {
    const { getMany } = scene('1.unknownAccessToken=');
    const [item] = await getMany({ grantId: '1020' }, { continueOnFail: true });
    expect(item?.json).toMatchObject({
      code: 'token-rejected',
      error: 'Digital.ai Agility does not accept the access token.',
    });
    expect(item?.json).not.toHaveProperty('grant');
  });

  test('is read only: Allowed Grants limits what is revoked', async () => {
    expect(await scene().getMany({ allowedGrants: '1020' })).toHaveLength(4);
    expect(agility().stats().apiRequestsByPath).not.toHaveProperty(
      'POST /Example/rest-1.v1/Data/Grant/1020',
    );
  });
});

describe('the list from which a grant is chosen', () => {
  test('offers the grants that the member may see, with their numbers as values', async () => {
    const { results, paginationToken } = await scene().search();
    expect(results).toEqual(
      OWN.map((number) => ({
        name: `${number} · Grant ${number} · Alice Member · 2026-01-05`,
        value: number,
      })),
    );
    expect(paginationToken).toBeUndefined();
    expect(valuesOf(await scene(agility().accessTokens.admin).search())).toHaveLength(6);
  });

  test.each([
    ['1021', ['1021']],
    ['Grant:1021', ['1021']],
    ['grant 102', ['1020', '1021', '1022']],
    ['  ALICE ', OWN],
    ['2026-01-05', OWN],
    ['nobody', []],
    ['', OWN],
  ])('finds grants by %j', async (words, found) => {
    expect(valuesOf(await scene().search(words))).toEqual(found);
  });

  test('goes on where it ended, and finds what stands on a later page', async () => {
    agility().set({ moreGrants: 200 });
    const { search } = scene();
    const numbers: unknown[] = [];
    let token: string | undefined;
    do {
      const page = await search(undefined, token);
      expect(page.results.length).toBeLessThanOrEqual(50);
      numbers.push(...valuesOf(page));
      token = page.paginationToken;
    } while (token !== undefined);
    expect(numbers).toHaveLength(204);
    expect(new Set(numbers).size).toBe(204);
    expect(valuesOf(await search('5200'))).toEqual(['5200']);
  });

  test('offers only the grants that Allowed Grants names', async () => {
    const { search } = scene();
    const offered = async (allowedGrants: string) =>
      valuesOf(await search(undefined, undefined, { allowedGrants }));
    expect(await offered('01021, Grant:1022, 9999')).toEqual(['1021', '1022']);
    expect(await offered('')).toEqual(OWN);
    await expect(offered('my grant')).rejects.toThrow('Allowed Grants holds “my”');
    await expect(offered('={{ 1020 }}')).rejects.toThrow('Allowed Grants is an expression');
  });

  test('says with each grant that the instance tells no more of it', async () => {
    agility().set({ metaAnswers: '401', grantsTell: 'nothing' });
    const { results } = await scene().search();
    expect(results[0]).toEqual({
      name: '1010 (the instance tells no more)',
      value: '1010',
      description: 'This Agility tells little about its grants: all that it told is here.',
    });
  });

  test('asks where tokens are taken', async () => {
    agility().set({ tokensAt: 'rest-1.oauth.v1' });
    expect(valuesOf(await scene().search())).toEqual(OWN);
  });

  test.each<[string, IDataObject, object]>([
    [
      'rights that are missing',
      { status: 403, body: { Message: 'Not for you.' } },
      {
        message: expect.stringContaining('may not list grants. It said: “Not for you.”') as string,
        httpCode: '403',
      },
    ],
    [
      'a server in trouble',
      { status: 500 },
      {
        message: expect.stringContaining('(status 500)') as string,
        description: 'Try again later.',
      },
    ],
  ])('tells of %s', async (_what, fault, told) => {
    agility().set({ api: { path: '/Example/rest-1.', ...fault } });
    await expect(scene().search()).rejects.toMatchObject(told);
  });

  test('tells of a token that is refused, without showing it', async () => {
    const accessToken = '1.unknownAccessToken=';
    const failure: unknown = await scene(accessToken)
      .search()
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({
      message: 'Digital.ai Agility does not accept the access token.',
      httpCode: '401',
    });
    expect(JSON.stringify(failure)).not.toContain(accessToken);
  });

  test('tells of a credential that is missing', async () => {
    const { n8n } = scene();
    const list = n8n.search(new Agility(), 'searchGrants', 'agilityApi', '', { resource: 'grant' });
    await expect(list).rejects.toThrow(/credential/i);
  });

  test('heeds Allowed HTTP Request Domains of the credential', async () => {
    const limited = { allowedHttpRequestDomains: 'domains', allowedDomains: 'agility.example.com' };
    await expect(scene(undefined, limited).search()).rejects.toThrow(/domain/i);
    expect(agility().stats().apiRequests).toBe(0);
  });
});

describe('a grant that was chosen', () => {
  const locator = (mode: string, value: string) => ({ __rl: true, mode, value });
  const address = () => `${agility().baseUrl}/rest-1.v1/Data/Grant/1021`;

  test.each<[string, () => INodeParameters[string]]>([
    ['from the list', () => locator('list', '1021')],
    ['by its number', () => locator('id', '1021')],
    ['by its OID', () => locator('id', 'Grant:1021:4631')],
    ['by an expression', () => locator('id', '={{ "1021" }}')],
    ['by its address', () => locator('url', address())],
    ['as a text, as before', () => '1021'],
    ['as an expression, as before', () => '={{ "Grant:1021" }}'],
    ['as an address, as before', address],
  ])('%s is revoked', async (_how, grantId) => {
    const parameters = { resource: 'grant', operation: 'revoke', grantId: grantId() };
    for (const typeVersion of [1, 1.1]) {
      agility().reset();
      const [item] = await scene().run(parameters, { typeVersion });
      expect(item?.json).toMatchObject({ grant: 'Grant:1021', revoked: true });
    }
  });

  test('is revoked by a node that was saved before there were operations to choose from', async () => {
    const [item] = await scene().run({ resource: 'grant', grantId: '1021' });
    expect(item?.json).toMatchObject({ grant: 'Grant:1021', revoked: true });
  });

  test.each([
    ['none yet', locator('list', ''), 'Grant is missing.'],
    ['no grant', locator('id', 'my grant'), 'Grant must be a number'],
    [
      'one elsewhere',
      locator('url', 'https://elsewhere.example.com/rest-1.v1/Data/Grant/1021'),
      'Grant is on https://elsewhere.example.com',
    ],
  ])('is refused if it is %s, and nothing is sent', async (_what, grantId, says) => {
    const revoke = scene().run({ resource: 'grant', operation: 'revoke', grantId });
    await expect(revoke).rejects.toThrow(says);
    expect(agility().stats().apiRequests).toBe(0);
  });

  test('is held to Allowed Grants, however it was chosen', async () => {
    const { run } = scene();
    for (const mode of ['list', 'id', 'url']) {
      const grantId = locator(mode, mode === 'url' ? address() : '1021');
      const parameters = { resource: 'grant', operation: 'revoke', grantId, allowedGrants: '1020' };
      await expect(run(parameters)).rejects.toThrow('Grant:1021 is not among the Allowed Grants');
    }
    expect(agility().stats().apiRequests).toBe(0);
  });

  test.each(['list', 'id'])('is kept by an item that fails, chosen by %s', async (mode) => {
    const parameters = { resource: 'grant', operation: 'revoke', grantId: locator(mode, '9999') };
    const [item] = await scene().run(parameters, { continueOnFail: true });
    expect(item?.json).toMatchObject({ grant: '9999', code: 'not-found' });
  });
});

test('the form offers a list with a search, an ID and a URL, and chooses nothing by itself', () => {
  const { properties } = new Agility().description;
  const grant = properties.find(({ name }) => name === 'grantId');
  expect(grant).toMatchObject({
    type: 'resourceLocator',
    required: true,
    default: { mode: 'list', value: '' },
  });
  expect(grant?.modes?.map(({ name }) => name)).toEqual(['list', 'id', 'url']);
  const { searchListMethod, searchable } = grant?.modes?.[0]?.typeOptions ?? {};
  expect(searchable).toBe(true);
  expect(Object.keys(new Agility().methods.listSearch)).toContain(searchListMethod);
  const operation = properties.find(
    ({ name, displayOptions }) =>
      name === 'operation' && displayOptions?.show?.['resource']?.includes('grant'),
  );
  // Nodes are saved without what is the default.
  expect(operation?.default).toBe('revoke');
});
