/** The function node itself fails at a message that is frozen any sooner. */
const FREEZE = 'node.send(msg, false); Object.freeze(msg); return null;';

/** What a function node can put on a message so that Node-RED cannot clone it, or stumbles over it. */
export const KINDS: Readonly<Record<string, string>> = {
  'is nested 20,000 levels deep': deep(20_000),
  'is nested 50,000 levels deep': deep(50_000),
  'is a chain of 50,000 objects':
    'let chain = {}; for (let i = 0; i < 50000; i++) chain = { next: chain }; msg.odd = chain;',
  'has a getter that throws': 'msg.odd = { get secret() { throw new Error("no"); } };',
  'is a getter that throws':
    'Object.defineProperty(msg, "odd", { enumerable: true, configurable: true, get() { throw new Error("no"); } });',
  'is a getter that throws and stays':
    'Object.defineProperty(msg, "odd", { enumerable: true, get() { throw new Error("no"); } });',
  'is a getter that throws what is no error':
    'msg.odd = { get secret() { throw Object.create(null); } };',
  'is a proxy that throws':
    'msg.odd = new Proxy({}, { ownKeys() { throw new Error("no"); }, get() { throw new Error("no"); } });',
  'is a revoked proxy':
    'const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); msg.odd = proxy;',
  'stands in a message that is frozen': `${deep(20_000)} ${FREEZE}`,
  'is deep, as the error of an earlier node':
    'let a = []; for (let i = 0; i < 50000; i++) a = [a]; msg.error = { message: "m", deep: a };',
};

/** What cloning survives, but other parts of Node-RED do not. */
export const STUMBLES: Readonly<Record<string, string>> = {
  'refers to itself': 'msg.odd = { msg };',
  'has a toJSON that throws': 'msg.odd = { toJSON() { throw new Error("no"); } };',
  'is an error without a prototype': 'msg.error = Object.create(null); msg.error.a = 1;',
  'is an error with a source without a prototype': 'msg.error = { source: Object.create(null) };',
  'is named hasOwnProperty': 'msg.hasOwnProperty = 1;',
  'is named toString': 'msg.toString = 1; msg.valueOf = 1;',
  'is named __proto__': 'Object.defineProperty(msg, "__proto__", { value: 1, enumerable: true });',
  'stands in a message that is frozen by itself': FREEZE,
};

function deep(levels: number): string {
  return `let deep = []; for (let i = 0; i < ${levels}; i++) deep = [deep]; msg.odd = deep;`;
}
