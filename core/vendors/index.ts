import type { Vendor } from '../vendor/vendor';
import { agility } from './agility';
import { clientCredentials } from './client-credentials';
import { ddiCentral } from './ddi-central';
import { dvinci } from './dvinci';
import { eggplantDai } from './eggplant-dai';

export { agility, clientCredentials, ddiCentral, dvinci, eggplantDai };

/** Every vendor, in the order in which the hosts list them. A new vendor is one more line here. */
export const VENDORS: readonly Vendor[] = [
  eggplantDai,
  ddiCentral,
  dvinci,
  agility,
  clientCredentials,
];

/** The vendor of that id, or undefined, also for what is no text. */
export function findVendor(id: unknown): Vendor | undefined {
  return VENDORS.find((vendor) => vendor.id === id);
}
