import { sayAll } from '../../../../core';
import { sandboxConfiguration } from '../../../../demo/sandbox-configuration';
import type { OfferedGrants } from '../../../../node-red/nodes/vendor-auth/offered-grants';
import type { TestOutcome } from '../../../../node-red/nodes/vendor-auth/dialog-test';
import { flowOf } from '../../support/flows';
import { freshLogin, useHost } from '../../support/host';

jest.setTimeout(30_000);

/** Wherever the API stands, of which logins remember where it takes their tokens. */
const LIST = { path: '/Example/rest-1.' };

describe('the grants of a deployed login', () => {
  const host = useHost();
  const agility = () => host.sandbox.vendors.agility;

  /** @param token - whose, or itself */
  async function deploy(token = 'member', fields: object = {}): Promise<void> {
    agility().reset();
    const tokens: Readonly<Record<string, string>> = agility().accessTokens;
    const credentials = { accessToken: tokens[token] ?? token };
    await host.nodeRed.deploy(
      flowOf({ ...sandboxConfiguration(agility(), 'auth'), ...fields, credentials }),
    );
  }

  async function ask(body: unknown) {
    const response = await fetch(`${host.nodeRed.url}/vendor-auth/grants`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(200);
    const text = await response.text();
    const answer = JSON.parse(text) as Partial<OfferedGrants> & Partial<TestOutcome>;
    const words = sayAll([...(answer.says ?? []), ...(answer.hint ?? [])]);
    return { text, words, code: answer.code, grants: answer.grants };
  }
  const list = async () => await ask({ id: 'auth' });

  const listsAsked = () =>
    Object.entries(agility().stats().apiRequestsByPath)
      .filter(([path]) => path.endsWith('/Data/Grant'))
      .reduce((sum, [, count]) => sum + count, 0);

  test('are those that its member may see, with what the instance tells of them', async () => {
    await deploy();
    expect(await list()).toMatchObject({
      grants: ['1010', '1020', '1021', '1022'].map((number) => ({
        number,
        label: `${number} · Grant ${number} · Alice Member · 2026-01-05`,
      })),
      words: '',
    });
    await deploy('admin');
    expect((await list()).grants).toHaveLength(6);
  });

  test('are listed without a test call and a token request, and nothing is changed', async () => {
    await deploy();
    await list();
    expect(agility().stats()).toMatchObject({
      tokenRequests: 0,
      testCalls: 0,
      apiRequestsByPath: {
        'GET /Example/meta.v1/Grant': 1,
        'GET /Example/rest-1.v1/Data/Grant': 1,
      },
    });
  });

  test('come without the token, wherever Agility quotes it', async () => {
    await deploy();
    const token = agility().accessTokens.member;
    agility().set({
      api: { ...LIST, status: 400, body: { exceptions: [{ message: `Not with ${token}!` }] } },
    });
    const refused = await list();
    expect(refused.words).toContain('It said: “Not with ***');
    expect(refused.text).not.toContain(token.slice(0, 8));
    const Attributes = { Name: { value: `a ${token}` }, [token]: { value: 'b' } };
    const body = { total: 1, Assets: [{ id: 'Grant:1020', Attributes }] };
    agility().set({ api: { ...LIST, status: 200, body } });
    const listed = await list();
    expect(listed.grants).toEqual([{ number: '1020', label: '1020 · a ***' }]);
    expect(listed.text).not.toContain(token.slice(0, 8));
  });

  test('are listed where tokens are taken', async () => {
    await deploy();
    agility().set({ tokensAt: 'rest-1.oauth.v1', otherPlaceAnswers: '302' });
    expect((await list()).grants).toHaveLength(4);
  });

  test('are bounded in number, and the list says so', async () => {
    await deploy();
    agility().set({ moreGrants: 2000 });
    const { grants, words } = await list();
    expect(grants).toHaveLength(1000);
    expect(words).toContain('There are more grants than the 1000 here.');
    expect(listsAsked()).toBe(20);
  });

  test.each<[string, Parameters<ReturnType<typeof agility>['set']>[0]]>([
    ['nothing of the type', { metaAnswers: '404' }],
    ['nothing to tokens', { metaAnswers: '401' }],
    ['of an attribute that is not there', { metaAnswers: 'unknownAttribute' }],
    ['nothing at all', { grantsTell: 'nothing' }],
  ])('are listed where the instance tells %s, and the list says so', async (_what, settings) => {
    await deploy();
    agility().set(settings);
    const { grants, words } = await list();
    expect(grants?.map(({ number }) => number)).toEqual(['1010', '1020', '1021', '1022']);
    expect(words).toContain('tells little about its grants');
  });

  test('may be none', async () => {
    await deploy();
    agility().set({ api: { ...LIST, status: 200, body: { total: 0, Assets: [] } } });
    expect(await list()).toMatchObject({
      grants: [],
      words: 'Agility shows this member no grants.',
    });
  });

  test.each<[string, unknown, string]>([
    ['no login', { id: '' }, 'Login is missing. Choose one in the node'],
    ['nothing', {}, 'Login is missing.'],
    ['a login in a list', { id: ['auth'] }, 'Login is missing.'],
    ['a list', ['auth'], 'Login is missing.'],
    ['a prototype', JSON.parse('{"__proto__":{"id":"auth"}}'), 'Login is missing.'],
    ['a login that is not deployed', { id: 'new' }, 'This login is not deployed yet. Deploy'],
    ['a node that is no login', { id: 'caught' }, 'This login is not deployed yet.'],
  ])('are not asked for %s', async (_what, body, says) => {
    await deploy();
    const { words, code, grants } = await ask(body);
    expect(words).toContain(says);
    expect(code).toBe('invalid-settings');
    expect(grants).toBeUndefined();
    expect(agility().stats().apiRequests).toBe(0);
  });

  test('are not asked of another vendor', async () => {
    const { dvinci } = host.sandbox.vendors;
    await host.nodeRed.deploy(flowOf(freshLogin(dvinci)));
    const { words, code } = await list();
    expect(words).toContain('Login is for d.vinci, but only Digital.ai Agility has grants.');
    expect(code).toBe('invalid-settings');
    expect(dvinci.stats()).toMatchObject({ tokenRequests: 0, apiRequests: 0 });
  });

  test('are not asked for where a field of the login is wrong, which is told', async () => {
    await deploy('member', { baseUrl: '' });
    expect((await list()).words).toContain('Base URL is missing.');
  });

  test('are not asked for inside a subflow, where the number can be entered', async () => {
    agility().reset();
    const login = { ...sandboxConfiguration(agility(), 'auth'), z: 'inner' };
    await host.nodeRed.deploy(
      flowOf({ id: 'inner', type: 'subflow', name: 'Inner', in: [], out: [] }, login, {
        id: 'instance',
        type: 'subflow:inner',
      }),
    );
    expect((await list()).words).toContain('Inside a subflow, enter the number of the grant.');
  });

  test('are told to be out of reach with a token that is refused', async () => {
    await deploy('1.unknownAccessToken=');
    const { words, code, text } = await list();
    expect(code).toBe('token-rejected');
    expect(words).toContain('Digital.ai Agility does not accept the access token.');
    expect(text).not.toContain('unknownAccessToken');
  });

  test('are told to be out of reach without rights, in Agility’s words', async () => {
    await deploy();
    agility().set({ api: { path: '/Example/', status: 403, body: { Message: 'Not for you.' } } });
    const { words, code } = await list();
    expect(code).toBe('forbidden');
    expect(words).toContain('may not list grants. It said: “Not for you.”');
    expect(words).toContain('Give the member');
  });

  test('are asked for once, however many ask at once', async () => {
    await deploy();
    agility().set({ latencyMs: 100 });
    const all = await Promise.all(Array.from({ length: 20 }, list));
    expect(all.every(({ grants }) => grants?.length === 4)).toBe(true);
    expect(listsAsked()).toBe(1);
  });

  test('are asked for no more often than a person would', async () => {
    await deploy();
    const codes: (string | undefined)[] = [];
    for (let press = 0; press < 130; press++) codes.push((await list()).code);
    expect(codes.at(-1)).toBe('too-many-tests');
    expect((await list()).words).toBe(
      'Too many requests were started within a short time. Wait a minute, then try again.',
    );
  });
});
