import type { NodeAPI, NodeDef } from 'node-red';

/**
 * The nodes that are deployed, as in the flow file. None until Node-RED has loaded its flows: it answers
 * its admin routes before that, but has nothing to go through then and throws.
 */
export function deployedNodes(RED: NodeAPI): readonly NodeDef[] {
  const nodes: NodeDef[] = [];
  try {
    RED.nodes.eachNode((node) => void nodes.push(node));
  } catch {
    return [];
  }
  return nodes;
}
