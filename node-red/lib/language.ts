import type { NodeAPI } from 'node-red';
import type { Translate } from '../../core';

/** Where the sentences of all nodes stand, in each language. */
const CATALOGUE = '@vendor-auth/node-red/vendor-auth:vendor-auth';

/** Looks up sentences in the language of the runtime (`lang` in settings.js, or that of the process). */
export function runtimeLanguage(RED: Pick<NodeAPI, '_'>): Translate {
  return (key, names) => {
    // The placeholders are filled in by the core, so each stands for itself here.
    const placeholders = Object.fromEntries(names.map((name) => [name, `__${name}__`]));
    const text = RED._(`${CATALOGUE}.${key}`, placeholders);
    // Node-RED answers with the key where it has no text.
    return typeof text !== 'string' || text.endsWith(key) ? undefined : text;
  };
}
