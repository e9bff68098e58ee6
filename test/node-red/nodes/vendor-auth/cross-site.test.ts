import { LONGEST_CHARACTERS } from '../../../../core/fields/field';
import type { TestOutcome } from '../../../../node-red/nodes/vendor-auth/dialog-test';
import { sandboxConfiguration } from '../../../../demo/sandbox-configuration';
import { dialogOf, inEnglish, SAVED } from '../../support/dialog';
import { flowOf } from '../../support/flows';
import { freshLogin, useHost, type Host } from '../../support/host';

jest.setTimeout(30_000);

const ALLOWED = 'https://dashboard.example.com';
const FOREIGN = 'https://evil.example';

/** What the dialogs' buttons do with a login: try it, list its grants, or forget its token. */
const POSTS = ['test', 'grants', 'forget'] as const;
type Post = (typeof POSTS)[number];

function routesOf(host: Host) {
  const dvinci = () => host.sandbox.vendors.dvinci;
  const agility = () => host.sandbox.vendors.agility;
  const route = (name: string) => `${host.nodeRed.url}/vendor-auth/${name}`;
  const sent = () =>
    [dvinci(), agility()].reduce((sum, vendor) => {
      const { tokenRequests, apiRequests } = vendor.stats();
      return sum + tokenRequests + apiRequests;
    }, 0);
  /** Answers what the dialog sends. */
  const deploy = async (name: Post) => {
    const login = freshLogin(dvinci());
    agility().reset();
    await host.nodeRed.deploy(flowOf(login, sandboxConfiguration(agility())));
    const content = {
      test: dialogOf(login, SAVED),
      grants: { id: 'auth-agility' },
      forget: { id: 'auth' },
    };
    return JSON.stringify(content[name]);
  };
  const post = async (name: Post, headers: Record<string, string>, body?: string) =>
    await fetch(route(name), { method: 'POST', headers, body: body ?? (await deploy(name)) });
  return { dvinci, route, sent, deploy, post };
}

describe('a page of another origin', () => {
  const host = useHost();
  const { dvinci, route, sent, deploy, post } = routesOf(host);

  const formOf = (json: string) => {
    const { fields, ...others } = JSON.parse(json) as { fields?: Record<string, string> };
    const form = new URLSearchParams(others);
    for (const [name, value] of Object.entries(fields ?? {})) form.set(`fields[${name}]`, value);
    return form.toString();
  };

  // The types that a form or a simple request of a page can have, and spellings that parsers mistake.
  test.each([
    ['application/x-www-form-urlencoded', formOf],
    ['application/x-www-form-urlencoded; charset=utf-8', formOf],
    ['text/plain', (json: string) => json],
    ['text/plain; application/json', (json: string) => json],
    ['text/plain; charset="application/json"', (json: string) => json],
    ['multipart/form-data; boundary=application/json', (json: string) => json],
    ['application/jsonp', (json: string) => json],
    ['application/json, text/plain', (json: string) => json],
    ['application/vnd.api+json', (json: string) => json],
  ])('cannot press a button with a body of the type %s', async (type, encode) => {
    for (const name of POSTS) {
      const body = encode(await deploy(name));
      expect((await post(name, { 'content-type': type }, body)).status).toBe(415);
      expect(sent()).toBe(0);
    }
  });

  test.each(POSTS)('cannot press a button without saying what the body is: %s', async (name) => {
    const body = new Blob([await deploy(name)]);
    const response = await fetch(route(name), { method: 'POST', body });
    expect(response.status).toBe(415);
    expect(sent()).toBe(0);
  });

  const JSON_TYPE = { 'content-type': 'application/json' };

  test.each([
    [{ 'sec-fetch-site': 'cross-site', origin: FOREIGN }],
    [{ 'sec-fetch-site': 'cross-site' }],
    // Another port of the same machine.
    [{ 'sec-fetch-site': 'same-site', origin: 'http://127.0.0.1:9' }],
    [{ 'sec-fetch-site': 'cross-site', 'x-requested-with': 'XMLHttpRequest' }],
    [{ 'sec-fetch-site': 'unheard-of' }],
    // From browsers that send no more than this.
    [{ origin: FOREIGN }],
    [{ origin: 'null' }],
    [{ origin: 'file://' }],
    [{ origin: 'http://127.0.0.1:9' }],
    [{ origin: FOREIGN, 'x-forwarded-host': 'node-red.example.com' }],
  ])('gets no answer to %j', async (headers) => {
    for (const name of POSTS) {
      const response = await post(name, { ...JSON_TYPE, ...headers });
      expect(response.status).toBe(403);
      expect(await response.text()).not.toContain('1020');
    }
    const stats = await fetch(route('stats'), { headers: headers as Record<string, string> });
    expect(stats.status).toBe(403);
    expect(await stats.text()).not.toContain('dvinci');
    expect(sent()).toBe(0);
  });

  test.each(POSTS)('is not agreed with when its browser asks beforehand: %s', async (name) => {
    const response = await fetch(route(name), {
      method: 'OPTIONS',
      headers: {
        origin: FOREIGN,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    });
    const names = [...response.headers.keys()];
    expect(names.filter((name) => name.startsWith('access-control-'))).toEqual([]);
  });

  test('can embed no answer, and its browser keeps none', async () => {
    const answers = [await fetch(route('stats'))];
    for (const name of POSTS) answers.push(await post(name, JSON_TYPE));
    for (const response of answers) {
      expect(response.status).toBe(200);
      expect(Object.fromEntries(response.headers)).toMatchObject({
        'content-type': expect.stringMatching(/^application\/json/),
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'cross-origin-resource-policy': 'same-origin',
      });
    }
  });

  describe('is not taken for one', () => {
    const own = () => host.nodeRed.url;
    test.each<[string, () => Record<string, string>]>([
      ['the editor', () => ({ 'sec-fetch-site': 'same-origin', origin: own() })],
      [
        'the editor behind a proxy that changes the host',
        () => ({ 'sec-fetch-site': 'same-origin', origin: 'https://node-red.example.com' }),
      ],
      ['the editor in a browser without Sec-Fetch-Site', () => ({ origin: own() })],
      [
        'such a one behind a proxy that names the host',
        () => ({
          origin: 'http://node-red.example.com',
          'x-forwarded-host': 'node-red.example.com, inner.example.com',
        }),
      ],
      [
        'such a one behind a proxy that does not',
        () => ({ origin: 'http://node-red.example.com', 'x-requested-with': 'XMLHttpRequest' }),
      ],
      ['a program', () => ({})],
      ['a person who types the address', () => ({ 'sec-fetch-site': 'none' })],
    ])('%s', async (_who, headers) => {
      const type = { 'content-type': 'application/json; charset=utf-8' };
      const listed = await post('grants', { ...type, ...headers() });
      expect(((await listed.json()) as { grants: object[] }).grants).toHaveLength(4);
      const response = await post('test', { ...type, ...headers() });
      expect(response.status).toBe(200);
      expect(await response.json()).toMatchObject({ verdict: 'accepted' });
      expect((await fetch(route('stats'), { headers: headers() })).status).toBe(200);
      expect(dvinci().stats().tokenRequests).toBe(1);
    });
  });

  test.each([
    ['4 kB of nested arrays', '['.repeat(2000) + ']'.repeat(2000)],
    ['nested arrays as a field', `{"fields":{"baseUrl":${'['.repeat(2000)}${']'.repeat(2000)}}}`],
    [
      'two megabytes of nested objects',
      `{"fields":${'{"fields":'.repeat(200_000)}1${'}'.repeat(200_000)}}`,
    ],
    ['a prototype', '{"__proto__":{"vendor":"dvinci","fields":{"clientId":"a"}},"fields":{}}'],
    ['a prototype of the fields', '{"vendor":"dvinci","fields":{"__proto__":{"clientId":"a"}}}'],
    ['a constructor', '{"vendor":"constructor","fields":{"constructor":{"prototype":{"id":1}}}}'],
    ['lists in place of texts', '{"id":["auth"],"vendor":["dvinci"],"fields":{"baseUrl":["x"]}}'],
  ])('can do no harm with %s', async (_what, body) => {
    for (const name of ['test', 'grants'] as const) {
      const response = await post(name, JSON_TYPE, body);
      expect(response.status).toBe(200);
      expect(await response.json()).toMatchObject({ verdict: 'failed', code: 'invalid-settings' });
    }
    expect(({} as Record<string, unknown>)['clientId']).toBeUndefined();
  });

  const saysOf = async (fields: Readonly<Record<string, string>>) => {
    const response = await post('test', JSON_TYPE, JSON.stringify({ vendor: 'dvinci', fields }));
    return inEnglish((await response.json()) as TestOutcome).says;
  };

  test('is told so when it sends more text than any login holds', async () => {
    const fields = { baseUrl: 'x'.repeat(300_000), clientId: 'x'.repeat(300_000) };
    expect(await saysOf(fields)).toBe('The fields hold too much text.');
  });

  test('may send the longest field that there is together with the others', async () => {
    const caCertificate = 'x'.repeat(LONGEST_CHARACTERS.pem);
    expect(await saysOf({ caCertificate, baseUrl: 'x'.repeat(8_000) })).toContain('Base URL');
  });

  test('is not told by Node-RED of anything that went wrong meanwhile', () => {
    expect(host.nodeRed.output()).toBe('');
  });
});

describe('with httpAdminCors, an origin', () => {
  const host = useHost({ settings: { httpAdminCors: { origin: [ALLOWED] } } });
  const { post, sent } = routesOf(host);
  const from = (origin: string, name: Post = 'test') =>
    post(name, { 'content-type': 'application/json', 'sec-fetch-site': 'cross-site', origin });

  test.each(POSTS)('that the operator allows is answered: %s', async (name) => {
    const response = await from(ALLOWED, name);
    expect(response.status).toBe(200);
    expect(response.headers.get('access-control-allow-origin')).toBe(ALLOWED);
  });

  test.each(POSTS)('that the operator does not allow is refused: %s', async (name) => {
    expect((await from(FOREIGN, name)).status).toBe(403);
    expect(sent()).toBe(0);
  });

  test.each(POSTS)('that the operator allows cannot send a form either: %s', async (name) => {
    const response = await post(
      name,
      {
        'content-type': 'application/x-www-form-urlencoded',
        'sec-fetch-site': 'cross-site',
        origin: ALLOWED,
      },
      'vendor=dvinci',
    );
    expect(response.status).toBe(415);
  });
});
