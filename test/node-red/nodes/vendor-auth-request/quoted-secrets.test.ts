import { RequestScene, type Sent } from '../../support/request-scene';
import { type Answers, sendBetween } from '../../support/two-origins';

const TOKEN = 'Tok3n.of-the-vendor/42==';
const KEY = 'k3y+of/the login==';
const LOGIN = { tokenHeader: 'X-Access-Token', apiHeaders: `Ocp-Apim-Subscription-Key: ${KEY}` };

describe('no error quotes', () => {
  const scene = new RequestScene();
  afterEach(async () => await scene.close());
  const run = (sent: Sent, answers?: Answers) => sendBetween(scene, sent, answers);
  const respond = () => ({ body: { access_token: TOKEN, expires_in: 300 } });
  const quoting = (secret: string) => Buffer.from(secret).toString('hex').slice(0, 40);

  test.each([
    ['the token', TOKEN],
    ['a further header', KEY],
  ])('%s, where a redirect names a host by it', async (_what, secret) => {
    const { failure } = await run(
      { respond, fields: LOGIN, properties: { method: 'POST' }, msg: { payload: 'x' } },
      () => () => [307, `http://${quoting(secret)}.example/`],
    );

    expect(failure).toMatchObject({ code: 'redirected' });
    expect(failure?.fullMessage).toContain('A server');
    expect(failure?.fullMessage).not.toContain(quoting(secret));
  });

  test.each([
    ['the token', TOKEN],
    ['a further header', KEY],
  ])('%s, where a redirect names a path by it', async (_what, secret) => {
    const { failure } = await run(
      { respond, fields: LOGIN, properties: { senderr: true } },
      ({ home }) =>
        ({ where }, response) => {
          if (where === 'home/start') return [302, `${home}/${quoting(secret)}`];
          response.writeHead(404).end();
          return undefined;
        },
    );

    expect(failure).toMatchObject({ code: 'not-found' });
    expect(failure?.fullMessage).toContain('this address');
    expect(failure?.fullMessage).not.toContain(quoting(secret));
  });
});
