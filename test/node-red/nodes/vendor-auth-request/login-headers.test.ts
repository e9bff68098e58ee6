import { isUntouchedAnswer } from '../../../../node-red/lib/message-headers';
import { RequestScene, type Sent } from '../../support/request-scene';
import { type Answers, ofAnyVendor, sendBetween, twoOrigins } from '../../support/two-origins';

const IN_ANOTHER_HEADER = { tokenHeader: 'X-Access-Token', tokenPrefix: '' };
const KEY = 'k3y+of/the login==';
const WITH_KEY = { apiHeaders: `Ocp-Apim-Subscription-Key: ${KEY}\nCookie: session=${KEY}` };
const LOGIN = { ...IN_ANOTHER_HEADER, ...WITH_KEY };

const headerRow = (name: string, value: string) => ({
  keyType: 'other',
  keyValue: name,
  valueType: 'other',
  valueValue: value,
});

describe('the headers of a login:', () => {
  const scene = new RequestScene();
  afterEach(async () => await scene.close());

  const run = (sent: Sent, answers?: Answers) => sendBetween(scene, sent, answers);
  const redirected =
    (status: number, back = false): Answers =>
    ({ home, elsewhere }) =>
    ({ where }) => {
      if (where === 'home/start') return [status, `${elsewhere}/landing`];
      return back && where === 'elsewhere/landing' ? [307, `${home}/end`] : undefined;
    };

  describe('a token', () => {
    test.each([
      ['by itself', IN_ANOTHER_HEADER, 'token-1'],
      ['behind a word', { ...IN_ANOTHER_HEADER, tokenPrefix: 'token' }, 'token token-1'],
    ])('goes out in the header that the login names, %s', async (_how, fields, value) => {
      const { msg, seen } = await run({ fields });

      expect(msg).toMatchObject({ statusCode: 200 });
      expect(seen[0]!.headers).toMatchObject({ 'x-access-token': value });
      expect(seen[0]!.headers).not.toHaveProperty('authorization');
    });

    test('stands there whatever message and dialog have in its place', async () => {
      const { seen } = await run({
        fields: IN_ANOTHER_HEADER,
        properties: { headers: [headerRow('X-Access-TOKEN', 'of the dialog')] },
        msg: { headers: { 'X-ACCESS-TOKEN': 'of the message' } },
      });

      expect(seen[0]!.headers['x-access-token']).toBe('token-1');
    });

    test('leaves the user an Authorization of their own, for the vendor alone', async () => {
      const own = { authorization: 'Basic b3du' };
      for (const sent of [
        { msg: { headers: { Authorization: own.authorization } } },
        { properties: { headers: [headerRow('Authorization', own.authorization)] } },
      ]) {
        const { seen } = await run({ fields: IN_ANOTHER_HEADER, ...sent }, redirected(302, true));

        expect(seen.map(({ where }) => where)).toEqual([
          'home/start',
          'elsewhere/landing',
          'home/end',
        ]);
        expect(seen[0]!.headers).toMatchObject(own);
        for (const { headers } of seen.slice(1))
          expect(JSON.stringify(headers)).not.toContain('b3du');
      }
    });

    test.each([
      ['Authorization', {}, 'authorization'],
      ['another header', IN_ANOTHER_HEADER, 'x-access-token'],
    ])('in %s that is rejected is replaced', async (_where, fields, header) => {
      const origins = await twoOrigins(scene, () => ({ headers }, response) => {
        if (!/token-2$/.test(String(headers[header]))) response.writeHead(401).end();
        return undefined;
      });
      const opened = scene.login(origins.home, ofAnyVendor({ fields }));
      await opened.token();
      opened.clock.advanceSeconds(10);
      const { msg } = await scene.sendWith(opened);

      expect(msg).toMatchObject({ statusCode: 200 });
      expect(origins.seen.map(({ headers }) => String(headers[header]).split(' ').at(-1))).toEqual([
        'token-1',
        'token-2',
      ]);
    });

    test.each([
      ['Authorization', {}, 'authorization'],
      ['another header', IN_ANOTHER_HEADER, 'x-access-token'],
    ])(
      'in %s never stays on a message, even if the answer repeats it',
      async (_where, fields, header) => {
        const { msg } = await run({ fields }, () => ({ headers }, response) => {
          response
            .writeHead(200, { [header.toUpperCase()]: headers[header]!, link: '</next>' })
            .end('{}');
          return undefined;
        });

        expect(msg!.headers).toMatchObject({ link: '</next>' });
        expect(JSON.stringify(msg)).not.toContain('token-1');
        expect(isUntouchedAnswer(msg!.headers)).toBe(true);
      },
    );

    test('that stood on a message that fails is gone from there, too', async () => {
      const { given, failure } = await run({
        fields: IN_ANOTHER_HEADER,
        properties: { url: 'https://elsewhere.example/' },
        msg: { headers: { 'X-Access-Token': 'of another node', 'x-mine': 'yes' } },
      });

      expect(failure).toMatchObject({ code: 'foreign-origin' });
      expect(given['headers']).toEqual({ 'x-mine': 'yes' });
    });
  });

  describe('further headers', () => {
    test('go out, unless message or dialog set them in whatever spelling', async () => {
      const { seen } = await run({ fields: WITH_KEY });
      expect(seen[0]!.headers).toMatchObject({
        'ocp-apim-subscription-key': KEY,
        cookie: `session=${KEY}`,
      });

      for (const sent of [
        { msg: { headers: { 'OCP-Apim-Subscription-KEY': 'mine' } } },
        { properties: { headers: [headerRow('ocp-apim-Subscription-Key', 'mine')] } },
      ]) {
        const own = await run({ fields: WITH_KEY, ...sent });
        expect(own.seen[0]!.headers['ocp-apim-subscription-key']).toBe('mine');
      }
    });

    test('are on the test call, too', async () => {
      const origins = await twoOrigins(scene, () => (_seen, response) => {
        response.writeHead(403).end();
        return undefined;
      });
      const fields = { ...LOGIN, checkPath: 'me', rejectedStatuses: '403' };
      const opened = scene.login(origins.home, ofAnyVendor({ fields }));
      await opened.token();
      opened.clock.advanceSeconds(10);
      await scene.sendWith(opened);

      expect(opened.vendor.requests.filter(({ method }) => method === 'GET')).toMatchObject([
        { headers: { 'ocp-apim-subscription-key': KEY, 'x-access-token': 'token-1' } },
      ]);
    });

    test('do not stay on a message', async () => {
      const { msg } = await run({ fields: LOGIN });
      expect(JSON.stringify(msg)).not.toContain(KEY);
    });
  });

  describe.each([301, 302, 303, 307, 308])('a redirect with %d', (status) => {
    test('to an origin that does not get the token leaves all of them behind, for good', async () => {
      const { msg, seen } = await run({ fields: LOGIN }, redirected(status, true));

      expect(msg).toMatchObject({ statusCode: 200 });
      expect(seen.map(({ where }) => where)).toEqual([
        'home/start',
        'elsewhere/landing',
        'home/end',
      ]);
      expect(seen[0]!.headers).toMatchObject({
        'x-access-token': 'token-1',
        cookie: `session=${KEY}`,
      });
      for (const { headers } of seen.slice(1)) {
        expect(headers).not.toHaveProperty('x-access-token');
        expect(JSON.stringify(headers)).not.toMatch(/token-1|k3y/);
      }
    });

    test('to an origin that the user listed takes all along but cookies', async () => {
      const origins = await twoOrigins(scene, redirected(status));
      const fields = { ...LOGIN, allowedOrigins: origins.elsewhere };
      await scene.send(origins.home, ofAnyVendor({ fields }));

      expect(origins.seen[1]).toMatchObject({
        where: 'elsewhere/landing',
        headers: { 'x-access-token': 'token-1', 'ocp-apim-subscription-key': KEY },
      });
      expect(origins.seen[1]!.headers).not.toHaveProperty('cookie');
    });
  });
});
