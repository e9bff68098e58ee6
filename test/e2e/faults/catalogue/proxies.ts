import type { Fault, FaultKind } from './fault';

/** Without TLS, what the proxy answers stands for the vendor's answer. */
const plain: readonly Fault[] = [
  { name: 'proxy that cannot be reached', proxy: 'refuses', hold: 'growing' },
  { name: 'proxy that forbids', proxy: 'forbids' },
  { name: 'proxy that wants a password', proxy: 'wantsPassword', hold: 'growing' },
  { name: 'proxy that closes', proxy: 'closes', hold: 'growing' },
  { name: 'proxy that answers with a page', proxy: 'servesPage', apiEnds: 'answered' },
  {
    name: 'proxy that hangs',
    proxy: 'hangs',
    hold: 'growing',
    takesTokenTimeout: true,
    // It waits beyond msg.requestTimeout.
    hostsOwnAffair: ['core-http-request'],
  },
];

/** With TLS, the proxy lets no tunnel come about, and no answer is the vendor's. */
const tunnelled: readonly Fault[] = plain
  .filter(({ proxy }) => proxy !== 'servesPage')
  .map((fault) => ({
    ...fault,
    name: `${fault.name}, for TLS`,
    tls: 'good',
    hold: 'growing',
    ...(fault.proxy === 'hangs' && { hostsOwnAffair: ['core-http-request', 'n8n'] as const }),
  }));

export const proxies: FaultKind = { title: 'Proxies', faults: [...plain, ...tunnelled] };
