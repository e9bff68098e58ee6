import type { NodeAPI } from 'node-red';
import type { Translate } from '../../core';

/** All nodes' sentences and statuses stand in the catalogue of `vendor-auth`. */
export const CATALOGUE = '@vendor-auth/node-red/vendor-auth';

/** The values are put in by `say`, since some of them are sentences. */
const AS_IT_STANDS: object = { skipInterpolation: true };

/**
 * Looks up sentences in the language of the runtime (`lang` in settings.js, or that of the process).
 * Never throws: a sentence that cannot be looked up is said in English.
 */
export function runtimeLanguage(RED: Pick<NodeAPI, '_'>): Translate {
  return (key) => {
    const whole = `vendor-auth.${key}`;
    try {
      const found = RED._(`${CATALOGUE}:${whole}`, AS_IT_STANDS as Record<string, string>);
      // What the catalogue lacks comes back as its key.
      return found.endsWith(whole) ? undefined : found;
    } catch {
      return undefined;
    }
  };
}
