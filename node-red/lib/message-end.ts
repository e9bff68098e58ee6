import type { Node, NodeMessage, NodeMessageInFlow } from 'node-red';
import { say, sentences, type Translate, type VendorAuthError } from '../../core';
import {
  plainCopy,
  unclonableProperties,
  withLeftOut,
  withoutObjects,
  type CloneMessage,
} from './clonable';
import { invalidMessage } from './invalid-field';
import { NodeError } from './node-error';
import { isDone } from './safely';

const SAY = sentences('message', {
  completeNotTold:
    'Complete nodes could not be told of a message, because Node-RED cannot copy it.',
  leftOut: '(left out, because Node-RED cannot copy it)',
  cannotBeCloned:
    'The message was not sent on, because several nodes are wired to this one and Node-RED cannot copy __properties__. Delete it before, or wire one node only.',
});

/** What a node sends for a message: one message, or one for each output. */
export type Outgoing = NodeMessage | (NodeMessage | null)[];

/** What Node-RED hands a node along with a message. */
export interface Callbacks {
  readonly send: (msg: Outgoing) => void;
  readonly done: (error?: Error) => void;
}

/**
 * The ways in which a message can end. Node-RED clones a message for every node but the first that gets
 * it, and throws into the callback where that fails: nothing but what is said here escapes.
 */
export class MessageEnd {
  constructor(
    private readonly node: Node,
    private readonly msg: NodeMessageInFlow,
    private readonly callbacks: Callbacks,
    private readonly clone: CloneMessage,
    private readonly translate: Translate,
  ) {}

  /**
   * Sends on, to all nodes or to none.
   *
   * @throws {VendorAuthError} `invalid-settings`, with the properties that kept Node-RED from cloning
   *   the message for several nodes; and whatever Node-RED throws otherwise.
   */
  send(outgoing: Outgoing): void {
    for (const msg of clonedToSend(this.node, outgoing)) {
      const names = unclonableProperties(msg, this.clone);
      if (names.length > 0) throw cannotBeCloned(names);
    }
    this.callbacks.send(outgoing);
  }

  /** Tells Complete nodes. What has been sent on stays as it is, even where their copy has less. */
  succeed(): void {
    const { msg, clone, callbacks } = this;
    const done = () => callbacks.done();
    const tellOfCopy = () => {
      withLeftOut(msg, unclonableProperties(msg, clone), this.leftOut, done);
    };
    // Node-RED copies the message for Complete nodes alone. Told twice, one of these behind another
    // would hear of the message twice.
    if (isDone(hasCompleteNodes(this.node) ? tellOfCopy : done)) return;
    this.log(say(SAY.completeNotTold(), this.translate));
  }

  /** Tells Catch nodes, without what cannot be cloned; the log, if even that fails. */
  fail(error: VendorAuthError): void {
    const { node, msg, clone, callbacks } = this;
    const nodeError = new NodeError(error, this.translate);
    const tell = () => {
      const names = unclonableProperties(msg, clone);
      withLeftOut(msg, names, this.leftOut, () => callbacks.done(nodeError));
    };
    if (isDone(tell)) return;
    const copy = plainCopy(msg, this.leftOut, clone);
    if (isDone(() => node.error(nodeError, copy))) return;
    if (isDone(() => node.error(nodeError, withoutObjects(copy)))) return;
    this.log(nodeError.message);
  }

  /** Stands in a copy of the message where Node-RED could not copy a property. */
  private get leftOut(): string {
    return say(SAY.leftOut(), this.translate);
  }

  private log(text: string): void {
    isDone(() => this.node.error(text));
  }
}

/** The messages of which Node-RED makes copies: of the first that it sends at all, it makes none. */
function clonedToSend(node: Node, outgoing: Outgoing): NodeMessage[] {
  const { wires = [] } = node as Node & { readonly wires?: readonly (readonly string[])[] };
  const outputs = Array.isArray(outgoing) ? outgoing : [outgoing];
  const deliveries = outputs.flatMap((msg, output) =>
    msg === null ? [] : (wires[output] ?? []).map(() => msg),
  );
  return [...new Set(deliveries.slice(1))];
}

/** No part of Node-RED's API; where it is not found, Complete nodes are taken to be there. */
function hasCompleteNodes(node: Node): boolean {
  const { _flow: flow } = node as Node & {
    readonly _flow?: { readonly completeNodeMap?: Readonly<Record<string, unknown>> };
  };
  return flow?.completeNodeMap === undefined || node.id in flow.completeNodeMap;
}

function cannotBeCloned(names: readonly string[]): VendorAuthError {
  const properties = names.slice(0, 5).map((name) => `msg.${name.slice(0, 40)}`);
  return invalidMessage(SAY.cannotBeCloned({ properties: properties.join(', ') }));
}
