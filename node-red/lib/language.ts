import type { NodeAPI } from 'node-red';
import type { Translate } from '../../core';

/** All nodes' sentences and statuses stand in the catalogue of `vendor-auth`. */
export const CATALOGUE = '@vendor-auth/node-red/vendor-auth';

/** The values are put in by `say`, since some of them are sentences. */
const AS_IT_STANDS = { skipInterpolation: true };

/** @param lookUp - Node-RED's own, which answers a key that the catalogue lacks with the key */
export function translateBy(
  lookUp: (key: string, options: typeof AS_IT_STANDS) => string,
): Translate {
  return (key) => {
    const whole = `vendor-auth.${key}`;
    const found = lookUp(whole, AS_IT_STANDS);
    return found.endsWith(whole) ? undefined : found;
  };
}

/**
 * Looks up sentences in the language of the runtime (`lang` in settings.js, or that of the process).
 * Never throws: a sentence that cannot be looked up is said in English.
 */
export function runtimeLanguage(RED: Pick<NodeAPI, '_'>): Translate {
  const translate = translateBy((key, options: object) =>
    RED._(`${CATALOGUE}:${key}`, options as Record<string, string>),
  );
  return (key, names) => {
    try {
      return translate(key, names);
    } catch {
      return undefined;
    }
  };
}
