import { Readable } from 'node:stream';
import { canBeSentAgain, encodeBody } from '../../../../node-red/lib/request/request-body';

describe('a body', () => {
  test.each([
    ['a list', [1, 2], '[1,2]', 'application/json'],
    ['null', null, 'null', 'application/json'],
    ['true', true, 'true', 'application/json'],
    ['zero', 0, '0', undefined],
    ['the empty text', '', '', undefined],
  ])('of %s', async (_what, payload, body, contentType) => {
    expect(await encodeBody(payload, {})).toEqual({ body, ...(contentType && { contentType }) });
  });

  test('that is a stream is sent as it comes, and so only once', async () => {
    const stream = Readable.from(['chunk']);
    const { body } = await encodeBody(stream, {});

    expect(body).toBe(stream);
    expect(canBeSentAgain(body)).toBe(false);
  });

  test('of bytes, text or nothing can be sent again', () => {
    for (const body of [Buffer.from('a'), 'a', undefined]) expect(canBeSentAgain(body)).toBe(true);
  });

  test('that is a form in another charset is still one', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
    expect(await encodeBody({ a: 'ü' }, headers)).toEqual({ body: 'a=%C3%BC' });
  });
});
