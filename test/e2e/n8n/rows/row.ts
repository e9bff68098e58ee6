import { setTimeout as delay } from 'node:timers/promises';

import type { Check } from '../../support/checks';
import type { Stage } from '../stage';
import type { VendorCase } from '../vendor-cases';

/** A row of the table: what must be seen of every vendor to which it applies. */
export interface Row {
  title: string;
  appliesTo?: (vendorCase: VendorCase) => boolean;
  check(stage: Stage, vendorCase: VendorCase): Promise<Check[]>;
}

export const requestsTokens = (vendorCase: VendorCase): boolean => vendorCase.requestsTokens;

/** A protected call that answers what arrived, and by a fingerprint with which token. */
export function echoUrl(vendorCase: VendorCase): string {
  return `${vendorCase.vendor.baseUrl}/sandbox/echo`;
}

/** All who ask within a second share one test call; this waits until nobody shares an earlier one. */
export async function untilVerdictsAreStale(): Promise<void> {
  await delay(1100);
}
