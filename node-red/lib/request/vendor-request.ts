import type { NodeMessageInFlow } from 'node-red';
import { callWithToken, secretsOf, transportFailure } from '../../../core';
import type { Credential } from '../credential';
import type { Outgoing } from '../message-end';
import { withoutHeader } from '../message-headers';
import { isDone } from '../safely';
import { answerError } from './answer-error';
import { putAnswer } from './answer-message';
import { exchange, type Answer } from './exchange';
import { outgoingRequest, type OutgoingRequest } from './outgoing-request';
import { canBeSentAgain } from './request-body';
import type { RequestOptions } from './request-options';

export interface RequestNode {
  readonly options: RequestOptions;
  /** Tells that an answer is no JSON, although an object was wanted. */
  warnNotJson(): void;
  /** Tells that an answer is nested too deeply to be an object of a message. */
  warnTooDeep(): void;
  /** Node-RED's own: see `PropertyOf`. */
  messageProperty(msg: NodeMessageInFlow, property: string): unknown;
}

/**
 * Sends the request that a message asks for, with a token, and puts the answer on the message. A token
 * that is rejected is replaced and the request repeated, once. Neither on the message nor on what is
 * thrown does a token remain.
 */
export async function requestWithToken(
  node: RequestNode,
  msg: NodeMessageInFlow,
  credential: Credential,
  signal: AbortSignal,
): Promise<Outgoing> {
  const { settings } = credential;
  dropAuthorization(msg);
  // What is left of an earlier answer would pass for one to this request if this one fails.
  delete msg['statusCode'];
  const outgoing = outgoingRequest(node.options, msg, settings, (property) =>
    node.messageProperty(msg, property),
  );
  const authorizations: string[] = [];
  const answer = await callWithToken<Answer>({
    settings,
    source: credential.source(),
    send: credential.send,
    url: outgoing.url,
    signal,
    canRepeat: canBeSentAgain(outgoing.body),
    perform: (authorization) => {
      authorizations.push(authorization);
      return perform(outgoing, authorization, credential, signal);
    },
    statusOf: ({ tokenStatus }) => tokenStatus,
  });
  const warning = putAnswer(msg, answer, node.options.returnType);
  // The answer counts, whether or not it can be complained of.
  if (warning === 'not-json') isDone(() => node.warnNotJson());
  if (warning === 'too-deep') isDone(() => node.warnTooDeep());
  const isSuccess = answer.status >= 200 && answer.status < 300;
  if (node.options.failsUnlessSuccess && !isSuccess) {
    throw answerError(settings, answer, secretsOf(settings, ...authorizations));
  }
  return msg;
}

async function perform(
  outgoing: OutgoingRequest,
  authorization: string,
  { settings, dispatcher }: Credential,
  signal: AbortSignal,
): Promise<Answer> {
  try {
    return await exchange(outgoing, authorization, { dispatcher, settings, signal });
  } catch (error) {
    const { url } = outgoing;
    const field = url.origin === settings.allowedOrigins[0] ? 'Base URL' : 'URL';
    throw transportFailure(error, settings.vendor, url.href, settings.tls, field);
  }
}

/** A token that an earlier node put there is of no use here, and must not leave with the message. */
function dropAuthorization(msg: NodeMessageInFlow): void {
  const { headers } = msg;
  if (typeof headers !== 'object' || headers === null) return;
  msg['headers'] = withoutHeader(headers as Record<string, unknown>, 'authorization');
}
