import type { SandboxVendor } from '../sandbox';
import { nodeIds } from './example-flow';
import type { NodeRedHost } from './node-red-host';

const ANSWER_TIMEOUT_MS = 20_000;

/** What came of one vendor's protected call. */
export interface Outcome {
  readonly vendor: string;
  readonly isAnswered: boolean;
  /** The answer in short, or why there is none. */
  readonly says: string;
  readonly tokenRequests: number;
}

interface Arrival {
  readonly statusCode?: number;
  readonly payload?: unknown;
  readonly error?: { readonly message: string };
}

/** Pushes the example's button for a vendor, as the editor would, and waits for what arrives. */
export async function callVendor(host: NodeRedHost, vendor: SandboxVendor): Promise<Outcome> {
  const arrival = nextArrival(host, vendor.id);
  const pushed = await fetch(`${host.url}/inject/${nodeIds.inject(vendor.id)}`, { method: 'POST' });
  if (!pushed.ok) throw new Error(`The button for ${vendor.name} did not work: ${pushed.status}`);
  const { error, statusCode, payload } = await arrival;
  return {
    vendor: vendor.name,
    isAnswered: error === undefined,
    says: error?.message ?? `${statusCode} ${JSON.stringify(payload)}`,
    tokenRequests: vendor.stats().tokenRequests,
  };
}

/** What reaches the vendor's answer node, or the one for failures, next. */
async function nextArrival({ nodeRed }: NodeRedHost, vendorId: string): Promise<Arrival> {
  const hook = `onReceive.${vendorId}`;
  const ends = [nodeIds.answer(vendorId), nodeIds.failure];
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<Arrival>((resolve) => {
      nodeRed.hooks.add(hook, ({ msg, destination }: ReceiveEvent) => {
        if (ends.includes(destination.id) && msg.topic === vendorId) resolve(msg);
      });
      const message = `No answer within ${ANSWER_TIMEOUT_MS / 1000} s.`;
      timer = setTimeout(() => resolve({ error: { message } }), ANSWER_TIMEOUT_MS);
    });
  } finally {
    clearTimeout(timer);
    nodeRed.hooks.remove(hook);
  }
}

interface ReceiveEvent {
  readonly msg: Arrival & { readonly topic?: string };
  readonly destination: { readonly id: string };
}
