import type { NodeContextData } from 'node-red';
import { isRecord, type SharedTexts } from '../../core';

/** Nobody waits longer for a store, however slow it is. */
const LONGEST_WAIT_MS = 1_000;

/** A context store as `contextStorage` in settings.js has it. */
export type StoreKind = 'persistent' | 'memory';

/**
 * The context stores that the operator has configured, by name. A module that was put there by `require`
 * may keep what it gets or not; only Node-RED's own `memory` is known not to.
 */
export function configuredStores(contextStorage: unknown): Map<string, StoreKind> {
  const stores = new Map<string, StoreKind>();
  for (const [name, entry] of Object.entries(isRecord(contextStorage) ? contextStorage : {})) {
    // `default: 'name'` is another name for a store, and Node-RED keeps `_` for itself.
    if (name === '_' || !isRecord(entry)) continue;
    stores.set(name, entry['module'] === 'memory' ? 'memory' : 'persistent');
  }
  return stores;
}

/** The names of those that outlive the process. */
export function persistentStores(contextStorage: unknown): string[] {
  return [...configuredStores(contextStorage)]
    .filter(([, kind]) => kind === 'persistent')
    .map(([name]) => name);
}

/**
 * The global context in that store, which all flows of all processes with the same store share. Node-RED
 * never clears it by itself.
 */
export function contextTexts(context: NodeContextData, store: string): SharedTexts {
  return {
    read: (name) =>
      answered((done) => context.get(keyOf(name), store, (error, value) => done(error, value))),
    write: async (name, text) => {
      await answered((done) => context.set(keyOf(name), text, store, (error) => done(error)));
    },
  };
}

/** Letters, digits and underscores, which mean nothing else in a key. */
function keyOf(name: string): string {
  return `vendorAuth_${name}`;
}

type Done = (error: unknown, value?: unknown) => void;

/** What a call says when it is done. Rejects if it says nothing in time, or tells of an error. */
function answered(call: (done: Done) => void): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const tooLate = () => reject(new Error('The context store does not answer.'));
    const timer = setTimeout(tooLate, LONGEST_WAIT_MS);
    timer.unref();
    const done: Done = (error, value) => {
      clearTimeout(timer);
      if (error) reject(new Error('The context store failed.'));
      else resolve(value);
    };
    try {
      call(done);
    } catch (error) {
      done(error);
    }
  });
}
