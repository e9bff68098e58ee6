import { VENDOR_OF } from '../nodes/vendorToken/credential-types';
import { testableLogin } from './sandbox-configuration';
import type { Sandbox, VendorId } from '../sandbox';
import type { ImportedCredential } from '../test/e2e/n8n/host';

/** How the first examples called them, and goes on. */
const NAMED: Partial<Record<VendorId, { id: string; name: string }>> = {
  'eggplant-dai': { id: 'vendorAuthDai001', name: 'Eggplant DAI' },
  'ddi-central': { id: 'vendorAuthDdi001', name: 'DDI Central' },
  dvinci: { id: 'vendorAuthDvin01', name: 'd.vinci' },
  agility: { id: 'vendorAuthAgil01', name: 'Digital.ai Agility' },
  'client-credentials': { id: 'vendorAuthClCr01', name: 'Example Vendor' },
};

/**
 * n8n's credential type for a vendor.
 *
 * @throws Error if there is none
 */
export function typeOfVendor(vendorId: string): string {
  const [type] = Object.entries(VENDOR_OF).find(([, { id }]) => id === vendorId) ?? [];
  if (type !== undefined) return type;
  throw new Error(`nodes/vendorToken/credential-types.ts has no line for ${vendorId}.`);
}

/** Credentials for the sandbox's vendors, under the ids that the example workflows refer to. */
export function demoCredentials({ vendors }: Sandbox): ImportedCredential[] {
  return Object.values(vendors).map((vendor) => ({
    ...(NAMED[vendor.id] ?? { id: `vendorAuth-${vendor.id}`, name: vendor.name }),
    type: typeOfVendor(vendor.id),
    data: testableLogin(vendor),
  }));
}
