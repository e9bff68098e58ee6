import type { Vendor } from '../vendor/vendor';
import { fieldsOf } from '../vendor/vendor-words';
import { checkSettings, type Settings } from './settings';

type Raw = Readonly<Record<string, unknown>>;

interface Checked {
  /** Each field of the vendor's form, as the host held it. */
  readonly raw: ReadonlyMap<string, unknown>;
  readonly settings: Settings;
}

/**
 * Checks credentials like `checkSettings`, and remembers what it found for the last one of each vendor.
 * A host that hands over the same fields for each of many items has them checked once.
 */
export class RecentSettings {
  private readonly last = new Map<string, Checked>();

  /** @throws {VendorAuthError} like `checkSettings` */
  of(vendor: Vendor, raw: Raw): Settings {
    const last = this.last.get(vendor.id);
    if (last !== undefined && isSame(last, raw)) return last.settings;
    const settings = checkSettings(vendor.id, raw);
    const held = fieldsOf(vendor).map(({ name }) => [name, raw[name]] as const);
    this.last.set(vendor.id, { raw: new Map(held), settings });
    return settings;
  }
}

/** What is an object may hold something else by now, so it is never taken for the same. */
function isSame(last: Checked, raw: Raw): boolean {
  for (const [name, value] of last.raw) {
    if (raw[name] !== value || (typeof value === 'object' && value !== null)) return false;
  }
  return true;
}
