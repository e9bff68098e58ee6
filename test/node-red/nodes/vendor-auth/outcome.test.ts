import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { NodeAPI } from 'node-red';
import { sayAll } from '../../../../core';
import { testDialog, type TestOutcome } from '../../../../node-red/nodes/vendor-auth/dialog-test';

/** A Node-RED in which nothing is deployed. */
const empty = {
  nodes: { eachNode: () => undefined, getNode: () => null, getCredentials: () => undefined },
  settings: {},
} as unknown as NodeAPI;

/** What a server inside the network would not tell a stranger. */
const INSIDE = 'inside-the-network';
const LONG = `${'word '.repeat(2000)}${INSIDE}`;

/** Fewer characters of words than a page, more than any sentence that helps. */
const MOST_CHARACTERS = 1200;

/** How many characters a person reads. */
const lengthOf = ({ says, hint }: TestOutcome) => sayAll([...says, ...hint]).length;

describe('what a test tells of a foreign server', () => {
  let server: http.Server;
  let baseUrl: string;
  let answer: (request: http.IncomingMessage, response: http.ServerResponse) => void;
  beforeAll(async () => {
    server = http.createServer((request, response) => answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    return new Promise((closed) => server.close(closed));
  });

  let secrets = 0;
  const outcomeOf = (vendor: string, fields: object) =>
    testDialog(empty, { id: '', vendor, fields: { baseUrl, ...fields } });
  const ofTokenRequest = () =>
    outcomeOf('client-credentials', {
      tokenUrl: `${baseUrl}/token`,
      clientId: 'client',
      clientSecret: `outcome secret ${++secrets}`,
      checkPath: 'me',
    });

  const answers = (
    status: number,
    body: string | object,
    headers: Record<string, string> = {},
    statusMessage = 'Whatever',
  ) => {
    answer = (_request, response) => {
      response.writeHead(status, statusMessage, headers);
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    };
  };

  test.each<[string, Parameters<typeof answers>]>([
    ['a text', [200, INSIDE]],
    ['a text with an error status', [500, INSIDE]],
    ['a page', [403, `<html><title>${INSIDE}</title></html>`]],
    ['JSON that is no token', [200, { key: INSIDE, nested: { key: INSIDE, list: [INSIDE] } }]],
    ['a name that is no name', [200, { [`${INSIDE} …`]: 1, [`${'x'.repeat(60)}${INSIDE}`]: 1 }]],
    ['a list', [200, [INSIDE]]],
    ['an error in JSON without a description', [400, { key: INSIDE, stack: [INSIDE] }]],
    ['a description that is too long to be one', [400, { error: 'x', error_description: LONG }]],
    ['an error that is too long to be one', [400, { error: LONG }]],
    ['a list of errors', [422, { detail: Array.from({ length: 900 }, () => ({ msg: LONG })) }]],
    ['the type of another protocol', [200, { access_token: INSIDE, token_type: 'MAC' }]],
    ['a status text', [418, '', {}, INSIDE]],
    ['headers', [401, '', { 'x-inside': INSIDE, 'www-authenticate': INSIDE, server: INSIDE }]],
    ['a redirect', [302, '', { location: `/${INSIDE}?${INSIDE}` }]],
    ['a link', [400, { error: 'x', error_uri: `https://a.example/${INSIDE}` }]],
  ])('at the token URL is not %s', async (_what, args) => {
    answers(...args);
    const outcome = await ofTokenRequest();
    expect(outcome).toMatchObject({ verdict: 'failed' });
    expect(JSON.stringify(outcome)).not.toContain(INSIDE);
    expect(lengthOf(outcome)).toBeLessThan(MOST_CHARACTERS);
  });

  test('at the token URL is not a strange token type, which is taken for a bearer token', async () => {
    answers(200, { access_token: 'a', token_type: LONG });
    const outcome = await ofTokenRequest();
    expect(outcome).toMatchObject({ verdict: 'accepted' });
    expect(JSON.stringify(outcome)).not.toContain(INSIDE);
  });

  test('at the token URL is the names of what it answered, but no more than a few', async () => {
    const many = Array.from({ length: 900 }, (_, n) => [`member_${n}`, INSIDE]);
    answers(200, Object.fromEntries(many));
    const outcome = await ofTokenRequest();
    expect(sayAll(outcome.says)).toMatch(/It has: member_0, member_1, [\w, ]+\.$/);
    expect(JSON.stringify(outcome)).not.toContain(INSIDE);
    expect(lengthOf(outcome)).toBeLessThan(MOST_CHARACTERS);
  });

  test('at the token URL is one line of its own description', async () => {
    answers(400, { error: 'x', error_description: 'The client is\nnot registered.' });
    expect(sayAll((await ofTokenRequest()).says)).toContain('“The client is not registered.”');
  });

  test.each<[string, Parameters<typeof answers>]>([
    ['a text', [200, INSIDE]],
    ['JSON', [200, { key: INSIDE, message: INSIDE }]],
    ['an error', [500, { message: INSIDE }]],
    ['a page', [200, `<html>${INSIDE}</html>`]],
    ['a status text', [418, '', {}, INSIDE]],
    ['headers', [403, '', { 'www-authenticate': INSIDE }]],
    ['a redirect', [302, '', { location: `/${INSIDE}` }]],
  ])('at the test call is not %s', async (_what, args) => {
    answers(...args);
    const refuses = answer;
    answer = (request, response) => {
      if (request.method === 'GET') return refuses(request, response);
      response.end('{"access_token":"a-token","expires_in":300}');
    };
    const outcome = await ofTokenRequest();
    expect(JSON.stringify(outcome)).not.toContain(INSIDE);
    expect(lengthOf(outcome)).toBeLessThan(MOST_CHARACTERS);
  });

  test('is a member’s name, but no more than a line of it', async () => {
    const attributes = { Username: { value: LONG } };
    answers(200, { Assets: [{ Attributes: attributes }] });
    const outcome = await outcomeOf('agility', { accessToken: `1.token${++secrets}=` });
    expect(outcome).toMatchObject({ verdict: 'accepted' });
    expect(JSON.stringify(outcome)).not.toContain(INSIDE);
    expect(sayAll(outcome.says).length).toBeLessThan(400);
  });
});
