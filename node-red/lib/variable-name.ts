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

/** A variable that has no value, in a text. */
export interface UnsetVariable {
  readonly name: string;
  /** Nothing else stands in the text. */
  readonly isAll: boolean;
}

/**
 * A text with its variables replaced by their values, which are not looked into, and the first one that has
 * none.
 */
export function withVariables(
  text: string,
  valueOf: (name: string) => unknown,
): { readonly text: string; readonly unset?: UnsetVariable } {
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
