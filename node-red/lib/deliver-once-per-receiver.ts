import type { Node, NodeMessage } from 'node-red';

/** The part of a flow that decides who hears of an error or a status. Node-RED's API does not have it. */
interface Flow {
  readonly catchNodes?: readonly Node[];
  readonly statusNodes?: readonly Node[];
  /** The flow that a subflow's instance stands in. */
  readonly parent?: Flow;
}

/**
 * Stand-ins for the nodes that use a configuration. Node-RED hands an error or a status of the
 * configuration on once for each of them; by these, every Catch and Status node hears of it once all the
 * same. They are good for one error or status.
 */
export function deliverOncePerReceiver(
  users: Readonly<Record<string, Node>>,
): Record<string, Node> {
  const told = new Set<Node>();
  const receiver = (node: Node): Node =>
    standIn(node, {
      receive(msg: NodeMessage) {
        if (told.has(node)) return;
        told.add(node);
        node.receive(msg);
      },
    });
  const flow = (original: Flow): Flow => {
    const { catchNodes, statusNodes, parent } = original;
    return standIn(original, {
      ...(catchNodes && { catchNodes: catchNodes.map(receiver) }),
      ...(statusNodes && { statusNodes: statusNodes.map(receiver) }),
      ...(parent && { parent: flow(parent) }),
    });
  };
  return Object.fromEntries(
    Object.entries(users).map(([id, user]) => {
      const { _flow } = user as Node & { readonly _flow?: Flow };
      return [id, _flow === undefined ? user : standIn(user, { _flow: flow(_flow) })];
    }),
  );
}

/** In everything else, it is like the original. */
function standIn<Original extends object>(original: Original, own: object): Original {
  return Object.create(original, Object.getOwnPropertyDescriptors(own)) as Original;
}
