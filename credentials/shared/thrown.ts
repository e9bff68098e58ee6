/** As deep as anybody here looks into the causes of an error. */
const DEEPEST = 5;
/** What the core, the credentials and the nodes read of an error. */
const MEMBERS_READ = [
  'code',
  'name',
  'message',
  'fullMessage',
  'hint',
  'description',
  'status',
  'httpCode',
] as const;

/**
 * A thrown value that can be looked at. A getter of it may throw, and of a revoked proxy not even the
 * class can be asked; such a value is replaced by an error that has nothing of it.
 */
export function legible(thrown: unknown): unknown {
  try {
    lookAt(thrown);
    return thrown;
  } catch {
    return new Error('What went wrong cannot be read.');
  }
}

function lookAt(thrown: unknown): void {
  let current = thrown;
  for (let depth = 0; depth < DEEPEST && typeof current === 'object' && current !== null; depth++) {
    // What `instanceof` asks.
    Reflect.getPrototypeOf(current);
    for (const member of MEMBERS_READ) Reflect.get(current, member);
    const { cause, errors } = current as { cause?: unknown; errors?: unknown };
    current = cause ?? (Array.isArray(errors) ? (errors[0] as unknown) : undefined);
  }
}
