import type { NodeMessage } from 'node-red';

/** Node-RED's own `RED.util.cloneMessage`. */
export type CloneMessage = (msg: NodeMessage) => unknown;

/** Stands in a copy of a message where Node-RED could not copy a property. */
export const LEFT_OUT = '(left out, because Node-RED cannot copy it)';

/** A value fits only if it fits this much deeper too, since other nodes clone further down the stack. */
const SPARE_LEVELS = 100;

/** Node-RED passes these on by reference, because they are connections. */
const CONNECTIONS = ['req', 'res'] as const;

/**
 * The properties of a message that Node-RED cannot clone: nested too deeply, a revoked proxy, a getter
 * that throws. Reads the message and leaves it as it is.
 *
 * @throws what a message throws that does not even tell its properties.
 */
export function unclonableProperties(msg: NodeMessage, clone: CloneMessage): string[] {
  return Object.keys(msg).filter(
    (name) => !isConnection(name) && !canBeCloned(() => (msg as Properties)[name], clone),
  );
}

/**
 * Runs what clones a message at once, while a short text stands in place of these properties. The
 * message is as before afterwards, its connections included: a clone that fails would drop them.
 *
 * @throws what `use` throws, and a TypeError if the message cannot be changed.
 */
export function withLeftOut(msg: NodeMessage, names: readonly string[], use: () => void): void {
  const before = [...names, ...CONNECTIONS].map(
    (name) => [name, Object.getOwnPropertyDescriptor(msg, name)] as const,
  );
  try {
    for (const name of names) {
      Object.defineProperty(msg, name, { value: LEFT_OUT, enumerable: true, configurable: true });
    }
    use();
  } finally {
    for (const [name, descriptor] of before) {
      if (descriptor !== undefined) Reflect.defineProperty(msg, name, descriptor);
    }
  }
}

/**
 * A plain message with what of the given one can be cloned and is of the form that Node-RED relies on.
 * Never throws: of a message that cannot be read, nothing is left.
 */
export function plainCopy(msg: NodeMessage, clone: CloneMessage): NodeMessage {
  const copy: Properties = {};
  try {
    for (const name of Object.keys(msg)) {
      const value = () => (msg as Properties)[name];
      if (isConnection(name)) copy[name] = value();
      else if (name in Object.prototype || isOddError(name, value)) continue;
      else copy[name] = canBeCloned(value, clone) ? value() : LEFT_OUT;
    }
  } catch {
    // What was read until here must do.
  }
  return copy;
}

/** What is left of a message when even what could be cloned a moment ago no longer can. */
export function withoutObjects(copy: NodeMessage): NodeMessage {
  return Object.fromEntries(
    Object.entries(copy).filter(([name, value]) => isConnection(name) || Object(value) !== value),
  );
}

type Properties = Record<string, unknown>;

function isConnection(name: string): boolean {
  return (CONNECTIONS as readonly string[]).includes(name);
}

function canBeCloned(valueOf: () => unknown, clone: CloneMessage): boolean {
  try {
    let value = valueOf();
    if (typeof value !== 'object' || value === null) return true;
    for (let level = 0; level < SPARE_LEVELS; level++) value = [value];
    clone({ payload: value });
    return true;
  } catch {
    return false;
  }
}

/** Node-RED asks `msg.error` and its source for their own properties, which not every object answers. */
function isOddError(name: string, valueOf: () => unknown): boolean {
  if (name !== 'error') return false;
  try {
    const error = valueOf() as { source?: unknown } | null | undefined;
    return [error, error?.source].some(
      (part) => Boolean(part) && typeof (part as object).hasOwnProperty !== 'function',
    );
  } catch {
    return true;
  }
}
