import type { Fault, FaultKind } from './fault';

/** A certificate that is wrong stays wrong: no growing intervals, but a hold as for a refused client. */
const wrong: Pick<Fault, 'hold'> = { hold: { seconds: 10 } };

export const certificates: FaultKind = {
  title: 'TLS',
  faults: [
    { ...wrong, name: 'self-signed certificate', tls: 'selfSigned' },
    { ...wrong, name: 'expired certificate', tls: 'expired' },
    { ...wrong, name: 'certificate that is not valid yet', tls: 'notYetValid' },
    { ...wrong, name: 'certificate for another name', tls: 'wrongName' },
    { ...wrong, name: 'certificate of an unknown authority', tls: 'unknownAuthority' },
    { ...wrong, name: 'certificate with too weak a key', tls: 'weakKey' },
    {
      name: 'handshake that hangs',
      tls: 'good',
      hold: 'growing',
      takesTokenTimeout: true,
      connection: () => undefined,
    },
    {
      name: 'handshake that is broken off',
      tls: 'good',
      hold: 'growing',
      connection: (socket) => void socket.once('data', () => socket.destroy()),
    },
    {
      name: 'handshake that is refused with an alert',
      tls: 'good',
      hold: 'growing',
      connection: (socket) =>
        void socket.once('data', () => socket.end(Buffer.from('15030300020228', 'hex'))),
    },
    {
      name: 'no TLS, but HTTP',
      tls: 'good',
      hold: 'growing',
      connection: (socket) =>
        void socket.once('data', () =>
          socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n'),
        ),
    },
  ],
};
