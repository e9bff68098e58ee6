import type { NodeMessageInFlow } from 'node-red';
import {
  assertOriginAllowed,
  bearerHeader,
  provesToken,
  TOKEN_REJECTED_STATUS,
  VendorAuthError,
  type AccessToken,
} from '../../../core';
import type { Credential } from '../credential';
import { echoesToken, WHY_NOT_ECHOED } from '../echoing-methods';
import { invalidField } from '../invalid-field';
import type { Outgoing } from '../message-end';
import {
  isUntouchedAnswer,
  requestedHeaders,
  withAuthorization,
  withoutHeader,
} from '../message-headers';
import { nextUrl } from './next-url';
import { markSent, takeMark } from './round-trip';
import type { SentRequest, SentRequests } from './sent-requests';

/** What an `http request` node leaves on a message besides payload and headers. */
const ANSWER_PROPERTIES = [
  'statusCode',
  'responseUrl',
  'responseCookies',
  'redirectList',
  'retry',
] as const;

export interface BearerNode {
  readonly id: string;
  /** Whether something is wired to the second output, so that answers are expected to come back. */
  readonly expectsAnswers: () => boolean;
  readonly sent: SentRequests;
}

/**
 * Gives a message a token for the next `http request`, on the first output. A message that comes back
 * from there is sent once more, with a new token, if its own was rejected; every other answer leaves by
 * the second output. One that a Catch node sends back is no answer and is sent off anew.
 */
export async function bear(
  node: BearerNode,
  msg: NodeMessageInFlow,
  credential: Credential,
  signal: AbortSignal,
): Promise<Outgoing> {
  const mark = takeMark(msg, node.id);
  if (mark === undefined) return await sendOff(node, msg, credential, signal);
  if (!node.expectsAnswers()) {
    // Whoever has a next page in mind says so by another address or by headers of one's own.
    if (isUntouchedAnswer(msg['headers']) && msg['url'] === mark.url) throw answerNotExpected();
    return await sendOff(node, msg, credential, signal);
  }
  const request = node.sent.take(mark.id);
  if (isRetry(msg)) return await sendOff(node, msg, credential, signal, request?.isRepetition);
  if (request === undefined) return answer(msg);
  const source = credential.source();
  const { statusCode } = msg;
  if (statusCode !== TOKEN_REJECTED_STATUS) {
    if (typeof statusCode === 'number' && provesToken(statusCode)) source.accepted(request.token);
    return answer(msg);
  }
  const anotherMayHelp = source.reject(request.token);
  if (!anotherMayHelp || request.isRepetition) return answer(msg);
  return await sendOff(node, asBefore(msg, request), credential, signal, true);
}

async function sendOff(
  node: BearerNode,
  msg: NodeMessageInFlow,
  credential: Credential,
  signal: AbortSignal,
  isRepetition = false,
): Promise<Outgoing> {
  // What is left of an earlier answer would pass for one to this request if this one fails.
  delete msg['statusCode'];
  assertUrlAllowed(msg, credential);
  assertMethodAllowed(msg);
  // Node.js, too, takes from it the name that the server's certificate must be for.
  const headers = withoutHeader(requestedHeaders(msg['headers']), 'host');
  const token = await credential.source().token({ send: credential.send, signal });
  remember(node, msg, headers, token, isRepetition);
  msg['headers'] = withAuthorization(headers, bearerHeader(token));
  return [msg, null];
}

/**
 * Whether the `http request` failed and a Catch node sent the message back. That node tells Catch nodes
 * before it puts anything of the failure on the message, even where it sends it on as well. Node-RED
 * itself ends such circles, since `msg.error` counts how often the same node failed.
 */
function isRetry(msg: NodeMessageInFlow): boolean {
  return Boolean(msg['error']) && !('statusCode' in msg);
}

function remember(
  node: BearerNode,
  msg: NodeMessageInFlow,
  headers: Record<string, unknown>,
  token: AccessToken,
  isRepetition: boolean,
): void {
  const id = markSent(msg, node.id);
  if (!node.expectsAnswers()) return;
  const request = { headers, payload: msg.payload, token: token.value, isRepetition };
  node.sent.keep(id, request);
}

/** The message as it was before the answer came. */
function asBefore(msg: NodeMessageInFlow, request: SentRequest): NodeMessageInFlow {
  for (const property of ANSWER_PROPERTIES) delete msg[property];
  msg['headers'] = request.headers;
  msg.payload = request.payload;
  return msg;
}

/** If the `http request` failed, the message still has the headers that it was sent with. */
function answer(msg: NodeMessageInFlow): Outgoing {
  const { headers } = msg;
  if (typeof headers === 'object' && headers !== null) {
    msg['headers'] = withoutHeader(headers as Record<string, unknown>, 'authorization');
  }
  return [null, msg];
}

/**
 * The address is the next node's business, but one that stands in the message is known by now, and it
 * may come from outside (rule T12).
 */
function assertUrlAllowed(msg: NodeMessageInFlow, credential: Credential): void {
  const url = nextUrl(msg['url']);
  if (url !== undefined) assertOriginAllowed(credential.settings, url);
}

/** The method counts only where the next node leaves it to the message, which cannot be told here. */
function assertMethodAllowed(msg: NodeMessageInFlow): void {
  if (!echoesToken(msg['method'])) return;
  throw invalidField('method', 'msg.method', `msg.method ${WHY_NOT_ECHOED}: use another method.`);
}

/** Sent off again and again, such a message would circle without end. */
function answerNotExpected(): VendorAuthError {
  return new VendorAuthError({
    code: 'invalid-settings',
    vendor: '',
    message: 'The answer to the request came back here, but the second output leads nowhere.',
    hint: 'Wire the second output to what handles the answers. If this was to be another request, delete msg.headers before.',
  });
}
