import type { Node, NodeAPI, NodeMessage, NodeMessageInFlow } from 'node-red';
import { asVendorAuthError, VendorAuthError } from '../../core';
import type { Credential } from './credential';
import { invalidField } from './invalid-field';
import { NodeError } from './node-error';
import { failureStatus, statusTranslator } from './status';
import { isVendorAuthNode, type VendorAuthNode } from './vendor-auth-node';

/** What a node sends for a message: one message, or one for each output. */
export type Outgoing = NodeMessage | (NodeMessage | null)[];

export type MessageHandler = (
  msg: NodeMessageInFlow,
  credential: Credential,
  signal: AbortSignal,
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
  const translate = statusTranslator(RED);
  const showFailure = (error: VendorAuthError) => {
    const status = failureStatus(error.code, translate);
    if (configuration?.news === undefined) node.status(status);
    else configuration.news.showFailure(node, status);
  };

  if (configuration?.news !== undefined) configuration.news.join(node);
  else showFailure(configuration?.problem ?? missingConfiguration());

  node.on('input', (msg, send, done) => {
    const process = async () => {
      const credential = credentialOf(configuration);
      const outgoing = await handle(msg, credential, closing.signal);
      configuration?.news?.used(node);
      send(outgoing);
    };
    process().then(
      () => done(),
      (thrown: unknown) => {
        const error = asVendorAuthError(thrown, '');
        showFailure(error);
        done(new NodeError(error));
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

function missingConfiguration(): VendorAuthError {
  const message = 'Login is missing. Open the node and choose one, or add a new one.';
  return invalidField('auth', 'Login', message);
}

function stopped(): VendorAuthError {
  return new VendorAuthError({
    code: 'cancelled',
    vendor: '',
    message: 'The request was cancelled, because the flow was stopped or deployed anew.',
  });
}
