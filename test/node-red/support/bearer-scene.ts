import type { NodeMessageInFlow } from 'node-red';
import type { Credential } from '../../../node-red/lib/credential';
import { hashSum } from '../../../node-red/lib/hash-sum';
import { sendWithToken } from '../../../node-red/nodes/vendor-auth-bearer/send-with-token';
import { SentRequests } from '../../../node-red/nodes/vendor-auth-bearer/sent-requests';
import { scene, settingsOf, type VendorId } from '../../core/support/credentials';
import type { Respond } from '../../core/support/fake-vendor';
import { API, vendorThat } from './any-vendor';

/** By default a login for any other vendor. */
export interface BearerOptions {
  readonly id?: string;
  readonly vendor?: VendorId;
  readonly fields?: Record<string, unknown>;
  readonly respond?: Respond;
}

export interface CoreAnswer {
  readonly statusCode?: number | string;
  readonly payload?: unknown;
  readonly headers?: Record<string, unknown>;
}

/** A vendor-auth-bearer node whose second output is wired, with what it sends and waits for. */
export function bearer({ id = 'bearer', vendor, fields, respond }: BearerOptions = {}) {
  const login = scene(
    respond ?? vendorThat(),
    settingsOf(
      vendor ?? 'client-credentials',
      vendor === undefined ? { ...API, ...fields } : fields,
    ),
  );
  const { settings, source, clock } = login;
  const waitedMs: number[] = [];
  const node = {
    id,
    expectsAnswers: () => true,
    sent: new SentRequests(() => clock.monotonicMs()),
    wait: async (milliseconds: number) => {
      waitedMs.push(milliseconds);
      clock.advanceSeconds(milliseconds / 1000);
    },
  };
  const credential = { settings, send: login.vendor.send, source: () => source };
  const receive = async (msg: object, signal = new AbortController().signal) => {
    const outputs = await sendWithToken(
      node,
      msg as NodeMessageInFlow,
      credential as unknown as Credential,
      signal,
    );
    const [again, answer] = outputs as (NodeMessageInFlow | null)[];
    return { again: again as Sent | null, answer: answer as Sent | null };
  };
  /** Sends a message off and gives it as it leaves by the first output. */
  const send = async (msg: object = {}) => (await receive(msg)).again!;
  const tokenRequests = () =>
    login.vendor.requests.filter(({ method }) => method === 'POST').length;
  const testCalls = () => login.vendor.requests.filter(({ method }) => method === 'GET');
  return { ...login, node, receive, send, waitedMs, tokenRequests, testCalls };
}

export type Sent = NodeMessageInFlow & { headers: Record<string, unknown> };

/** What the core node makes of a message, under its own names. */
export function answered(
  msg: Sent,
  { statusCode = 200, payload = '', headers = {} }: CoreAnswer = {},
) {
  const marked = { ...headers, 'x-node-red-request-node': hashSum(headers) };
  return Object.assign(msg, { statusCode, payload, headers: marked });
}

/** What it makes of one whose request failed: the headers stay. */
export function failed(msg: Sent) {
  return Object.assign(msg, { statusCode: 'ECONNREFUSED', payload: 'connect ECONNREFUSED' });
}
