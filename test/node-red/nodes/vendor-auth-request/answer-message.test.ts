import type { NodeMessageInFlow } from 'node-red';
import { isUntouchedAnswer } from '../../../../node-red/lib/message-headers';
import { putAnswer } from '../../../../node-red/nodes/vendor-auth-request/answer-message';
import type { Answer } from '../../../../node-red/nodes/vendor-auth-request/send-following-redirects';
import { answerOf } from '../../support/api-answer';

function messageOf(headers: Answer['headers']): NodeMessageInFlow {
  const msg = {} as NodeMessageInFlow;
  const answer = { status: 200, headers, body: Buffer.from('ok'), url: 'https://x.example/' };
  putAnswer(msg, { ...answer, redirections: [], toToken: answerOf(200) }, 'txt', 'authorization');
  return msg;
}

describe('the headers of an answer', () => {
  test('have their cookies as a list, even if it is one', () => {
    const msg = messageOf({ 'set-cookie': 'session=1; Path=/' });

    expect(msg['headers']).toMatchObject({ 'set-cookie': ['session=1; Path=/'] });
    expect(msg['responseCookies']).toEqual({ session: { value: '1', Path: '/' } });
  });

  test('have what came more than once as one text', () => {
    const msg = messageOf({
      link: ['</a>; rel=next', '</b>; rel=last'],
      'set-cookie': ['a=1', 'b=2'],
    });

    expect(msg['headers']).toMatchObject({
      link: '</a>; rel=next, </b>; rel=last',
      'set-cookie': ['a=1', 'b=2'],
    });
  });

  test.each(['authorization', 'Authorization'])(
    'hold no %s, which the next http request node would send on',
    (name) => {
      const msg = messageOf({ [name]: 'Bearer as-the-server-said', 'x-other': 'stays' });

      expect(Object.keys(msg['headers'] as object)).toEqual(['x-other', 'x-node-red-request-node']);
    },
  );

  test('are known as an answer’s by the next http request node', () => {
    expect(isUntouchedAnswer(messageOf({ link: ['a', 'b'], 'set-cookie': 'c=1' })['headers'])).toBe(
      true,
    );
  });
});
