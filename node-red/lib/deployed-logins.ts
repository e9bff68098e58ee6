import { fieldsOf, type Settings } from '../../core';
import { fingerprintOf } from './fingerprint';

/** Stands for a login that cannot work, so that the next one of that id counts as changed. */
const BROKEN = 'broken';

/**
 * Remembers how each login was deployed last, as a fingerprint, to tell a deployment that changes it from
 * one that does not.
 */
export class DeployedLogins {
  private readonly byId = new Map<string, string>();

  /**
   * @param settings - undefined for a login that cannot work
   * @returns whether a login of that id was deployed before, with other settings
   */
  remember(id: string, settings: Settings | undefined): boolean {
    const before = this.byId.get(id);
    const now = settings === undefined ? BROKEN : fingerprintOfLogin(settings);
    this.byId.set(id, now);
    return before !== undefined && before !== now;
  }

  /** For a login that was deleted. */
  forget(id: string): void {
    this.byId.delete(id);
  }
}

/** The name of a login is none of its settings. */
function fingerprintOfLogin({ vendor, values, identity }: Settings): string {
  return fingerprintOf([identity, ...fieldsOf(vendor).map(({ name }) => values.text(name))]);
}
