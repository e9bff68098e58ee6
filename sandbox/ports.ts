import { VENDORS, type VendorId } from './vendors';

/** Where the vendors are when a person starts them. */
export const fixedPorts = Object.fromEntries(
  Object.entries(VENDORS).map(([id, make]) => [id, make().fixedPort]),
) as Record<VendorId, number>;
