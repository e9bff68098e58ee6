import http from 'node:http';
import type { Socket } from 'node:net';
import { LenientHead } from '../../../../node-red/lib/lenient-head';
import { RequestScene, type Sent } from '../../support/request-scene';

const scene = new RequestScene();

afterEach(() => scene.close());

const STRICT: Sent = { properties: { ret: 'txt' } };
const LENIENT: Sent = { properties: { ret: 'txt', insecureHTTPParser: true } };

/** What Node's own lenient parser, and so the core node, makes of an answer. */
async function byNode(baseUrl: string) {
  return await new Promise<{ statusCode?: number; payload: string }>((resolve, reject) => {
    const asked = http.get(baseUrl, { insecureHTTPParser: true, agent: false }, (answer) => {
      let payload = '';
      answer
        .setEncoding('utf8')
        .on('data', (text: string) => (payload += text))
        .on('end', () => resolve({ statusCode: answer.statusCode!, payload }));
    });
    asked.on('error', reject);
  });
}

const END = (socket: Socket, answer: string) => socket.end(Buffer.from(answer, 'latin1'));

describe('an answer whose head is careless', () => {
  const body = 'HelloWorld';
  const answers: [string, string][] = [
    ['has bare line feeds', `HTTP/1.0 200\nContent-Type: text/plain\n\n${body}`],
    [
      'has a control character',
      `HTTP/1.1 200 OK\r\nx-a: b\x01c\r\ncontent-length: 10\r\n\r\n${body}`,
    ],
    [
      'has two lengths',
      `HTTP/1.1 200 OK\r\ncontent-length: 99\r\ntransfer-encoding: chunked\r\n\r\na\r\n${body}\r\n0\r\n\r\n`,
    ],
    ['is of another version', `HTTP/1.2 200 OK\r\ncontent-length: 10\r\n\r\n${body}`],
  ];

  test.each(answers)('as it %s is refused by default', async (_how, answer) => {
    const baseUrl = await scene.serveRaw((socket) => END(socket, answer));
    expect((await scene.send(baseUrl, STRICT)).failure).toMatchObject({
      code: 'unreachable',
      message: expect.stringContaining('its answer breaks the rules of HTTP'),
    });
  });

  test.each(answers)(
    'as it %s is read by a lenient node, as by the core node',
    async (_how, answer) => {
      const baseUrl = await scene.serveRaw((socket) => END(socket, answer));
      const expected = { statusCode: 200, payload: body };
      expect(await byNode(baseUrl)).toEqual(expected);
      const { msg, failure } = await scene.send(baseUrl, LENIENT);
      expect(failure).toBeUndefined();
      expect(msg).toMatchObject(expected);
    },
  );

  test('is read in any packets, after interim answers, and again on the same connection', async () => {
    const answer = `HTTP/1.1 100 C\n\nHTTP/1.1 103 E\nlink: a\n\nHTTP/1.1 200 OK\ncontent-length: 13\n\na\n\nb: HTTP/1.`;
    const sockets = new Set<Socket>();
    const baseUrl = await scene.serveRaw((socket) => {
      sockets.add(socket);
      const bytes = [...answer];
      const next = () => {
        const byte = bytes.shift();
        if (byte !== undefined) socket.write(byte, () => setImmediate(next));
      };
      next();
    });
    const login = scene.login(baseUrl);
    const dispatcher = login.lenientDispatcher();
    for (let round = 0; round < 3; round++) {
      const { msg } = await scene.sendWith(
        { ...login, lenientDispatcher: () => dispatcher },
        LENIENT,
      );
      expect(msg).toMatchObject({ statusCode: 200, payload: 'a\n\nb: HTTP/1.' });
    }
    expect(sockets.size).toBeLessThan(3);
  });

  test('is read through a proxy', async () => {
    const careless = await scene.serveRaw((socket) =>
      END(socket, `HTTP/1.1 200 OK\ncontent-length: 10\n\n${body}`),
    );
    // The proxy is the careless one: another would not let such an answer through.
    const settings = { httpProxy: careless, httpsProxy: careless, noProxy: '' };
    const sent = { ...LENIENT, proxy: settings };
    expect((await scene.send('http://vendor.example', sent)).msg).toMatchObject({ payload: body });
  });

  test('is refused by a strict node of the same login, whoever asked before', async () => {
    const baseUrl = await scene.serveRaw((socket) => {
      socket.write(`HTTP/1.1 200 OK\ncontent-length: 10\n\n${body}`);
    });
    const login = scene.login(baseUrl);
    expect((await scene.sendWith(login, LENIENT)).msg).toMatchObject({ payload: body });
    expect((await scene.sendWith(login, STRICT)).failure).toMatchObject({ code: 'unreachable' });
  });
});

describe('a head that is mended', () => {
  const mended = (head: string) => {
    const filter = new LenientHead();
    filter.expectAnswer();
    return filter.pass(Buffer.from(head, 'latin1')).toString('latin1');
  };

  test('stays as it is where nothing is wrong with it', () => {
    const head = 'HTTP/1.1 200 OK\r\nA: b\r\nset-cookie: a=b; c\tö\r\n\r\nbody\n\n';
    expect(mended(head)).toBe(head);
  });

  test('loses lines that are no headers, and folds', () => {
    expect(mended('HTTP/1.1 200 OK\nnothing\n: x\na b: c\nA : d\n\te\r\nB:\r\r\n\n')).toBe(
      'HTTP/1.1 200 OK\r\nA: d e\r\nB: \r\n\r\n',
    );
  });

  test('holds no more than an answer may have', () => {
    const filter = new LenientHead();
    filter.expectAnswer();
    expect(filter.pass(Buffer.from('HTTP/1.1 200 OK\nA: '))).toHaveLength(0);
    expect(filter.pass(Buffer.alloc(20_000, 'a')).length).toBeGreaterThan(20_000);
    expect(filter.pass(Buffer.from('\n\nb')).toString()).toBe('\n\nb');
  });
});
