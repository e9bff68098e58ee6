import type { ICredentialType } from 'n8n-workflow';

import { expressionsInEveryField } from '../../../n8n/support/typed-expressions';
import { shippedTypes } from '../../../n8n/support/n8n-process';
import { type Check, equal, exactly } from '../../support/checks';
import type { ImportedCredential } from '../host';
import type { Stage } from '../stage';
import type { VendorCase } from '../vendor-cases';
import { runNode } from './own-node-rows';
import { echoUrl, untilVerdictsAreStale } from './row';

const ITEMS = 5;

/** A credential with an expression in every text field of its type, the vendor's and all that is optional. */
export function everyFieldCredential(vendorCase: VendorCase): ImportedCredential {
  const type = shippedTypes().find(({ name }) => name === vendorCase.credentialType);
  return {
    id: `every-field-${vendorCase.id}`,
    name: `every field of ${vendorCase.id}`,
    type: vendorCase.credentialType,
    data: expressionsInEveryField(type as ICredentialType, vendorCase),
  };
}

/**
 * Everything after which n8n could store something: calls, a test, a token that was withdrawn, Check and
 * Forget. The credential was imported before the server started.
 *
 * @param storesTokens - whether this n8n repeats a request whose token was withdrawn
 */
export async function useEveryField(
  stage: Stage,
  vendorCase: VendorCase,
  storesTokens: boolean,
): Promise<Check[]> {
  const { vendor, requestsTokens } = vendorCase;
  const credential = everyFieldCredential(vendorCase);
  vendor.reset();
  const step = { name: 'Call', credential, url: echoUrl(vendorCase), retryOnFail: !storesTokens };
  const run = async () => (await stage.run([step], ITEMS)).succeeded('Call');
  const ownNode = async (operation: string) =>
    await runNode(stage, 'vendorToken', credential, {
      credentialType: vendorCase.credentialType,
      operation,
    });
  const checks: Check[] = [];
  const measure = async (what: string, tokenRequests: number, succeeded: () => Promise<number>) => {
    let count = 0;
    const seen = await stage.traffic(vendorCase, async () => {
      count = await succeeded();
    });
    checks.push(
      exactly(`${what}: token requests`, requestsTokens ? tokenRequests : 0, seen.tokenRequests),
      exactly(`${what}: items that succeed`, ITEMS, count),
    );
  };
  await measure('first run', 1, run);
  await measure('second run', 0, run);
  const { status } = await stage.test(credential);
  checks.push(equal('credential test', 'OK', status));
  if (requestsTokens) {
    await untilVerdictsAreStale();
    await untilVerdictsAreStale();
    vendor.expire();
    await measure('withdrawn', 1, run);
  }
  await ownNode('check');
  await ownNode('forget');
  await measure('after Forget', 1, run);
  return checks;
}

/** Whether what n8n has stored by now is what was typed. */
export function everyFieldKept(
  when: string,
  cases: VendorCase[],
  exported: ImportedCredential[],
): Check[] {
  return cases.map((vendorCase) => {
    const { id, data: typed } = everyFieldCredential(vendorCase);
    const stored = exported.find((each) => each.id === id)?.data ?? {};
    const changed = Object.keys(typed).filter(
      (name) => JSON.stringify(stored[name]) !== JSON.stringify(typed[name]),
    );
    const what = `${when}, ${vendorCase.id}: fields of ${String(Object.keys(typed).length)} that changed`;
    return equal(what, 'none', changed.join(', ') || 'none');
  });
}
