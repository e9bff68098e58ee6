import type { TestOutcome } from '../../../../node-red/nodes/vendor-auth/dialog-test';
import { dialogOf, inEnglish, SAVED } from '../../support/dialog';
import { flowOf } from '../../support/flows';
import { freshLogin, useHost, type Host } from '../../support/host';

jest.setTimeout(30_000);

const ALLOWED = 'https://dashboard.example.com';
const FOREIGN = 'https://evil.example';

function routesOf(host: Host) {
  const dvinci = () => host.sandbox.vendors.dvinci;
  const route = (name: string) => `${host.nodeRed.url}/vendor-auth/${name}`;
  const sent = () => {
    const { tokenRequests, apiRequests } = dvinci().stats();
    return tokenRequests + apiRequests;
  };
  const deploy = async () => {
    const login = freshLogin(dvinci());
    await host.nodeRed.deploy(flowOf(login));
    return JSON.stringify(dialogOf(login, SAVED));
  };
  const post = async (headers: Record<string, string>, body?: string) =>
    await fetch(route('test'), { method: 'POST', headers, body: body ?? (await deploy()) });
  const forget = async (headers: Record<string, string>, body = JSON.stringify({ id: 'auth' })) =>
    await fetch(route('forget'), { method: 'POST', headers, body });
  return { dvinci, route, sent, deploy, post, forget };
}

describe('a page of another origin', () => {
  const host = useHost();
  const { dvinci, route, sent, deploy, post, forget } = routesOf(host);

  const formOf = (json: string) => {
    const { fields, ...others } = JSON.parse(json) as { fields: Record<string, string> };
    const form = new URLSearchParams(others);
    for (const [name, value] of Object.entries(fields)) form.set(`fields[${name}]`, value);
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
  ])('cannot press Test or Forget with a body of the type %s', async (type, encode) => {
    const response = await post({ 'content-type': type }, encode(await deploy()));
    expect(response.status).toBe(415);
    expect((await forget({ 'content-type': type })).status).toBe(415);
    expect(sent()).toBe(0);
  });

  test('cannot press Test without saying what the body is', async () => {
    const body = new Blob([await deploy()]);
    const response = await fetch(route('test'), { method: 'POST', body });
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
    expect((await post({ ...JSON_TYPE, ...headers })).status).toBe(403);
    expect((await forget({ ...JSON_TYPE, ...headers })).status).toBe(403);
    const stats = await fetch(route('stats'), { headers: headers as Record<string, string> });
    expect(stats.status).toBe(403);
    expect(await stats.text()).not.toContain('dvinci');
    expect(sent()).toBe(0);
  });

  test('is not agreed with when its browser asks beforehand', async () => {
    const response = await fetch(route('test'), {
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
    for (const response of [
      await post(JSON_TYPE),
      await forget(JSON_TYPE),
      await fetch(route('stats')),
    ]) {
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
      const response = await post({
        'content-type': 'application/json; charset=utf-8',
        ...headers(),
      });
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
    const response = await post(JSON_TYPE, body);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ verdict: 'failed', code: 'invalid-settings' });
    expect(({} as Record<string, unknown>)['clientId']).toBeUndefined();
  });

  test('is told so when it sends more text than any login holds', async () => {
    const fields = { baseUrl: 'x'.repeat(300_000), clientId: 'x'.repeat(300_000) };
    const response = await post(JSON_TYPE, JSON.stringify({ vendor: 'dvinci', fields }));
    const outcome = (await response.json()) as TestOutcome;
    expect(inEnglish(outcome).says).toBe('The fields hold too much text.');
  });

  test('is not told by Node-RED of anything that went wrong meanwhile', () => {
    expect(host.nodeRed.output()).toBe('');
  });
});

describe('with httpAdminCors, an origin', () => {
  const host = useHost({ settings: { httpAdminCors: { origin: [ALLOWED] } } });
  const { post, sent } = routesOf(host);
  const from = (origin: string) =>
    post({ 'content-type': 'application/json', 'sec-fetch-site': 'cross-site', origin });

  test('that the operator allows is answered', async () => {
    const response = await from(ALLOWED);
    expect(response.status).toBe(200);
    expect(response.headers.get('access-control-allow-origin')).toBe(ALLOWED);
  });

  test('that the operator does not allow is refused', async () => {
    expect((await from(FOREIGN)).status).toBe(403);
    expect(sent()).toBe(0);
  });

  test('that the operator allows cannot send a form either', async () => {
    const response = await post(
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
