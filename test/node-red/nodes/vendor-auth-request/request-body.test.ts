import { Readable } from 'node:stream';
import {
  canBeSentAgain,
  encodeBody,
} from '../../../../node-red/nodes/vendor-auth-request/request-body';

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

function circular(): object {
  const payload: Record<string, unknown> = {};
  payload['self'] = payload;
  return payload;
}
