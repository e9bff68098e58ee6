import type { Node, NodeAPI, NodeDef } from 'node-red';
import { bear } from '../../lib/bearer/bearer';
import { SentRequests } from '../../lib/bearer/sent-requests';
import { monotonicMs } from '../../lib/clock';
import { handleMessages } from '../../lib/credential-user';
import { migrate } from '../../lib/migrate';

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
    const node = {
      id: this.id,
      // Read each time: a deployment may change the wires and leave the node running.
      expectsAnswers: () => (this.wires[1]?.length ?? 0) > 0,
      sent: new SentRequests(monotonicMs),
    };
    handleMessages(RED, this, auth, (msg, credential, signal) =>
      bear(node, msg, credential, signal),
    );
  }

  RED.nodes.registerType('vendor-auth-bearer', VendorAuthBearer);
};
