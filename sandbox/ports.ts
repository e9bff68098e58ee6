import type { VendorId } from './vendor';

/** Where the vendors are when a person starts them; example flows and workflows point there. */
export const fixedPorts: Record<VendorId, number> = {
  'eggplant-dai': 18000,
  'ddi-central': 18443,
  dvinci: 18080,
  agility: 18081,
  'client-credentials': 18082,
};
