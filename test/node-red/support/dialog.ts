import { sayAll, VENDORS } from '../../../core';
import type { FlowNode } from '../../../demo/node-red-host';
import { secretFieldOf } from '../../../demo/sandbox-configuration';
import type { TestOutcome } from '../../../node-red/nodes/vendor-auth/dialog-test';
import type { Host } from './host';

/** What the editor shows in place of a secret that is saved. */
export const SAVED: Readonly<Record<string, string>> = Object.fromEntries(
  VENDORS.map(({ id }) => [secretFieldOf(id), '__PWRD__']),
);

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

/** What came of a test, with its sentences in English. */
export interface OutcomeInEnglish extends Omit<TestOutcome, 'says' | 'hint'> {
  readonly says: string;
  /** Without one, as if there were none. */
  readonly hint: string | undefined;
}

export function inEnglish(outcome: TestOutcome): OutcomeInEnglish {
  const hint = sayAll(outcome.hint);
  return { ...outcome, says: sayAll(outcome.says), hint: hint === '' ? undefined : hint };
}

/** Presses Test in a dialog that holds this. */
export async function pressTest(host: Host, body: object): Promise<OutcomeInEnglish> {
  const response = await fetch(`${host.nodeRed.url}/vendor-auth/test`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`Test was answered with ${response.status}.`);
  return inEnglish((await response.json()) as TestOutcome);
}
