import type { NodeMessageInFlow } from 'node-red';
import {
  callWithToken,
  labelByName,
  secretsOf,
  transportError,
  transportFault,
  URL_LABEL,
  type Wait,
} from '../../../core';
import { takeBack } from '../../lib/bearer-marks';
import type { Credential } from '../../lib/credential';
import type { TellRefusal } from '../../lib/credential-user';
import type { Outgoing } from '../../lib/message-end';
import { dropHeaders } from '../../lib/message-headers';
import { isDone } from '../../lib/safely';
import { answerError } from './answer-error';
import { putAnswer, type Unparsed } from './answer-message';
import { outgoingRequest, type OutgoingRequest, type RequestWarning } from './outgoing-request';
import { canBeSentAgain } from './request-body';
import type { RequestOptions } from './request-options';
import { sendFollowingRedirects, type Answer, type Wire } from './send-following-redirects';

export interface RequestNode {
  readonly options: RequestOptions;
  /** Between two attempts with a new token that the vendor may not know yet (rule T20). */
  readonly wait: Wait;
  /** Tells what does not count of a message, or why an answer is no object although one was wanted. */
  warn(why: Unparsed | RequestWarning): void;
  /** Node-RED's own: see `PropertyOf`. */
  messageProperty(msg: NodeMessageInFlow, property: string): unknown;
}

/**
 * Sends the request that a message asks for, with a token, and puts the answer on the message. A token
 * that is rejected is replaced and the request repeated, once. Neither on the message nor on what is
 * thrown does a token remain.
 *
 * @param tellRefusal - called with the status of an answer that goes on although the vendor refused
 */
export async function requestWithToken(
  node: RequestNode,
  msg: NodeMessageInFlow,
  credential: Credential,
  signal: AbortSignal,
  tellRefusal: TellRefusal = () => undefined,
): Promise<Outgoing> {
  const { settings } = credential;
  const source = credential.source();
  const { header } = settings.plan.placement;
  takeBack(msg);
  // A token that an earlier node put there is of no use here, and must not leave with the message.
  dropHeaders(msg, (name) => name === header);
  // What is left of an earlier answer would pass for one to this request if this one fails.
  delete msg['statusCode'];
  // The request counts, and so does its answer, whether or not they can be complained of.
  const warn = (why: Unparsed | RequestWarning) => void isDone(() => node.warn(why));
  const propertyOf = (property: string) => node.messageProperty(msg, property);
  const outgoing = outgoingRequest(node.options, msg, settings, propertyOf, warn);
  const sent: string[] = [];
  const answer = await callWithToken<Answer>({
    settings,
    source,
    send: credential.send,
    wait: node.wait,
    url: outgoing.url,
    signal,
    canRepeat: canBeSentAgain(outgoing.body),
    perform: (tokenHeader) => {
      sent.push(...tokensIn(tokenHeader));
      const { isLenient } = node.options;
      const dispatcher = isLenient ? credential.lenientDispatcher() : credential.dispatcher;
      const wire = { dispatcher, settings, secrets: secretsOf(settings, ...sent), signal };
      return perform(outgoing, tokenHeader, wire);
    },
    answerOf: ({ toToken }) => toToken,
  });
  const unparsed = putAnswer(msg, answer, node.options.returnType, header);
  if (unparsed !== undefined) warn(unparsed);
  const isSuccess = answer.status >= 200 && answer.status < 300;
  if (node.options.failsUnlessSuccess && !isSuccess) {
    throw answerError(settings, answer, secretsOf(settings, ...sent), source);
  }
  if (answer.status >= 400) tellRefusal(answer.status);
  return msg;
}

async function perform(
  outgoing: OutgoingRequest,
  tokenHeader: Readonly<Record<string, string>>,
  wire: Wire,
): Promise<Answer> {
  const { settings } = wire;
  try {
    return await sendFollowingRedirects(outgoing, tokenHeader, wire);
  } catch (error) {
    const { url } = outgoing;
    const isBase = url.origin === settings.allowedOrigins[0];
    const field = isBase ? labelByName(settings.vendor, 'baseUrl') : URL_LABEL;
    throw transportError(settings, transportFault(error), url.href, field);
  }
}

/** The whole values and, where a word stands in front of the token, the token by itself. */
function tokensIn(tokenHeader: Readonly<Record<string, string>>): string[] {
  return Object.values(tokenHeader).flatMap((value) => [value, value.split(' ').at(-1) ?? value]);
}
