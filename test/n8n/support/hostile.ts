/** What a host's own code may throw; each holds `SECRET` somewhere, unless it cannot hold anything. */
export const SECRET = 's3cret-of-the-host';

export const HOSTILE: readonly (readonly [string, () => unknown])[] = [
  ['null', () => null],
  ['undefined', () => undefined],
  ['a text', () => SECRET],
  ['a number', () => 7],
  ['a symbol', () => Symbol(SECRET)],
  ['a function', () => () => SECRET],
  ['an array', () => [SECRET]],
  ['an object without a prototype', () => Object.assign(Object.create(null) as object, { SECRET })],
  ['an error with a secret in its message', () => new Error(SECRET)],
  ['an error with a secret in a property', () => Object.assign(new Error('x'), { config: SECRET })],
  ['an error with a secret in its cause', () => new Error('x', { cause: new Error(SECRET) })],
  ['several errors', () => new AggregateError([new Error(SECRET)], SECRET)],
  [
    'an error whose message is no text',
    () => Object.assign(new Error('x'), { message: { SECRET } }),
  ],
  ['getters that throw', () => throwing(['code', 'name', 'cause', 'errors', 'message', 'stack'])],
  ['a cause whose getters throw', () => new Error('outer', { cause: throwing(['code', 'cause']) })],
  ['a revoked proxy', revoked],
  ['a cause that is a revoked proxy', () => new Error('outer', { cause: revoked() })],
  [
    'a proxy whose traps throw',
    () => new Proxy({}, { get: fail, getPrototypeOf: fail, ownKeys: fail }),
  ],
  ['a cause that is itself', inCircles],
];

export function throwing(members: string[], target: object = new Error('outside')): object {
  const getters = members.map((name) => [name, { get: fail }] as const);
  return Object.defineProperties(target, Object.fromEntries(getters));
}

export function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

function fail(): never {
  throw new Error(SECRET);
}

function inCircles(): Error {
  const error = new Error('outer');
  error.cause = error;
  return error;
}
