import {
  createServer,
  type IncomingHttpHeaders,
  type RequestListener,
  type Server,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FlowNode } from '../../../demo/node-red-host';
import { bearerNode, flowOf, httpRequestNode, requestNode } from '../support/flows';
import { freshLogin, type Host, nextArrival } from '../support/host';

const TOKEN = 'the.token-of/the==vendor';
const KEY = 'k3y-of/the+login';

/** Where tokens and further headers may go, with the real core node behind the bearer. */
export function describeOrigins(host: Host): void {
  const servers: Server[] = [];
  let called: IncomingHttpHeaders[];
  let reached: IncomingHttpHeaders[];
  let vendor: string;

  async function serve(listener: RequestListener): Promise<string> {
    const server = createServer(listener);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  let logins = 0;
  /** Of a client that nobody has a token for yet. */
  const loginWith = (fields: object, credentials: object = {}): FlowNode => ({
    id: 'auth',
    type: 'vendor-auth',
    vendor: 'client-credentials',
    baseUrl: vendor,
    tokenUrl: `${vendor}/token`,
    version: 1,
    ...fields,
    credentials: { clientId: `client ${++logins}`, clientSecret: 'its secret', ...credentials },
  });
  const WAYS: [string, () => FlowNode, string][] = [
    ['the token in Authorization', () => loginWith({}), 'authorization'],
    [
      'the token in another header',
      () => loginWith({ tokenHeader: 'X-Access-Token' }),
      'x-access-token',
    ],
    [
      'a further header that is secret',
      () => loginWith({}, { apiHeaders: `Ocp-Apim-Subscription-Key: ${KEY}` }),
      'ocp-apim-subscription-key',
    ],
  ];

  describe('a redirect to another origin', () => {
    beforeEach(async () => {
      [called, reached] = [[], []];
      const elsewhere = await serve((request, response) => {
        reached.push(request.headers);
        response.end('{}');
      });
      vendor = await serve((request, response) => {
        request.resume();
        if (request.url === '/token') {
          response.end(JSON.stringify({ access_token: TOKEN, expires_in: 300 }));
          return;
        }
        called.push(request.headers);
        response.writeHead(302, { location: `${elsewhere}/landing` }).end('{}');
      });
    });
    afterEach(async () => {
      for (const server of servers.splice(0)) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    });

    test.each(WAYS)('leaves behind %s that stands on a message', async (_what, login, header) => {
      await host.nodeRed.deploy(
        flowOf(
          login(),
          bearerNode('auth', { wires: [['http'], ['answers']] }),
          httpRequestNode(`${vendor}/start`, { wires: [['bearer']] }),
        ),
      );
      await host.nodeRed.receive([{ nodeId: 'bearer', msg: { topic: 'kept' } }]);
      const msg = await nextArrival(host.nodeRed, 'answers');

      expect(called[0]![header]).toMatch(/the\.token|k3y/);
      expect(JSON.stringify(reached)).not.toMatch(/the\.token|k3y/);
      // Where the core node would take it along, it does not go there at all.
      expect(msg['statusCode']).toBe(header === 'authorization' ? 200 : 302);
      expect(JSON.stringify(msg)).not.toMatch(/the\.token|k3y/);
      expect(msg).not.toHaveProperty('followRedirects');
    });

    test.each(WAYS)(
      'leaves behind %s that the request node sends',
      async (_what, login, header) => {
        await host.nodeRed.deploy(flowOf(login(), requestNode('auth', 'start')));
        await host.nodeRed.receive([{ nodeId: 'request', msg: {} }]);
        const msg = await nextArrival(host.nodeRed, 'answers');

        expect(called[0]![header]).toMatch(/the\.token|k3y/);
        expect(reached).toHaveLength(1);
        expect(JSON.stringify([reached, msg])).not.toMatch(/the\.token|k3y/);
      },
    );
  });

  describe('vendor-auth-request', () => {
    const dai = () => host.sandbox.vendors['eggplant-dai'];
    const deploy = async (url: string, login = freshLogin(dai())) =>
      await host.nodeRed.deploy(flowOf(login, requestNode('auth', url)));
    const send = (msg: object) => host.nodeRed.receive([{ nodeId: 'request', msg }]);
    const answer = () => nextArrival(host.nodeRed, 'answers');
    const failure = async () =>
      (await nextArrival(host.nodeRed, 'caught'))['error'] as { message: string; code: string };

    test('follows a redirect to another origin, but the token stays behind', async () => {
      await deploy('sandbox/redirect/other-origin');
      host.sandbox.elsewhere.reset();
      await send({ headers: { 'x-mine': '1' } });
      const msg = await answer();

      expect(msg).toMatchObject({ statusCode: 200, payload: { elsewhere: true } });
      expect(msg['redirectList']).toHaveLength(1);
      expect(host.sandbox.elsewhere.stats()).toMatchObject({
        requests: 1,
        authorizationHeadersSeen: 0,
      });
    });

    test('follows a redirect within the origin with the token, unless the message forbids it', async () => {
      await deploy('sandbox/redirect/same-origin');
      await send({});
      expect((await answer())['payload']).toMatchObject({ authorizationScheme: 'Bearer' });

      await send({ followRedirects: false });
      expect((await answer())['statusCode']).toBe(302);
    });

    test('a redirect in circles ends as a failure', async () => {
      await deploy('sandbox/redirect/itself');
      await send({});

      expect(await failure()).toMatchObject({ code: 'redirected' });
    });

    test('an address on another origin is refused before anything is sent', async () => {
      await deploy('');
      await send({ url: `${host.sandbox.elsewhere.baseUrl}/landing` });
      const { message } = await failure();

      expect(message).toContain(host.sandbox.elsewhere.baseUrl);
      expect(message).toContain('Allowed Origins');
      expect(dai().stats().tokenRequests).toBe(0);
    });

    test('an origin that the user listed gets the token', async () => {
      const elsewhere = host.sandbox.elsewhere;
      elsewhere.reset();
      await deploy('', freshLogin(dai(), { allowedOrigins: elsewhere.baseUrl }));
      await send({ url: `${elsewhere.baseUrl}/landing` });

      expect(await answer()).toMatchObject({ statusCode: 200 });
      expect(elsewhere.stats().authorizationHeadersSeen).toBe(1);
    });
  });
}
