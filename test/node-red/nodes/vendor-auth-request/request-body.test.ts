import { Readable } from 'node:stream';
import { runInNewContext } from 'node:vm';
import {
  canBeSentAgain,
  encodeBody,
  formOf,
} from '../../../../node-red/nodes/vendor-auth-request/request-body';

/** The same four bytes, also of another realm, as a function node makes them. */
const BYTES: [string, unknown][] = [
  ['a Buffer', Buffer.from([1, 0, 255, 2])],
  ['a Uint8Array', new Uint8Array([1, 0, 255, 2])],
  ['a part of a Uint8Array', new Uint8Array([9, 1, 0, 255, 2, 9]).subarray(1, 5)],
  ['an ArrayBuffer', new Uint8Array([1, 0, 255, 2]).buffer],
  ['a Uint16Array', new Uint16Array(new Uint8Array([1, 0, 255, 2]).buffer)],
  ['a DataView', new DataView(new Uint8Array([1, 0, 255, 2]).buffer)],
  ['a Uint8Array of a function node', runInNewContext('new Uint8Array([1, 0, 255, 2])')],
  ['an ArrayBuffer of a function node', runInNewContext('new Uint8Array([1, 0, 255, 2]).buffer')],
];

describe('a body', () => {
  test.each([
    ['a list', [1, 2], '[1,2]', 'application/json'],
    ['null', null, 'null', 'application/json'],
    ['true', true, 'true', 'application/json'],
    ['zero', 0, '0', undefined],
    ['the empty text', '', '', undefined],
  ])('of %s', (_what, payload, body, contentType) => {
    expect(encodeBody(payload, {})).toEqual({ body, ...(contentType && { contentType }) });
  });

  test('of an object is a form, also with spaces around the content type', () => {
    const headers = { 'content-type': ' Application/X-WWW-Form-URLencoded ' };
    expect(encodeBody({ a: '1 2' }, headers).body).toBe('a=1%202');
  });

  test('that is a stream is sent as it comes, and so only once', () => {
    const stream = Readable.from(['chunk']);
    const { body } = encodeBody(stream, {});

    expect(body).toBe(stream);
    expect(canBeSentAgain(body)).toBe(false);
  });

  test('of bytes, text or nothing can be sent again', () => {
    for (const body of [Buffer.from('a'), 'a', undefined]) expect(canBeSentAgain(body)).toBe(true);
  });

  test.each([
    ['refers to itself', circular()],
    ['holds a BigInt', { id: 7n }],
  ])('that %s is refused by its name', (_how, payload) => {
    // Of any other kind of error, nothing would be told.
    const problem = expect.objectContaining({
      code: 'invalid-settings',
      message: expect.stringContaining('msg.payload cannot be sent as JSON') as string,
    }) as Error;
    expect(() => encodeBody(payload, {})).toThrow(problem);
    const headers = { 'content-type': 'multipart/form-data' };
    expect(() => encodeBody({ part: payload }, headers)).toThrow(problem);
  });

  test('that is a form in another charset is still one', () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
    expect(encodeBody({ a: 'ü' }, headers)).toEqual({ body: 'a=%C3%BC' });
  });
});

describe('bytes', () => {
  test.each(BYTES)('of %s are sent as they are', (_what, payload) => {
    const { body, contentType } = encodeBody(payload, { 'content-type': 'multipart/form-data' });
    expect(body).toEqual(Buffer.from([1, 0, 255, 2]));
    expect(contentType).toBeUndefined();
    expect(canBeSentAgain(body)).toBe(true);
  });

  test.each(BYTES)('of %s are sent as they are in a part of a form', (_what, value) => {
    const headers = { 'content-type': 'multipart/form-data' };
    for (const part of [value, { value, options: 'a.bin' }]) {
      const { body } = encodeBody({ part }, headers);
      expect((body as Buffer).includes(Buffer.from([1, 0, 255, 2]))).toBe(true);
    }
  });
});

describe('a query or form', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['numbers and truth', { a: 1, b: true, c: 'x y&z' }, 'a=1&b=true&c=x%20y%26z'],
    ['nothing', { a: null, b: undefined, c: '', d: NaN }, 'a=&b=&c=&d='],
    ['a list', { a: [1, 'b', null] }, 'a=1&a=b&a='],
    ['an empty list', { a: [], b: 1 }, 'b=1'],
    ['an object', { a: { b: 1, c: { d: 'x&y' } } }, 'a%5Bb%5D=1&a%5Bc%5D%5Bd%5D=x%26y'],
    ['a list in an object', { a: { b: [1, 2] } }, 'a%5Bb%5D%5B0%5D=1&a%5Bb%5D%5B1%5D=2'],
    ['objects in a list', { a: [{ b: 1 }, { b: 2 }] }, 'a%5B0%5D%5Bb%5D=1&a%5B1%5D%5Bb%5D=2'],
    ['an empty object', { a: {} }, 'a='],
    ['nothing in an object', { a: { b: null } }, 'a%5Bb%5D='],
    ['a date', { a: new Date(0) }, 'a=1970-01-01T00%3A00%3A00.000Z'],
    ['bytes', { a: Buffer.from('hi') }, 'a=hi'],
    ['a BigInt', { a: 7n }, 'a=7'],
  ])('of %s', (_what, payload, text) => {
    expect(formOf(payload)).toBe(text);
  });

  test('that is nested without end is JSON from some level on', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 1_000; level++) deep = { a: deep };
    expect(formOf({ a: deep })).toMatch(/^a(?:%5Ba%5D){19}=%7B/);
  });

  test('that refers to itself is refused by its name', () => {
    expect(() => formOf({ a: circular() })).toThrow('msg.payload cannot be sent as JSON');
  });
});

function circular(): object {
  const payload: Record<string, unknown> = {};
  payload['self'] = payload;
  return payload;
}
