import { answer, type Headers } from '../server/answers';
import type { Exchange } from '../server/endpoint';
import type { FaultVendor } from '../server/vendor';
import type { Fault } from './fault';
import { soundMembers } from './sound';

export const MIB = 1024 * 1024;

/** What the API answers with 200 is an answer, whatever it holds; a token endpoint's is no token. */
export const noToken: Pick<Fault, 'hold' | 'apiEnds'> = {
  hold: { seconds: 10 },
  apiEnds: 'answered',
};
export const sound: Pick<Fault, 'hold' | 'apiEnds'> = { hold: 'none', apiEnds: 'echoed' };

/** The hosts' own clients take as much as comes. */
export const beyondHosts: Pick<Fault, 'hostsOwnAffair'> = {
  hostsOwnAffair: ['core-http-request', 'n8n'],
};

/** Answers every request with the same body. */
export function body(text: string | Buffer, headers: Headers = {}, status = 200) {
  return (exchange: Exchange) => answer(exchange, status, text, headers);
}

/** Answers what a sound endpoint would, changed on its way. */
export function changed(change: (text: string) => string | Buffer, headers: Headers = {}) {
  return (exchange: Exchange, vendor: FaultVendor) =>
    answer(exchange, 200, change(JSON.stringify(soundMembers(exchange, vendor))), headers);
}

/** Adds members to what a sound endpoint would answer. */
export function withMembers(more: string) {
  return changed((text) => `${text.slice(0, -1)},${more}}`);
}
