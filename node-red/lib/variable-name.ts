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

/** A text with its variables replaced; those without a value stay, so that they can be told. */
export function withVariables(text: string, valueOf: (name: string) => unknown): string {
  return text.replace(VARIABLES, (variable, name?: string, old?: string) => {
    const value = valueOf(name ?? old ?? '');
    return ['string', 'number', 'boolean'].includes(typeof value) && value !== ''
      ? String(value)
      : variable;
  });
}
