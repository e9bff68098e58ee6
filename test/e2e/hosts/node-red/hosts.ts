/** A Node-RED by its version, and the Node.js that runs it. */
export interface NodeRedHostPlan {
  readonly nodeRed: string;
  readonly node: string;
  /** Why this pair is in the table. */
  readonly why: string;
  /** A run in a hurry leaves it out: it lies between two others that it includes. */
  readonly isBetween?: true;
}

/**
 * Every supported Node-RED on the lowest and the highest Node.js that it and the package take. What the
 * manifest of the package names as its floors must be among them (test/node-red/floors.test.ts).
 */
export const NODE_RED_HOSTS: readonly NodeRedHostPlan[] = [
  { nodeRed: '3.1.0', node: '20.18.1', why: 'the oldest of both' },
  {
    nodeRed: '3.1.15',
    node: '20.18.1',
    why: 'the last 3.1 on the oldest Node.js',
    isBetween: true,
  },
  { nodeRed: '3.1.15', node: '24.21.0', why: 'the last 3.1 on the newest Node.js' },
  { nodeRed: '4.0.9', node: '20.18.1', why: 'the last 4.0 on the oldest Node.js' },
  { nodeRed: '4.0.9', node: '24.21.0', why: 'the last 4.0 on the newest Node.js', isBetween: true },
  { nodeRed: '4.1.15', node: '20.18.1', why: '4.1 on the oldest Node.js', isBetween: true },
  { nodeRed: '4.1.15', node: '20.20.2', why: '4.1 on the Node.js of its official container' },
  { nodeRed: '4.1.15', node: '24.21.0', why: '4.1 on the newest Node.js' },
  { nodeRed: '5.0.7', node: '22.9.0', why: '5 on the oldest Node.js that it takes' },
  { nodeRed: '5.0.7', node: '24.21.0', why: '5 on the newest Node.js' },
];

export function hostName({ nodeRed, node }: NodeRedHostPlan): string {
  return `Node-RED ${nodeRed} on Node ${node}`;
}
