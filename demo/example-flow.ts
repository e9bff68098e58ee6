import type { SandboxVendor } from '../sandbox';
import type { FlowNode } from './node-red-host';

const TAB = 'example';

/** Ids of the nodes through which a vendor is called, and where what came of it arrives. */
export const nodeIds = {
  inject: (vendorId: string): string => `call-${vendorId}`,
  answer: (vendorId: string): string => `answer-${vendorId}`,
  failure: 'failure',
};

/**
 * The example: a row for each vendor, where a click on the left shows the answer on the right, and one
 * row for what fails.
 */
export function exampleFlow(
  vendors: readonly SandboxVendor[],
  configurations: readonly FlowNode[],
): FlowNode[] {
  const rows = vendors.flatMap((vendor, index) => row(vendor, 120 + 80 * index));
  const failureY = 120 + 80 * vendors.length;
  return [
    { id: TAB, type: 'tab', label: 'Every vendor' },
    {
      id: 'about',
      type: 'comment',
      z: TAB,
      x: 220,
      y: 60,
      name: 'Click a button on the left; the answer is in the debug sidebar',
      wires: [],
    },
    ...configurations,
    ...rows,
    {
      id: 'catch-all',
      type: 'catch',
      z: TAB,
      x: 160,
      y: failureY,
      name: 'what fails',
      scope: null,
      uncaught: false,
      wires: [[nodeIds.failure]],
    },
    debugNode(nodeIds.failure, 'failure', 'error.message', failureY),
  ];
}

function row(vendor: SandboxVendor, y: number): FlowNode[] {
  const { id, name } = vendor;
  return [
    {
      id: nodeIds.inject(id),
      type: 'inject',
      z: TAB,
      x: 160,
      y,
      name,
      props: [{ p: 'topic', vt: 'str' }],
      topic: id,
      repeat: '',
      once: false,
      wires: [[`request-${id}`]],
    },
    {
      id: `request-${id}`,
      type: 'vendor-auth-request',
      z: TAB,
      x: 420,
      y,
      name: `GET ${vendor.protectedPath.replace(/\?.*/, '')}`,
      auth: `auth-${id}`,
      method: 'GET',
      url: vendor.protectedPath,
      paytoqs: 'ignore',
      headers: [],
      ret: 'obj',
      senderr: true,
      version: 1,
      wires: [[nodeIds.answer(id)]],
    },
    debugNode(nodeIds.answer(id), 'answer', 'payload', y),
  ];
}

function debugNode(id: string, name: string, complete: string, y: number): FlowNode {
  return {
    id,
    type: 'debug',
    z: TAB,
    x: 680,
    y,
    name,
    active: true,
    tosidebar: true,
    console: false,
    tostatus: false,
    complete,
    targetType: 'msg',
    wires: [],
  };
}
