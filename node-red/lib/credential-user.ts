import { setMaxListeners } from 'node:events';
import { Readable } from 'node:stream';
import type { Node, NodeAPI, NodeMessage, NodeMessageInFlow, NodeStatus } from 'node-red';
import { sentences, VendorAuthError } from '../../core';
import type { Credential } from './credential';
import { invalidLogin } from './invalid-field';
import { runtimeLanguage } from './language';
import { MessageEnd, type Outgoing } from './message-end';
import { failureOf } from './node-error';
import { isDone } from './safely';
import { failureStatus, refusalStatus, statusTranslator } from './status';
import { isVendorAuthNode, type VendorAuthNode } from './vendor-auth-node';

const SAY = sentences('node', {
  loginMissing: 'Login is missing. Choose one in the node, or add a new one.',
  stopped: 'The request was cancelled, because the flow was stopped or deployed again.',
});

/** Tells that a message goes on although the vendor refused its request with that HTTP status. */
export type TellRefusal = (status: number) => void;

export type MessageHandler = (
  msg: NodeMessageInFlow,
  credential: Credential,
  signal: AbortSignal,
  tellRefusal: TellRefusal,
) => Promise<Outgoing>;

/**
 * Lets a node handle messages with the credential of the `vendor-auth` configuration of that id. Each
 * message ends exactly once: it is sent on, or its failure goes to Catch nodes. When the node closes,
 * what is under way is cancelled.
 */
export function handleMessages(
  RED: NodeAPI,
  node: Node,
  authId: string | undefined,
  handle: MessageHandler,
): void {
  const found = RED.nodes.getNode(authId ?? '');
  const configuration = isVendorAuthNode(found) ? found : undefined;
  const closing = new AbortController();
  // Every message under way listens to it. Up to Node.js 22, more than ten would print a warning.
  setMaxListeners(0, closing.signal);
  const cloneMessage = (msg: NodeMessage) => RED.util.cloneMessage(msg);
  const statusText = statusTranslator(RED);
  const language = runtimeLanguage(RED);
  // A status that cannot be shown is no reason for a message to fail, or to fail twice.
  const show = (statusOf: () => NodeStatus) =>
    isDone(() => {
      const status = statusOf();
      if (configuration?.news === undefined) node.status(status);
      else configuration.news.showFailure(node, status);
    });
  const showFailure = ({ code, status }: VendorAuthError) =>
    show(() => failureStatus(code, statusText, status));
  const showRefusal = (status: number) => show(() => refusalStatus(status, statusText));

  if (configuration?.news !== undefined) configuration.news.join(node);
  else showFailure(configuration?.problem ?? missingConfiguration());

  node.on('input', (msg, send, done) => {
    // A stream may fail before anybody reads it, which would end the process.
    isDone(() => {
      if (msg.payload instanceof Readable) msg.payload.on('error', () => undefined);
    });
    const end = new MessageEnd(node, msg, { send, done }, cloneMessage, language);
    const answer = async () => {
      const credential = credentialOf(configuration);
      let refusal: number | undefined;
      const tellRefusal = (status: number) => (refusal = status);
      const outgoing = await handle(msg, credential, closing.signal, tellRefusal);
      if (refusal === undefined) isDone(() => configuration?.news?.used(node));
      else showRefusal(refusal);
      end.send(outgoing);
    };
    answer().then(
      () => end.succeed(),
      (thrown: unknown) => {
        const error = failureOf(thrown);
        showFailure(error);
        end.fail(error);
      },
    );
  });

  node.on('close', () => {
    closing.abort(stopped());
    configuration?.news?.leave(node);
  });
}

function credentialOf(configuration: VendorAuthNode | undefined): Credential {
  if (configuration?.credential !== undefined) return configuration.credential;
  throw configuration?.problem ?? missingConfiguration();
}

/** For a node of which nobody has chosen the login. */
export function missingConfiguration(): VendorAuthError {
  return invalidLogin(SAY.loginMissing());
}

function stopped(): VendorAuthError {
  return new VendorAuthError({ code: 'cancelled', vendor: '', message: SAY.stopped() });
}
