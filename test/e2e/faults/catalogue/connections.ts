import { answerJson, dribble, endlessly, head } from '../server/answers';
import type { Fault, FaultKind } from './fault';
import { soundMembers } from './sound';

/** The same for every connection that breaks: it may be better in a moment (rule T6). */
const broken: Pick<Fault, 'hold'> = { hold: 'growing' };
const hanging: Pick<Fault, 'hold' | 'takesTokenTimeout'> = { ...broken, takesTokenTimeout: true };

/** n8n's node reads the body by itself, and waits without end for a rest that does not come. */
const inBody: Pick<Fault, 'hostsOwnAffair'> = { hostsOwnAffair: ['n8n'] };

const HALF_ANSWER = '{"access_token":"';

export const connections: FaultKind = {
  title: 'Connections',
  faults: [
    { ...broken, name: 'refuses the connection', connection: 'refused' },
    { ...broken, name: 'resets the connection', connection: (socket) => socket.resetAndDestroy() },
    { ...broken, name: 'closes without an answer', behave: ({ socket }) => socket.destroy() },
    { ...hanging, name: 'hangs before the head', behave: () => undefined },
    {
      ...hanging,
      name: 'hangs in the head',
      behave: ({ socket }) => socket.write('HTTP/1.1 200 OK\r\ncontent-ty'),
    },
    {
      ...hanging,
      ...inBody,
      name: 'hangs after the head',
      behave: ({ socket }) => socket.write(head(200, { 'content-length': '100' })),
    },
    {
      ...hanging,
      ...inBody,
      name: 'hangs in the body',
      behave: ({ socket }) => socket.write(head(200, { 'content-length': '100' }) + HALF_ANSWER),
    },
    {
      ...hanging,
      name: 'trickles the head',
      behave: (exchange) => {
        exchange.socket.write('HTTP/1.1 200 OK\r\n');
        void dribble(exchange, endlessly('x-more: 1\r\n'), 500);
      },
    },
    {
      ...hanging,
      ...inBody,
      name: 'trickles the body',
      behave: (exchange) => {
        exchange.socket.write(head(200, { 'content-length': '100000' }));
        void dribble(exchange, endlessly(' '), 500);
      },
    },
    {
      ...broken,
      name: 'closes in the head',
      behave: ({ socket }) => socket.end('HTTP/1.1 200 OK\r\ncontent-ty'),
    },
    {
      ...broken,
      ...inBody,
      name: 'closes in the body',
      behave: ({ socket }) => socket.end(head(200, { 'content-length': '100' }) + HALF_ANSWER),
    },
    {
      ...broken,
      ...inBody,
      name: 'resets in the body',
      behave: ({ socket }) =>
        socket.write(head(200, { 'content-length': '100' }) + HALF_ANSWER, () =>
          socket.resetAndDestroy(),
        ),
    },
    {
      ...hanging,
      ...inBody,
      name: 'tells too great a length',
      behave: (exchange, vendor) => {
        const body = JSON.stringify(soundMembers(exchange, vendor));
        exchange.socket.write(head(200, { 'content-length': String(body.length + 50) }) + body);
      },
    },
    {
      ...inBody,
      name: 'tells too small a length',
      apiEnds: 'answered',
      behave: (exchange, vendor) =>
        answerJson(exchange, 200, soundMembers(exchange, vendor), { 'content-length': '9' }),
    },
    {
      ...broken,
      name: 'tells two lengths',
      behave: ({ socket }) =>
        socket.end(head(200, { 'content-length': '2', 'Content-Length': '9' }) + '{}       '),
    },
    {
      ...broken,
      ...inBody,
      name: 'sends chunks that are none',
      behave: ({ socket }) =>
        socket.write(head(200, { 'transfer-encoding': 'chunked' }) + 'ZZ\r\n{}\r\n0\r\n\r\n'),
    },
    {
      ...broken,
      ...inBody,
      name: 'closes before the last chunk',
      behave: ({ socket }) =>
        socket.end(head(200, { 'transfer-encoding': 'chunked' }) + '2\r\n{}\r\n'),
    },
    {
      ...broken,
      name: 'speaks another protocol',
      behave: ({ socket }) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'),
    },
    {
      ...broken,
      name: 'sends a head that never ends',
      behave: (exchange) => {
        exchange.socket.write('HTTP/1.1 200 OK\r\n');
        void dribble(exchange, endlessly(`x-more: ${'m'.repeat(1000)}\r\n`), 0);
      },
    },
    {
      ...broken,
      name: 'sends a control character in a header',
      behave: ({ socket }) =>
        socket.end('HTTP/1.1 200 OK\r\nx-name: a\u0000b\r\ncontent-length: 2\r\n\r\n{}'),
    },
    {
      name: 'sends an unasked 100 Continue, then the answer',
      hold: 'none',
      apiEnds: 'echoed',
      behave: (exchange, vendor) => {
        exchange.socket.write('HTTP/1.1 100 Continue\r\n\r\n');
        answerJson(exchange, 200, soundMembers(exchange, vendor));
      },
    },
    {
      name: 'sends 103 Early Hints, then the answer',
      hold: 'none',
      apiEnds: 'echoed',
      behave: (exchange, vendor) => {
        exchange.socket.write('HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n');
        answerJson(exchange, 200, soundMembers(exchange, vendor));
      },
    },
    {
      ...hanging,
      name: 'sends 103 Early Hints without end',
      behave: (exchange) =>
        void dribble(exchange, endlessly('HTTP/1.1 103 Early Hints\r\n\r\n'), 200),
    },
    {
      ...broken,
      name: 'switches protocols unasked',
      // Some clients wait for what comes next, and do not see that the connection has ended.
      takesTokenTimeout: true,
      outlastsConnection: true,
      hostsOwnAffair: ['core-http-request'],
      behave: ({ socket }) =>
        socket.end('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n'),
    },
  ],
};
