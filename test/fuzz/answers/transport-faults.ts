import fc from 'fast-check';
import { refusalOfHost } from '../core';
import type { Hostile } from './hostile-answer';
import { validAnswer } from './valid-answers';
import { cutAt } from './wire';

const CODES = [
  ...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'ENOENT'],
  ...['HPE_INVALID_CONSTANT', 'ETIMEDOUT', 'UND_ERR_HEADERS_TIMEOUT', 'ABORT_ERR', 'EPROTO'],
  ...['DEPTH_ZERO_SELF_SIGNED_CERT', 'CERT_HAS_EXPIRED', 'ERR_TLS_CERT_ALTNAME_INVALID', 'x', ''],
];

/** What a transport may throw, which is anything; most of it holds the request and so the secret. */
const FAULTS: readonly ((code: string, secret: string) => unknown)[] = [
  (code, secret) => ({ code, message: secret, config: { data: secret } }),
  (code, secret) => Object.assign(new Error(`connect ${secret}`), { code, request: { secret } }),
  (code, secret) => new Error(secret, { cause: Object.assign(new Error(secret), { code }) }),
  (code, secret) => new AggregateError([Object.assign(new Error(secret), { code })], secret),
  (code, secret) => Object.assign(new Error(code), { name: code, stack: secret }),
  (_code, secret) => secret,
  (_code, secret) => () => secret,
  (_code, secret) => Symbol(secret),
  (_code, secret) => new Map([[secret, secret]]),
  (_code, secret) => hostileGetters(secret),
  () => circular(),
  () => undefined,
  () => null,
  () => 0,
  () => refusalOfHost(),
];

function circular(): Error {
  const error = new Error('round and round');
  error.cause = error;
  return error;
}

function hostileGetters(secret: string): object {
  const get = () => {
    throw new Error(secret);
  };
  return Object.defineProperties({}, { code: { get }, name: { get }, cause: { get } });
}

const fault = fc.tuple(fc.constantFrom(...FAULTS), fc.constantFrom(...CODES)).map(
  ([make, code]) =>
    (secret: string) =>
      make(code, secret),
);

/** No answer at all. */
export const thrown: Hostile = fault.map((make) => ({ clientSecret }) => ({
  wire: { throws: make(clientSecret) },
  planted: [],
  code: 'any',
}));

/** A good answer whose connection breaks in the midst of it: what came of it is no answer. */
export const broken: Hostile = fc
  .tuple(validAnswer, fc.array(fc.nat({ max: 400 }), { minLength: 1, maxLength: 3 }), fault)
  .map(([{ wire }, cuts, make]) => ({ clientSecret }) => {
    const bytes = Buffer.concat(wire.chunks.map((chunk) => Buffer.from(chunk)));
    const chunks = cutAt(bytes, cuts).slice(0, -1);
    return {
      wire: { ...wire, chunks, end: { breaksWith: make(clientSecret) } },
      planted: [],
      code: 'any',
    };
  });
