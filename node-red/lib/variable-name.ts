/** What Node-RED itself takes for the name of a variable, in today's notation and in the old one. */
const VARIABLE = /^\$(?:\{([^\s}]+)\}|\(([^\s)]+)\))$/;

/**
 * The name of the environment variable that a value stands for, `${NAME}` or `$(NAME)`; undefined if it
 * stands for itself.
 */
export function variableName(value: unknown): string | undefined {
  const found = typeof value === 'string' ? VARIABLE.exec(value) : null;
  return found?.[1] ?? found?.[2];
}
