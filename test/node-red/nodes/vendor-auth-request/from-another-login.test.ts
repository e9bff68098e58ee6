import { markSent } from '../../../../node-red/lib/bearer-marks';
import { RequestScene, type Sent } from '../../support/request-scene';
import { type Answers, sendBetween } from '../../support/two-origins';

describe('what a vendor-auth-bearer node put on a message for another login', () => {
  const scene = new RequestScene();
  afterEach(async () => await scene.close());
  const run = (sent: Sent, answers?: Answers) => sendBetween(scene, sent, answers);
  const OTHER = { 'x-access-token': 'of another', 'x-key': 'k of another' };
  const fromBearer = (headers: Record<string, string>, own: object = {}) => {
    const msg = { _msgid: 'id' };
    markSent(msg, 'bearer', { headers, mayFollowRedirects: false });
    return Object.assign(msg, { headers: { ...headers, ...own } });
  };

  test('does not reach this one, and does not decide about its redirects', async () => {
    const { seen, given } = await run(
      { msg: fromBearer(OTHER, { 'x-mine': 'yes' }) },
      ({ home }) =>
        ({ where }) =>
          where === 'home/start' ? [302, `${home}/end`] : undefined,
    );

    expect(seen.map(({ where }) => where)).toEqual(['home/start', 'home/end']);
    expect(seen[0]!.headers).toMatchObject({ 'x-mine': 'yes', authorization: 'Bearer token-1' });
    expect(JSON.stringify([seen, given])).not.toContain('of another');
  });

  test('does not, even in Authorization, where the user may set one', async () => {
    const { seen } = await run({
      fields: { tokenHeader: 'X-Access-Token' },
      msg: fromBearer({ authorization: 'Bearer of another' }),
    });

    expect(seen[0]!.headers).not.toHaveProperty('authorization');
  });

  test('is gone where the request fails as well', async () => {
    const { given, failure } = await run({
      properties: { url: 'https://elsewhere.example/' },
      msg: fromBearer(OTHER),
    });

    expect(failure).toMatchObject({ code: 'foreign-origin' });
    expect(given['headers']).toEqual({});
  });
});
