import type { NodeMessageInFlow } from 'node-red';
import { hashSum } from '../hash-sum';
import { withoutHeader } from '../message-headers';
import { responseCookies } from './cookies';
import type { Answer } from './exchange';
import { isNestedTooDeeply } from './json-depth';
import type { ReturnType } from './request-options';

/** Why an answer stays a text although an object was wanted. */
export type Unparsed = 'not-json' | 'too-deep';

/**
 * Puts an answer on the message, under the names of the core `http request` node.
 *
 * @returns what could not be done, for a warning; undefined if all could.
 */
export function putAnswer(
  msg: NodeMessageInFlow,
  answer: Answer,
  returnType: ReturnType,
): Unparsed | undefined {
  const headers = withoutHeader(responseHeaders(answer.headers), 'authorization');
  const cookies = responseCookies(answer.headers['set-cookie']);
  const { payload, unparsed } = payloadOf(answer, returnType);
  msg.payload = payload;
  msg['statusCode'] = answer.status;
  // A core node behind this one then knows that these are no wishes for its own request.
  msg['headers'] = { ...headers, 'x-node-red-request-node': hashSum(headers) };
  msg['responseUrl'] = answer.url;
  msg['redirectList'] = answer.redirections;
  if (cookies === undefined) delete msg['responseCookies'];
  else msg['responseCookies'] = cookies;
  return unparsed;
}

/** As Node.js and so the core node have them: `set-cookie` is a list, what else came twice one text. */
function responseHeaders(headers: Answer['headers']): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => {
        const lines = [value ?? []].flat();
        return [name, name === 'set-cookie' ? lines : lines.join(', ')];
      }),
  );
}

function payloadOf(
  answer: Answer,
  returnType: ReturnType,
): { payload: unknown; unparsed?: Unparsed } {
  if (returnType === 'bin') return { payload: answer.body };
  const text = answer.body.toString('utf8');
  if (returnType === 'txt') return { payload: text };
  if (answer.status === 204 || text === '') return { payload: {} };
  if (isNestedTooDeeply(answer.body)) return { payload: text, unparsed: 'too-deep' };
  try {
    return { payload: JSON.parse(text.replace(/^\ufeff/, '')) };
  } catch {
    return { payload: text, unparsed: 'not-json' };
  }
}
