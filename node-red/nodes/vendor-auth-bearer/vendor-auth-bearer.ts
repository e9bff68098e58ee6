import type { Node, NodeAPI, NodeDef } from 'node-red';
import { monotonicMs, wait } from '../../lib/clock';
import { handleMessages } from '../../lib/credential-user';
import { migrate } from '../../lib/migrate';
import { sendWithToken, type BearerNode } from './send-with-token';
import { SentRequests } from './sent-requests';

interface BearerDefinition extends NodeDef {
  auth?: string;
}

const OWN_LOGIN = '@vendor-auth/node-red/vendor-auth-bearer:vendor-auth-bearer.warning.own-login';

/** Whether a core node puts a login of its own in place of the token. */
function hasOwnLogin(behind: Node<{ user?: string; password?: string }> | null): boolean {
  const { user, password } = behind?.credentials ?? {};
  return behind?.type === 'http request' && Boolean(user || password);
}

/** Puts a valid token on messages, for the core `http request` node behind it. */
export = function registerBearer(RED: NodeAPI): void {
  function VendorAuthBearer(
    this: Node & { readonly wires: readonly string[][] },
    definition: BearerDefinition,
  ): void {
    RED.nodes.createNode(this, definition);
    const { auth } = migrate(definition);
    const node: BearerNode = {
      id: this.id,
      // Read each time: a deployment may change the wires and leave the node running.
      expectsAnswers: () => (this.wires[1]?.length ?? 0) > 0,
      sent: new SentRequests(monotonicMs),
      wait,
    };
    let hasLooked = false;
    handleMessages(RED, this, auth, (msg, credential, signal) => {
      // Only now are the nodes behind sure to be there.
      if (!hasLooked && this.wires[0]?.some((id) => hasOwnLogin(RED.nodes.getNode(id)))) {
        this.warn(RED._(OWN_LOGIN));
      }
      hasLooked = true;
      return sendWithToken(node, msg, credential, signal);
    });
  }

  RED.nodes.registerType('vendor-auth-bearer', VendorAuthBearer);
};
