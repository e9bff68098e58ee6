import { hashSum } from '../../../node-red/lib/hash-sum';
import {
  isUntouchedAnswer,
  requestedHeaders,
  withAuthorization,
  withoutHeader,
} from '../../../node-red/lib/message-headers';

const answered = { 'content-length': '10', 'content-type': 'text/html' };
const marked = { ...answered, 'x-node-red-request-node': hashSum(answered) };

describe('the headers of a message', () => {
  test('ask for nothing if they are those of an answer that nobody touched', () => {
    expect(requestedHeaders(marked)).toEqual({});
    expect(isUntouchedAnswer(marked)).toBe(true);
  });

  test('ask for all but the marker if somebody added to those of an answer', () => {
    const changed = { ...marked, 'x-mine': '1' };
    expect(requestedHeaders(changed)).toEqual({ ...answered, 'x-mine': '1' });
    expect(isUntouchedAnswer(changed)).toBe(false);
  });

  test('ask for what they say if they come from nowhere else', () => {
    expect(requestedHeaders(answered)).toEqual(answered);
  });

  test.each([undefined, null, 'text', ['a'], 7])('ask for nothing if they are %p', (headers) => {
    expect(requestedHeaders(headers)).toEqual({});
  });

  test('carry the token in lower case only, whatever stood there before', () => {
    const headers = { Authorization: 'Basic eA==', AUTHORIZATION: 'x', accept: 'a' };
    expect(withAuthorization(headers, 'Bearer t')).toEqual({
      accept: 'a',
      authorization: 'Bearer t',
    });
    expect(headers).toHaveProperty('Authorization');
  });

  test('lose a header in all its spellings', () => {
    expect(
      withoutHeader({ Authorization: 'a', authorization: 'b', x: 'c' }, 'authorization'),
    ).toEqual({ x: 'c' });
  });
});

test('headers that no answer has are no untouched ones, and are not added up', () => {
  const valueOf = () => {
    throw new Error('is not to be asked');
  };
  for (const value of [{ valueOf }, [[['a']]], [{ valueOf }], 7, null]) {
    const headers = { a: value, 'x-node-red-request-node': '00000000' };
    expect(isUntouchedAnswer(headers)).toBe(false);
  }
});
