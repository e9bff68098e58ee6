import { PACKAGE_NAME } from '../../n8n/package';
import { referenceTo, TRIGGER, type Workflow, type WorkflowNode } from '../../n8n/workflows';
import type { EchoingVendor } from '../echoing-vendor';
import type { Canary, Plan } from '../plans';
import { credentialOf } from './credentials';

const TRIGGER_NODE: WorkflowNode = {
  id: 'trigger',
  name: TRIGGER,
  type: 'n8n-nodes-base.manualTrigger',
  typeVersion: 1,
  position: [0, 0],
  parameters: {},
};

/** One execution with all logins of a vehicle: their items carry their errors on. */
export function vehicleWorkflow(
  name: string,
  plans: readonly Plan[],
  vendor: EchoingVendor,
): Workflow {
  return workflow(
    name,
    plans.flatMap((plan) => nodesOf(plan, vendor, 'continueRegularOutput')),
  );
}

/** One execution that ends with the error of one login. */
export function failingWorkflow(plan: Plan, vendor: EchoingVendor): Workflow {
  return workflow(`fails ${plan.id}`, nodesOf(plan, vendor, undefined).slice(0, 1));
}

/** A canary in the name of a node, and in what that hands on. */
export function canaryWorkflow(canaries: readonly Canary[]): Workflow {
  const nodes = canaries.map(({ id, quoting, text }): WorkflowNode => {
    const quoted = quoting.quote(text);
    const jsonOutput = JSON.stringify({ planted: quoted });
    return {
      id,
      name: `Planted ${quoted}`,
      type: 'n8n-nodes-base.set',
      typeVersion: 3.4,
      position: [0, 0],
      parameters: { mode: 'raw', jsonOutput, options: {} },
    };
  });
  return workflow('canaries', nodes);
}

function nodesOf(
  plan: Plan,
  vendor: EchoingVendor,
  onError: WorkflowNode['onError'],
): WorkflowNode[] {
  const credential = credentialOf(plan);
  const make = (kind: string, type: string, version: number, parameters: object): WorkflowNode => ({
    id: `${kind}-${plan.id}`,
    name: `${kind} ${plan.id}`,
    type,
    typeVersion: version,
    position: [0, 0],
    parameters: { ...parameters },
    credentials: referenceTo(credential),
    ...(onError === undefined ? {} : { onError }),
  });
  const check = make('check', `${PACKAGE_NAME}.vendorToken`, 1, {
    credentialType: credential.type,
    operation: 'check',
  });
  if (plan.vehicle.vendor !== 'agility') {
    const request = make('call', 'n8n-nodes-base.httpRequest', 4.5, {
      method: 'GET',
      url: `${vendor.login(plan).fields['baseUrl'] ?? ''}/api/call`,
      authentication: 'predefinedCredentialType',
      nodeCredentialType: credential.type,
      options: {},
    });
    return [request, check];
  }
  // Whose the token is, is the answer that Get Self was asked for; only where it fails does it say more.
  const ownNodes = plan.vehicle.name.endsWith('refusal')
    ? [
        make('self', `${PACKAGE_NAME}.agility`, 1, { resource: 'member', operation: 'getSelf' }),
        make('revoke', `${PACKAGE_NAME}.agility`, 1, {
          resource: 'grant',
          operation: 'revoke',
          grantId: '1020',
        }),
      ]
    : [];
  return [check, ...ownNodes];
}

/** Every node hangs on the trigger. */
function workflow(name: string, nodes: WorkflowNode[]): Workflow {
  const targets = nodes.map((node) => ({ node: node.name, type: 'main', index: 0 }));
  return {
    id: '',
    name,
    active: false,
    nodes: [TRIGGER_NODE, ...nodes],
    connections: { [TRIGGER]: { main: [targets] } },
    settings: { executionOrder: 'v1' },
  };
}
