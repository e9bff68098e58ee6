import type { NodeMessageInFlow } from 'node-red';
import {
  assertOriginAllowed,
  echoesToken,
  judge,
  replacementOf,
  secretsOf,
  sentences,
  tokenHeader,
  untilKnown,
  confirmedVerdict,
  verbatim,
  VendorAuthError,
  type Settings,
  type Wait,
  parseUrl,
} from '../../../core';
import { markSent, takeBack, takeMark, type Put } from '../../lib/bearer-marks';
import { withoutConnectionHeaders } from '../../lib/connection-headers';
import type { Credential } from '../../lib/credential';
import { invalidField } from '../../lib/invalid-field';
import type { Outgoing } from '../../lib/message-end';
import {
  dropHeaders,
  isUntouchedAnswer,
  missingHeaders,
  requestedHeaders,
  withHeaders,
  withoutHeader,
} from '../../lib/message-headers';
import { answerOn } from './answer-on';
import { nextUrl } from './next-url';
import type { Progress, SentRequest, SentRequests } from './sent-requests';

/** What an `http request` node leaves on a message besides payload and headers. */
const ANSWER_PROPERTIES = [
  'statusCode',
  'responseUrl',
  'responseCookies',
  'redirectList',
  'retry',
] as const;

const SAY = sentences('bearer', {
  methodEchoes:
    'msg.method is not sent, because a server would repeat the access token in its answer: use another method.',
  answerNotExpected:
    'The answer to the request came back here, but the second output leads nowhere.',
  wireSecond:
    'Wire the second output to what handles the answers. If this was to be another request, delete msg.headers before.',
});

export interface BearerNode {
  readonly id: string;
  /** Whether something is wired to the second output, so that answers are expected to come back. */
  readonly expectsAnswers: () => boolean;
  readonly sent: SentRequests;
  /** Between two attempts with a new token that the vendor may not know yet (rule T20). */
  readonly wait: Wait;
}

/**
 * Gives a message a token for the next `http request`, on the first output. A message that comes back
 * from there is sent once more, with a new token, if its own was rejected; every other answer leaves by
 * the second output. One that a Catch node sends back is no answer and is sent off anew.
 */
export async function sendWithToken(
  node: BearerNode,
  msg: NodeMessageInFlow,
  credential: Credential,
  signal: AbortSignal,
): Promise<Outgoing> {
  takeBack(msg);
  const mark = takeMark(msg, node.id);
  if (mark === undefined) return await sendOff(node, msg, credential, signal);
  if (!node.expectsAnswers()) {
    // Whoever has a next page in mind says so by another address or by headers of one's own.
    if (isUntouchedAnswer(msg['headers']) && msg['url'] === mark.url) throw answerNotExpected();
    return await sendOff(node, msg, credential, signal);
  }
  const request = node.sent.take(mark.id);
  if (isRetry(msg)) return await sendOff(node, msg, credential, signal, request?.progress);
  if (request === undefined) return answer(msg, credential);
  return (await repeated(node, msg, request, credential, signal)) ?? answer(msg, credential);
}

/** The message as it is to be sent once more; undefined if its token is not the reason, or it was repeated. */
async function repeated(
  node: BearerNode,
  msg: NodeMessageInFlow,
  { token, progress, ...request }: SentRequest,
  credential: Credential,
  signal: AbortSignal,
): Promise<Outgoing | undefined> {
  const { settings, send } = credential;
  const { wait } = node;
  const source = credential.source();
  const { value } = token;
  const judged = judge(settings, answerOn(msg, settings.rejectionSigns));
  const verdict = await confirmedVerdict({ settings, source, send }, token, urlOf(msg), judged);
  if (verdict === 'accepted') source.accepted(value);
  if (progress === 'repetition') {
    if (verdict === 'rejected') source.reject(value);
    return undefined;
  }
  const sendAgain = (as: Progress) => sendOff(node, asBefore(msg, request), credential, signal, as);
  if (verdict === 'rejected' && progress === 'first' && source.isBrandNew(value)) {
    await untilKnown(source, value, wait, signal);
    return await sendAgain('tooNew');
  }
  const options = { settings, source, send, wait, signal, canRepeat: true };
  const other = await replacementOf(options, token, verdict);
  return other && (await sendAgain('repetition'));
}

/** Where the answer came from, as the core node tells it. */
function urlOf(msg: NodeMessageInFlow): URL | undefined {
  const { responseUrl } = msg as { readonly responseUrl?: unknown };
  return typeof responseUrl === 'string' ? parseUrl(responseUrl) : undefined;
}

async function sendOff(
  node: BearerNode,
  msg: NodeMessageInFlow,
  credential: Credential,
  signal: AbortSignal,
  progress: Progress = 'first',
): Promise<Outgoing> {
  // What is left of an earlier answer would pass for one to this request if this one fails.
  delete msg['statusCode'];
  assertUrlAllowed(msg, credential);
  assertMethodAllowed(msg);
  // Node.js, too, takes from it the name that the server's certificate must be for.
  const headers = withoutHeader(requestedHeaders(msg['headers']), 'host');
  const { settings, send } = credential;
  const token = await credential.source().token({ settings, send, signal });
  const further = missingHeaders(headers, withoutConnectionHeaders(settings.apiHeaders));
  const put = putFor(settings, { ...further, ...tokenHeader(settings.plan, token) });
  const id = markSent(msg, node.id, put);
  if (node.expectsAnswers()) {
    node.sent.keep(id, { headers, payload: msg.payload, token, progress });
  }
  msg['headers'] = withHeaders(headers, put.headers);
  return [msg, null];
}

/**
 * Along a redirect to another origin, the core node leaves nothing behind but `authorization` and
 * cookies. If the login has secrets in other headers, it must not follow redirects (rule T12).
 */
function putFor(settings: Settings, headers: Readonly<Record<string, string>>): Put {
  const secrets = new Set(secretsOf(settings));
  const isLeftBehind = ([name, value]: [string, string]) =>
    name === 'authorization' || (name !== settings.plan.placement.header && !secrets.has(value));
  return { headers, mayFollowRedirects: Object.entries(headers).every(isLeftBehind) };
}

/**
 * Whether the `http request` failed and a Catch node sent the message back. That node tells Catch nodes
 * before it puts anything of the failure on the message, even where it sends it on as well. Node-RED
 * itself ends such circles, since `msg.error` counts how often the same node failed.
 */
function isRetry(msg: NodeMessageInFlow): boolean {
  return Boolean(msg['error']) && !('statusCode' in msg);
}

/** The message as it was before the answer came. */
function asBefore(
  msg: NodeMessageInFlow,
  request: Pick<SentRequest, 'headers' | 'payload'>,
): NodeMessageInFlow {
  for (const property of ANSWER_PROPERTIES) delete msg[property];
  msg['headers'] = request.headers;
  msg.payload = request.payload;
  return msg;
}

/** If the `http request` failed, the message still has the headers that it was sent with. */
function answer(msg: NodeMessageInFlow, { settings }: Credential): Outgoing {
  const { header } = settings.plan.placement;
  dropHeaders(msg, (name) => name === header);
  return [null, msg];
}

/**
 * The address is the next node's business, but one that stands in the message is known by now, and it
 * may come from outside (rule T12).
 */
function assertUrlAllowed(msg: NodeMessageInFlow, { settings }: Credential): void {
  const url = nextUrl(msg['url'], settings.plan.placement.header);
  if (url !== undefined) assertOriginAllowed(settings, url);
}

/** The method counts only where the next node leaves it to the message, which cannot be told here. */
function assertMethodAllowed(msg: NodeMessageInFlow): void {
  if (!echoesToken(msg['method'])) return;
  throw invalidField('method', verbatim('msg.method'), SAY.methodEchoes());
}

/** Sent off again and again, such a message would circle without end. */
function answerNotExpected(): VendorAuthError {
  return new VendorAuthError({
    code: 'invalid-settings',
    vendor: '',
    message: SAY.answerNotExpected(),
    hint: SAY.wireSecond(),
  });
}
