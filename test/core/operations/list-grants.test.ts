import { listGrants, sayAll, type GrantList, type HttpRequest } from '../../../core';
import type { GrantQuery } from '../../../core/operations/list-grants';
import { ACCESS_TOKEN, scene, settingsOf } from '../support/credentials';
import { errorOf } from '../support/errors';
import type { Answer } from '../support/fake-vendor';

const settings = settingsOf('agility');

/** What the instance says of the type Grant, as `meta.v1` describes types. */
const metaOf = (attributes: Record<string, object>) => ({
  _type: 'AssetType',
  name: 'Grant',
  Attributes: Object.fromEntries(
    Object.entries(attributes).map(([name, own]) => [
      `Grant.${name}`,
      { name, attributetype: 'Text', ismultivalue: false, ...own },
    ]),
  ),
});

const META = metaOf({
  CreateDate: { attributetype: 'Date' },
  Owner: { attributetype: 'Relation' },
  Name: {},
});

const grant = (number: number | string, values: Record<string, unknown> = {}) => ({
  id: `Grant:${number}`,
  Attributes: Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, { name, value }]),
  ),
});

const partOf = (request: HttpRequest, name: string) => new URL(request.url).searchParams.get(name);

/** An Agility with those answers; the list may depend on the request. */
function agility(
  list: Answer | ((request: HttpRequest) => Answer),
  meta: Answer = { body: META },
  member: Answer = { body: { Assets: [] } },
) {
  const stage = scene((request) => {
    if (request.url.includes('/meta.v1/')) return meta;
    if (request.url.includes('/Data/Member')) return member;
    return typeof list === 'function' ? list(request) : list;
  }, settings);
  const { source, vendor, wait } = stage;
  const grants = async (query?: GrantQuery) =>
    await listGrants({ settings, source, send: vendor.send, wait }, query);
  const lists = () => vendor.requests.filter(({ url }) => url.includes('/Data/Grant'));
  return { ...stage, grants, lists };
}

/** So many grants, in the pages that are asked for. */
const inPages =
  (total: number, tells = true) =>
  (request: HttpRequest): Answer => {
    const [size, start] = partOf(request, 'page')!.split(',').map(Number) as [number, number];
    const numbers = Array.from({ length: total }, (_, at) => 1000 + at);
    const Assets = numbers.slice(start, start + size).map((number) => grant(number));
    return { body: { ...(tells ? { total } : {}), Assets } };
  };

const labels = ({ grants }: GrantList) => grants.map(({ label }) => label);
const words = ({ says }: GrantList) => sayAll(says);

describe('the attributes of grants', () => {
  test('are learned from the instance, and asked for by their names', async () => {
    const values = { Name: 'Build', 'Owner.Name': 'Ada', CreateDate: '2026-01-05T09:00:00.000' };
    const { grants, vendor } = agility({ body: { total: 1, Assets: [grant(1020, values)] } });
    expect(await grants()).toEqual({
      grants: [{ number: '1020', label: '1020 · Build · Ada · 2026-01-05', attributes: values }],
      next: undefined,
      says: [],
    });
    expect(vendor.requests.map(({ method, url }) => [method, url])).toEqual([
      ['GET', 'https://www14.v1host.com/Acme/meta.v1/Grant?accept=json'],
      [
        'GET',
        'https://www14.v1host.com/Acme/rest-1.v1/Data/Grant?sel=Name,Owner.Name,CreateDate&page=50,0',
      ],
    ]);
    for (const request of vendor.requests) {
      expect(request.headers).toMatchObject({
        authorization: `Bearer ${ACCESS_TOKEN}`,
        accept: 'application/json',
        'user-agent': 'vendor-auth (Digital.ai Agility)',
      });
    }
  });

  test.each<[string, unknown, string | null]>([
    ['a list', { Attributes: [{ name: 'Name' }, { name: 'Title' }] }, 'Name,Title'],
    ['several values', metaOf({ Name: {}, Scopes: { ismultivalue: true } }), 'Name'],
    ['several values, told as a text', metaOf({ Name: {}, A: { ismultivalue: 'True' } }), 'Name'],
    ['passwords', metaOf({ Name: {}, Pin: { attributetype: 'Password' } }), 'Name'],
    ['what no person reads', metaOf({ Name: {}, Data: { attributetype: 'Blob' } }), 'Name'],
    [
      'what lets somebody in',
      metaOf({ Name: {}, AccessToken: {}, ClientSecret: {}, TokenHash: {}, Password: {} }),
      'Name',
    ],
    [
      'names that do not stand in an address',
      metaOf({ Name: {}, 'Name&op=Revoke': {}, '../x': {}, _x: {}, 'a b': {} }),
      'Name',
    ],
    [
      'many',
      metaOf(Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`A${at}`, {}]))),
      'A0,A1,A2,A3,A4,A5',
    ],
    ['no attribute', { Attributes: {} }, null],
    ['attributes that are none', { Attributes: [null, 'Name', { name: 7 }] }, null],
    ['a text', 'Attributes', null],
  ])('are no more than fit, of a type with %s', async (_what, meta, asked) => {
    const { grants, lists } = agility({ body: { Assets: [] } }, { body: meta });
    await grants();
    expect(partOf(lists()[0]!, 'sel')).toBe(asked);
  });

  test.each<[string, Answer]>([
    ['is not there', { status: 404 }],
    ['is not for this member', { status: 403 }],
    ['takes no tokens', { status: 401 }],
    ['is behind a login page', { status: 302 }],
    ['is a page', { body: '<html></html>' }],
    ['is in trouble', { status: 500 }],
    ['is in XML', { body: '<AssetType name="Grant"/>' }],
  ])('need not be told: where what describes them %s, the list has what comes', async (_, meta) => {
    const body = { total: 1, Assets: [grant(1020, { Title: 'Build' })] };
    const { grants, lists, source } = agility({ body }, meta);
    const list = await grants();
    expect(labels(list)).toEqual(['1020 · Build']);
    expect(words(list)).toBe(
      'This Agility tells little about its grants: all that it told is here.',
    );
    expect(partOf(lists()[0]!, 'sel')).toBeNull();
    expect(source.status().state).toBe('static');
  });

  test('need not be told: neither does a connection that breaks there break the list', async () => {
    const { grants, vendor } = agility({ body: { Assets: [grant(1020)] } });
    const answer = { body: { Assets: [grant(1020)] } };
    vendor.answers(({ url }) => {
      if (url.includes('/meta.v1/')) throw Object.assign(new Error(), { code: 'ECONNRESET' });
      return answer;
    });
    expect(labels(await grants())).toEqual(['1020']);
  });

  test('may be fewer than the instance names: then less is asked for, and at last nothing', async () => {
    const refusing = (refused: RegExp) => (request: HttpRequest) =>
      refused.test(partOf(request, 'sel') ?? '')
        ? { status: 400, body: { Message: 'Invalid SEL parameter' } }
        : inPages(75)(request);
    const related = agility(refusing(/Owner\.Name/));
    expect((await related.grants()).grants).toHaveLength(75);
    expect(related.lists().map((request) => partOf(request, 'sel'))).toEqual([
      'Name,Owner.Name,CreateDate',
      'Name,Owner,CreateDate',
      'Name,Owner,CreateDate',
    ]);
    const any = agility(refusing(/./));
    const list = await any.grants();
    expect(list.grants).toHaveLength(75);
    expect(words(list)).toContain('tells little');
    expect(
      any
        .lists()
        .map((request) => partOf(request, 'sel'))
        .slice(2),
    ).toEqual([null, null]);
  });

  test('are shown if they are plain, relations by the id that they lead to', async () => {
    const Attributes = {
      Name: { value: 'Build' },
      Owner: { _type: 'Relation', value: { _type: 'Asset', idref: 'Member:20' } },
      Scopes: { value: [{ idref: 'Scope:0' }] },
      Deep: { value: { idref: { a: 1 } } },
      Count: { value: 3 },
      Active: { value: true },
      Note: { value: null },
      Text: 'Name',
      AccessToken: { value: 'shown to nobody' },
      'a b': { value: 'x' },
    };
    const own = { body: { Assets: [{ id: 'Grant:1020', Attributes }] } };
    const [first] = (await agility(own).grants()).grants;
    expect(first?.attributes).toEqual({
      Name: 'Build',
      Owner: 'Member:20',
      Count: 3,
      Active: true,
      Note: null,
    });
  });

  test('have no name that quotes the token', async () => {
    const name = ACCESS_TOKEN.slice(2, 20);
    const { grants } = agility({
      body: { total: 1, Assets: [grant(1020, { A: 'a', [`X${name}`]: 'b' })] },
    });
    const { attributes } = (await grants()).grants[0]!;
    expect(attributes).toEqual({ A: 'a' });
  });

  test('and labels are bounded, in one line each, without the token', async () => {
    const token = Buffer.from(ACCESS_TOKEN).toString('base64');
    const values = { Name: `${'long '.repeat(500)}\n`, A: `a ${ACCESS_TOKEN}`, B: `b\n${token}` };
    const { grants } = agility({ body: { Assets: [grant(1020, values)] } });
    const [first] = (await grants()).grants;
    expect(String(first?.attributes['Name']).length).toBeLessThanOrEqual(120);
    expect(first?.attributes).toMatchObject({ A: 'a ***', B: 'b ***' });
    expect(first?.label).toMatch(/^1020 · long long .*…$/);
    expect(first?.label).toHaveLength(100);
  });

  test('with names of the prototype do no harm', async () => {
    const body =
      '{"Assets":[{"id":"Grant:1020","Attributes":{"__proto__":{"value":"x"},"constructor":{"value":"y"}}}]}';
    const [first] = (await agility({ body }).grants()).grants;
    expect(first?.attributes).toEqual({});
    expect(Object.getPrototypeOf(first?.attributes)).toBe(Object.prototype);
  });
});

describe('the grants', () => {
  test.each([true, false])(
    'come in pages, whether or not their total is told: %s',
    async (tells) => {
      const { grants, lists } = agility(inPages(125, tells));
      const list = await grants();
      expect(list.grants).toHaveLength(125);
      expect(list.next).toBeUndefined();
      expect(lists().map((request) => partOf(request, 'page'))).toEqual([
        '50,0',
        '50,50',
        '50,100',
      ]);
    },
  );

  test('come whole from a server that does not know pages', async () => {
    const all = Array.from({ length: 125 }, (_, at) => grant(1000 + at));
    const { grants, lists } = agility({ body: { total: 125, Assets: all } });
    const list = await grants();
    expect(list.grants).toHaveLength(125);
    // Looked at in parts, so that no other work waits for long.
    expect(lists()).toHaveLength(3);
    expect(list.next).toBeUndefined();
  });

  test('are read no further than so many pages, and the list says so', async () => {
    const { grants, lists } = agility(inPages(5000));
    const list = await grants();
    expect(lists()).toHaveLength(20);
    expect(list.next).toBe(1000);
    expect(words(list)).toContain('There are more grants than the 1000 here.');
    expect((await grants({ start: 1000, pages: 1 })).grants[0]?.number).toBe('2000');
  });

  test('end where a server says the same without end', async () => {
    const body = { total: 1_000_000, Assets: [grant(1020)] };
    const { grants, lists } = agility({ body });
    expect((await grants()).grants).toHaveLength(1);
    expect(lists()).toHaveLength(20);
    expect((await agility({ body: { total: 9, Assets: [] } }).grants()).next).toBeUndefined();
  });

  test('are as many as are wanted, and the next ones can be asked for', async () => {
    const { grants } = agility(inPages(125));
    const even = ({ number }: { number: string }) => Number(number) % 2 === 0;
    const some = await grants({ most: 3, wanted: even });
    expect(some.grants.map(({ number }) => number)).toEqual(['1000', '1002', '1004']);
    const rest = await grants({ wanted: even, start: some.next! });
    expect(rest.grants.map(({ number }) => number).slice(0, 2)).toEqual(['1006', '1008']);
    expect(rest.grants).toHaveLength(60);
    expect((await grants({ most: 50 })).grants).toHaveLength(50);
    expect((await grants({ most: 125 })).next).toBeUndefined();
  });

  test('may carry their moment, and what is no grant is left out', async () => {
    const others = [{ id: 'Member:20' }, { id: 7 }, null, { id: 'Grant:x' }, 'Grant:1'];
    const Assets = [...others, grant('1020:4631'), grant('1020:4632'), grant(1021)];
    const list = await agility({ body: { Assets } }).grants();
    expect(labels(list)).toEqual(['1020', '1021']);
    expect(words(list)).toContain('tells little');
  });

  test('may be none', async () => {
    expect(words(await agility({ body: { total: 0, Assets: [] } }).grants())).toBe(
      'Agility shows this member no grants.',
    );
    const noneWanted = await agility(inPages(3)).grants({ wanted: () => false });
    expect(words(noneWanted)).not.toContain('no grants');
  });

  test('are listed where tokens are taken', async () => {
    const { grants, lists } = agility((request) =>
      request.url.includes('/rest-1.v1/') ? { status: 401 } : inPages(75)(request),
    );
    expect((await grants()).grants).toHaveLength(75);
    // The place that took the token is asked first from then on.
    expect(lists().map(({ url }) => url.split('/')[4])).toEqual([
      'rest-1.v1',
      'rest-1.oauth.v1',
      'rest-1.oauth.v1',
    ]);
  });
});

describe('a list of grants that does not come', () => {
  test.each<[string, Answer, string, RegExp]>([
    ['a member without rights', { status: 403 }, 'forbidden', /member .* may not list grants\./],
    ['an old server', { status: 404 }, 'request-failed', /did not list its grants \(status 404\)/],
    ['a server in trouble', { status: 503 }, 'request-failed', /status 503/],
    ['a redirect', { status: 302 }, 'request-failed', /status 302/],
    ['a page', { body: '<html></html>' }, 'request-failed', /status 200/],
    ['something else', { body: { Assets: { a: 1 } } }, 'request-failed', /status 200/],
    ['a bad token at an old server', { body: { error: 'Unauthorized' } }, 'token-rejected', /./],
  ])('of %s ends in a sentence a person understands', async (_what, answer, code, said) => {
    const error = await errorOf(agility(answer).grants());
    expect(error).toMatchObject({ code, vendor: 'agility' });
    expect(error.message).toMatch(said);
    expect(error.hint).toBeTruthy();
  });

  test('quotes Agility’s own words, without the token', async () => {
    const body = { exceptions: [{ message: `No grants for ${ACCESS_TOKEN}` }] };
    const { message } = await errorOf(agility({ status: 403, body }).grants());
    expect(message).toContain('It said: “No grants for ***');
    expect(message).not.toContain(ACCESS_TOKEN);
  });

  test('for a refused token says so, tells the source, and goes on no further', async () => {
    const refused: Answer = { status: 401 };
    const { grants, source, lists } = agility(refused, refused, refused);
    expect(await errorOf(grants())).toMatchObject({ code: 'token-rejected' });
    expect(source.status().state).toBe('rejected');
    expect(lists()).toEqual([]);
  });

  test('for a refused token says so where the description needs none', async () => {
    const refused: Answer = { status: 401 };
    const { grants, source } = agility(refused, { body: META }, refused);
    expect(await errorOf(grants())).toMatchObject({ code: 'token-rejected' });
    expect(source.status().state).toBe('rejected');
  });
});
