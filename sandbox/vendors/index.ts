import { agility } from './agility';
import { clientCredentials } from './client-credentials';
import { ddiCentral } from './ddi-central';
import { dvinci } from './dvinci';
import { eggplantDai } from './eggplant-dai';

/** Every vendor by its id, in the order in which the sandbox lists them. A new vendor is one more line here. */
export const VENDORS = {
  'eggplant-dai': eggplantDai,
  'ddi-central': ddiCentral,
  dvinci,
  agility,
  'client-credentials': clientCredentials,
};

export type VendorId = keyof typeof VENDORS;
