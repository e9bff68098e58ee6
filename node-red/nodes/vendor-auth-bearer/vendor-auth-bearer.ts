import type { Node, NodeAPI, NodeDef } from 'node-red';
import { monotonicMs, wait } from '../../lib/clock';
import { handleMessages } from '../../lib/credential-user';
import { migrate } from '../../lib/migrate';
import { sendWithToken, type BearerNode } from './send-with-token';
import { SentRequests } from './sent-requests';

interface BearerDefinition extends NodeDef {
  auth?: string;
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
    handleMessages(RED, this, auth, (msg, credential, signal) =>
      sendWithToken(node, msg, credential, signal),
    );
  }

  RED.nodes.registerType('vendor-auth-bearer', VendorAuthBearer);
};
