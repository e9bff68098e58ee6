import { answer, chunkOf, dribble, endlessly, head } from '../server/answers';
import type { Exchange } from '../server/endpoint';
import type { FaultVendor } from '../server/vendor';
import type { Fault, FaultKind } from './fault';

type Location = (exchange: Exchange, vendor: FaultVendor) => string;

/** A redirect to the place that `location` tells; further requests for that place are redirected too. */
function redirecting(status: number, location: Location) {
  return (exchange: Exchange, vendor: FaultVendor) =>
    answer(exchange, status, '', { location: location(exchange, vendor) });
}

/** A redirect whose body never ends. */
function endlessly302(location: Location) {
  return (exchange: Exchange, vendor: FaultVendor) => {
    const headers = { 'transfer-encoding': 'chunked', location: location(exchange, vendor) };
    exchange.socket.write(head(302, headers));
    void dribble(exchange, endlessly(chunkOf('r')), 5);
  };
}

/** To another path of the same server, where it ends with 200. */
function onceOnSameOrigin(status: number) {
  return (exchange: Exchange) => {
    if (exchange.request.target.startsWith('/moved'))
      return answer(exchange, 200, '{"moved":true}');
    answer(exchange, status, '', { location: '/moved' });
  };
}

const toItself: Location = ({ request }) => request.target;
const elsewhere: Location = (_exchange, vendor) => `${vendor.elsewhere.origin}/taken`;

const STATUSES = [301, 302, 303, 307, 308];
const followed: Pick<Fault, 'apiEnds'> = { apiEnds: 'answered' };

export const redirects: FaultKind = {
  title: 'Redirects',
  faults: [
    ...STATUSES.flatMap((status): Fault[] => [
      {
        ...followed,
        name: `${String(status)} to the same origin`,
        behave: onceOnSameOrigin(status),
      },
      {
        ...followed,
        name: `${String(status)} to another origin`,
        behave: redirecting(status, elsewhere),
      },
    ]),
    ...[301, 307, 308].flatMap((status): Fault[] => [
      {
        ...followed,
        name: `${String(status)} to the same origin, of a POST`,
        // The token request is always one.
        sides: ['api'],
        posts: true,
        behave: onceOnSameOrigin(status),
      },
      {
        name: `${String(status)} to another origin, of a POST`,
        sides: ['api'],
        posts: true,
        // Whether it is followed without the body or not at all is the client's choice.
        apiEnds: 'either',
        behave: redirecting(status, elsewhere),
      },
    ]),
    { name: '302 to itself', mostArrivals: 22, behave: redirecting(302, toItself) },
    {
      name: '302 to ever new addresses',
      mostArrivals: 22,
      behave: redirecting(302, ({ request }) => `${request.target}0`),
    },
    { name: '302 without Location', behave: (exchange) => answer(exchange, 302, '') },
    { name: '307 without Location', behave: (exchange) => answer(exchange, 307, '') },
    { name: '302 to no address', behave: redirecting(302, () => 'http://[') },
    { name: '302 to a script', behave: redirecting(302, () => 'javascript:alert(1)') },
    { name: '302 to a file', behave: redirecting(302, () => 'file:///etc/passwd') },
    {
      name: '302 to a closed port',
      behave: redirecting(302, () => 'http://127.0.0.1:1/'),
    },
    {
      name: '302 with a body that never ends, to itself',
      isEndless: true,
      mostArrivals: 22,
      apiEnds: 'either',
      hostsOwnAffair: ['core-http-request', 'n8n'],
      behave: endlessly302(toItself),
    },
    {
      name: '302 with a body that never ends, to another origin',
      isEndless: true,
      apiEnds: 'either',
      hostsOwnAffair: ['core-http-request', 'n8n'],
      behave: endlessly302(elsewhere),
    },
    {
      name: '302 with a secret in the Location',
      sides: ['token'],
      behave: redirecting(302, ({ request }) => `http://${carried(request.body)}.example/`),
    },
  ],
};

/** What a token request carries as its secret. */
function carried(body: string): string {
  return new URLSearchParams(body).get('client_secret') ?? 'none';
}
