import type { FlowNode } from '../../../demo/node-red-host';
import type { TestOutcome } from '../../../node-red/nodes/vendor-auth/dialog-test';
import type { Host } from './host';

/** What the editor shows in place of a secret that is saved. */
export const SAVED = { clientSecret: '__PWRD__', accessToken: '__PWRD__' };

/** What the dialog sends when this is in it. */
export function dialogOf(
  login: FlowNode,
  changed: Record<string, unknown> = {},
  more: object = {},
): object {
  const { id, vendor, tls = '', proxy = '', credentials, ...properties } = login;
  const fields = { ...properties, ...(credentials as object), ...changed };
  return { id, vendor, tls, proxy, fields, ...more };
}

/** Presses Test in a dialog that holds this. */
export async function pressTest(host: Host, body: object): Promise<TestOutcome> {
  const response = await fetch(`${host.nodeRed.url}/vendor-auth/test`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`Test was answered with ${response.status}.`);
  return (await response.json()) as TestOutcome;
}
