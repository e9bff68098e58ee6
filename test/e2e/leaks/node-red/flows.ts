import type { FlowNode } from '../../../../demo/node-red-host';
import type { EchoingVendor } from '../echoing-vendor';
import type { Canary, Plan } from '../plans';

/** What an answer of the API puts on a message: the user's data, left out of what must be clean. */
const ANSWER_PROPERTIES = [
  'payload',
  'headers',
  'statusCode',
  'responseUrl',
  'responseCookies',
  'redirectList',
];

/**
 * A tab for the logins whose secrets come back, and one for those whose API brings the token back; on the
 * second, what the API answered is taken off the messages before anything looks at them.
 */
export function leakFlows(
  plans: readonly Plan[],
  canaries: readonly Canary[],
  vendor: EchoingVendor,
): FlowNode[] {
  const all = [...plans, ...canaries.map(({ plan }) => plan)];
  const ofSecrets = all.filter(({ vehicle }) => vehicle.echoes === 'secret');
  const ofTokens = all.filter(({ vehicle }) => vehicle.echoes === 'token');
  return [
    ...all.map((plan) => configuration(plan, vendor)),
    ...canaries.map(canaryLogin),
    ...tab('secrets', ofSecrets, []),
    ...canaries.map((canary) => canaryNote(canary)),
    {
      id: 'planted-leak',
      type: 'planted-leak',
      z: 'secrets',
      x: 1,
      y: 1,
      wires: [['sink-secrets', 'strip-tokens']],
    },
    ...tab('tokens', ofTokens, ANSWER_PROPERTIES),
  ];
}

function configuration(plan: Plan, vendor: EchoingVendor): FlowNode {
  const { vendor: id, fields, secrets } = vendor.login(plan);
  return {
    id: `auth-${plan.id}`,
    type: 'vendor-auth',
    name: plan.id,
    vendor: id,
    version: 1,
    ...fields,
    credentials: secrets,
  };
}

/** A login that nobody uses: its name and client id are no secrets. */
function canaryLogin(canary: Canary): FlowNode {
  return {
    id: `named-${canary.id}`,
    type: 'vendor-auth',
    name: `Login ${canary.quoting.quote(canary.text)}`,
    vendor: 'dvinci',
    version: 1,
    baseUrl: 'http://127.0.0.1:9',
    credentials: {
      clientId: canary.quoting.quote(canary.text),
      clientSecret: 'unused-secret-of-a-canary',
    },
  };
}

function canaryNote({ id, quoting, text }: Canary): FlowNode {
  const info = quoting.quote(text);
  return { id: `note-${id}`, type: 'comment', z: 'secrets', x: 1, y: 1, name: id, info };
}

function tab(name: string, plans: readonly Plan[], stripped: readonly string[]): FlowNode[] {
  const on = (node: FlowNode): FlowNode => ({ z: name, x: 1, y: 1, wires: [], ...node });
  const first = stripped.length > 0 ? `strip-${name}` : `sink-${name}`;
  const wired = [[first]];
  const isAgility = ({ vehicle }: Plan) => vehicle.vendor === 'agility';
  const requests = plans.map(({ id }) =>
    on({
      id: `request-${id}`,
      type: 'vendor-auth-request',
      auth: `auth-${id}`,
      method: 'GET',
      url: 'api/call',
      ret: 'obj',
      paytoqs: 'ignore',
      headers: [],
      senderr: true,
      version: 1,
      wires: wired,
    }),
  );
  const bearers = plans
    .filter(({ vehicle }) => vehicle.echoes === 'secret')
    .map(({ id }) =>
      on({
        id: `bearer-${id}`,
        type: 'vendor-auth-bearer',
        auth: `auth-${id}`,
        version: 1,
        // The token that it puts on a message is for the next node alone, and so for none here.
        wires: [[], []],
      }),
    );
  const revokers = plans.filter(isAgility).map(({ id }) =>
    on({
      id: `revoke-${id}`,
      type: 'agility-revoke-grant',
      auth: `auth-${id}`,
      grant: '1020',
      grantType: 'num',
      wires: wired,
    }),
  );
  const strip = on({
    id: `strip-${name}`,
    type: 'change',
    rules: stripped.map((p) => ({ t: 'delete', p, pt: 'msg' })),
    wires: [[`sink-${name}`]],
  });
  const store = [
    'for (const context of [flow, global]) {',
    "  const all = context.get('caught') || [];",
    '  all.push(RED.util.cloneMessage(msg));',
    "  context.set('caught', all);",
    '}',
  ].join('\n');
  return [
    { id: name, type: 'tab', label: name },
    ...requests,
    ...bearers,
    ...revokers,
    on({ id: `catch-${name}`, type: 'catch', scope: null, uncaught: false, wires: wired }),
    on({ id: `status-${name}`, type: 'status', scope: null, wires: wired }),
    on({
      id: `complete-${name}`,
      type: 'complete',
      scope: [...requests, ...revokers].map(({ id }) => id),
      wires: wired,
    }),
    ...(stripped.length > 0 ? [strip] : []),
    on({ id: `sink-${name}`, type: 'junction', wires: [[`debug-${name}`, `store-${name}`]] }),
    on({
      id: `debug-${name}`,
      type: 'debug',
      active: true,
      tosidebar: true,
      console: true,
      complete: 'true',
      targetType: 'full',
    }),
    on({ id: `store-${name}`, type: 'function', func: store, outputs: 0 }),
  ];
}
