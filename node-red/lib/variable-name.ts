import type { Node, NodeAPI } from 'node-red';

/**
 * What stands for an environment variable: `${NAME}` anywhere, as in `https://${HOST}:8000`, and in the
 * old notation a whole `$(NAME)`. Node-RED itself replaces only whole values.
 */
const VARIABLES = /\$\{([^\s{}]{1,1000})\}|^\$\(([^\s)]+)\)$/g;

/** The names of the environment variables that a value holds. */
export function variablesIn(value: unknown): string[] {
  const found = typeof value === 'string' ? [...value.matchAll(VARIABLES)] : [];
  return found.map(([, name, old = '']) => name ?? old);
}

/** A text without its variables, as far as they have values. */
export interface LookedUp {
  readonly text: string;
  /** The first one that has none. */
  readonly unset?: UnsetVariable;
}

/** A variable that has no value, in a text. */
export interface UnsetVariable {
  readonly name: string;
  /** Nothing else stands in the text. */
  readonly isAll: boolean;
}

/** The variables as that node sees them: those of its flow over those of the process. */
export function environmentOf(RED: NodeAPI, node: Node): (name: string) => unknown {
  return (name) => RED.util.evaluateNodeProperty(name, 'env', node, {}) as unknown;
}

/**
 * What was typed with its variables replaced.
 *
 * @param running - the same as Node-RED hands it to the node. A secret that Node-RED looked up itself is no
 *   text with variables, whatever stands in it.
 */
export function lookedUp(
  typed: string,
  running: string,
  valueOf: (name: string) => unknown,
): LookedUp {
  return running === typed ? withVariables(typed, valueOf) : { text: running };
}

/** A text with its variables replaced by their values, which are not looked into. */
export function withVariables(text: string, valueOf: (name: string) => unknown): LookedUp {
  let unset: UnsetVariable | undefined;
  const replaced = text.replace(VARIABLES, (variable: string, own?: string, old?: string) => {
    const name = own ?? old ?? '';
    const value = valueOf(name);
    if (['string', 'number', 'boolean'].includes(typeof value) && value !== '') {
      return String(value);
    }
    unset ??= { name, isAll: variable === text };
    return variable;
  });
  return unset === undefined ? { text: replaced } : { text: replaced, unset };
}
