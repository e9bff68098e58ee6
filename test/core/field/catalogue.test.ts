import {
  apiAnswer,
  callWithToken,
  checkSettings,
  createTokenSource,
  exchange,
  type Settings,
} from '../../../core';
import { FakeVendor } from '../support/fake-vendor';
import { LIFETIME_SECONDS, ShapeServer } from '../support/shape-server';
import {
  BASE_URL,
  fieldsOf,
  loginOf,
  settingsOfShape,
  TOKEN_URL,
  type Shape,
} from '../support/shapes';
import { RSA_KEY } from '../support/keys';
import { otherShapes } from '../support/other-shapes';
import { SimulatedClock } from '../support/simulated-clock';
import { CATALOGUE } from '../support/catalogue';
import { MADE_UP_SHAPES } from '../support/made-up-shapes';

function stage(shape: Shape, settings: Settings = settingsOfShape(shape)) {
  const clock = new SimulatedClock();
  const server = new ShapeServer(shape, loginOf(shape), () => clock.wallMs());
  const { send } = new FakeVendor(server.respond);
  const source = createTokenSource(settings, clock, () => 1);
  const url = new URL(`${BASE_URL}/things`);
  const call = async () => {
    const answer = await callWithToken({
      settings,
      source,
      send,
      wait: async (milliseconds) => clock.advanceSeconds(milliseconds / 1000),
      url,
      canRepeat: true,
      perform: async (tokenHeader) =>
        await exchange(settings, send, {
          method: 'GET',
          url: url.href,
          headers: { ...settings.apiHeaders, ...tokenHeader },
          timeoutMs: 30_000,
        }),
      answerOf: apiAnswer,
    });
    return answer.status;
  };
  return { server, source, clock, call };
}

/** So many requests at most, until the way of a login is found that the server takes. */
const MOST_LOGINS = 4;

async function expectCallable(shape: Shape): Promise<void> {
  const { server, source, clock, call } = stage(shape);
  const status = await call().catch(
    (error: Error) => `${error.message} (${server.complaints.join('; ')})`,
  );
  expect(status).toBe(200);
  expect(server.tokenRequests).toBeLessThanOrEqual(MOST_LOGINS);
  const { lifetimeKind, documentedLifetimeSeconds = 300 } = shape.answer;
  const lifetimeSeconds = lifetimeKind === null ? documentedLifetimeSeconds : LIFETIME_SECONDS;
  const { secondsLeft = 0 } = source.status();
  expect(secondsLeft).toBeGreaterThan(lifetimeSeconds - 2);
  expect(secondsLeft).toBeLessThanOrEqual(lifetimeSeconds);
  const before = server.tokenRequests;
  for (let window = 0; window < 3; window++) {
    clock.advanceSeconds(lifetimeSeconds + 1);
    expect(await call()).toBe(200);
  }
  // The way that worked is remembered.
  expect(server.tokenRequests).toBe(before + 3);
}

describe('The catalogue’s APIs are entered through the form’s own fields, and called', () => {
  test('all 75 of them', () => {
    expect(CATALOGUE).toHaveLength(75);
  });

  test.each(CATALOGUE.map((shape) => [shape.api, shape] as const))('%s', async (_api, shape) => {
    await expectCallable(shape);
  });

  test('in many distinct shapes', () => {
    const distinct = new Set(CATALOGUE.map(({ api: _api, ...facts }) => JSON.stringify(facts)));
    expect(distinct.size).toBeGreaterThan(25);
  });
});

describe('What the catalogue’s half has none of is entered and called as well', () => {
  test.each(MADE_UP_SHAPES.map((shape) => [shape.api, shape] as const))(
    '%s',
    async (_api, shape) => {
      await expectCallable(shape);
    },
  );
});

describe('A server of such a shape is strict', () => {
  const textbook = CATALOGUE.find(({ api }) => api === 'crowdstrike')!;
  const noisy = CATALOGUE.find(({ api }) => api === 'modmed')!;
  const other = (wanted: string) => MADE_UP_SHAPES.find(({ api }) => api.startsWith(wanted))!;

  test.each<[string, Shape, Record<string, unknown>]>([
    ['another encoding', textbook, { bodyFormat: 'json' }],
    ['a query', textbook, { bodyFormat: 'query' }],
    ['another name of the id', textbook, { clientIdParameter: 'clientId' }],
    ['another name of the secret', textbook, { clientSecretParameter: 'secret' }],
    ['another place of the client', textbook, { clientAuthentication: 'header' }],
    ['another grant type', textbook, { grantType: 'password' }],
    ['no grant type', textbook, { grantType: 'none' }],
    ['a further parameter', textbook, { extraParameters: 'a=1' }],
    ['no header on the token request', noisy, { tokenRequestHeaders: '' }],
    ['another header on the token request', noisy, { tokenRequestHeaders: 'x-api-key: other' }],
    ['no header on the call', noisy, { apiHeaders: '' }],
    ['another header for the token', textbook, { tokenHeader: 'X-Token' }],
    ['another word in front of it', textbook, { tokenPrefix: 'token' }],
    ['no word in front of it', textbook, { tokenPrefix: '' }],
    ['an address without its query', other('grant type in'), { tokenUrl: TOKEN_URL }],
    ['an address with another query', other('two parameters'), { tokenUrl: `${TOKEN_URL}?a=1` }],
    ['a body in place of the query', other('all in a query'), { bodyFormat: 'form' }],
    ['an assertion without the name of its key', other('assertion by an RSA'), { keyId: '' }],
    [
      'an assertion by another key',
      other('assertion by an elliptic'),
      { signingAlgorithm: 'RS256', privateKey: RSA_KEY },
    ],
    [
      'a text in place of a boolean',
      other('values that are no'),
      { extraParameters: 'isHashed=false\nattempts=1\nsecond=' },
    ],
    [
      'a flat body in place of a nested one',
      other('a nested body'),
      { secretParameters: 'keySecret=a' },
    ],
  ])('and refuses %s', async (_what, shape, fields) => {
    const entered = { ...fieldsOf(shape, loginOf(shape)), ...fields };
    const { call } = stage(shape, checkSettings('client-credentials', entered));
    expect(await call().catch(() => 'no token')).not.toBe(200);
  });

  test.each(MADE_UP_SHAPES.map((shape) => [shape.api, shape] as const))(
    'and refuses other values than its own: %s',
    async (_api, shape) => {
      const { call, server } = stage(shape, checkSettings('client-credentials', otherLogin(shape)));
      expect(await call().catch(() => 'no token')).not.toBe(200);
      expect(server.complaints).not.toEqual([]);
    },
  );
});

/** Everything as it should be, but for what only the user of the API knows. */
function otherLogin(shape: Shape): Record<string, unknown> {
  const login = loginOf(shape);
  const altered = JSON.stringify(login, (_name, value: unknown) =>
    typeof value === 'string' ? value.replace('=&+%', '+%=&').replace(/^the /, 'another ') : value,
  );
  return fieldsOf(shape, JSON.parse(altered) as typeof login);
}

describe('Shapes that the catalogue’s other half may have are called as well', () => {
  const shapes = otherShapes();

  test('hundreds of them, of which no two are alike', () => {
    expect(new Set(shapes.map((shape) => JSON.stringify(shape))).size).toBeGreaterThan(350);
  });

  test.each(shapes.map((shape) => [shape.api, shape] as const))('%s', async (_api, shape) => {
    await expectCallable(shape);
  });
});
