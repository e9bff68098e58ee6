import { setTimeout as wait } from 'node:timers/promises';
import path from 'node:path';

import { stageNodeRedPackage } from '../../../../tools/packages/node-red';
import { projectRoot } from '../../support/project';
import { EchoingVendor } from '../echoing-vendor';
import type { Channel, Ledger } from '../ledger';
import { type Canary, canaries as makeCanaries, type Plan, plansFor } from '../plans';
import { REFRESH_VEHICLE, VEHICLES } from '../vehicles';
import type { Observed, Sent } from './child';
import { Comms } from './comms';
import { leakFlows } from './flows';
import { ObservedNodeRed } from './host';
import { writePlantedLeakNode } from './planted-leak-node';

export interface NodeRedVersion {
  readonly name: string;
  readonly module: string;
}

/** What the dialog shows of a vendor's answers, and no message, status or log. */
const ONLY_IN_TESTS = ['Agility: name of the member', 'certificate, self-signed'];
const MOST_TRIES = 20;
const CONTEXT_ROUTES = ['context/global', 'context/flow/secrets', 'context/node/planted-leak'];

/** Few enough that no vendor's server has to refuse a connection. */
const MESSAGES_AT_A_TIME = 150;
/** A refresh of a token that lives two seconds is due in the last fifth. */
const REFRESH_DUE_MS = 1700;
/** Contexts are written to the disk each second. */
const FLUSH_MS = 1500;

/** Looks for every planted secret and token in every output of one Node-RED. */
export async function huntInNodeRed(version: NodeRedVersion, ledger: Ledger): Promise<void> {
  const host = `Node-RED ${version.name}`;
  const plans = plansFor([...VEHICLES, REFRESH_VEHICLE]);
  const canaries = makeCanaries();
  const vendor = await EchoingVendor.start([...plans, ...canaries.map(({ plan }) => plan)]);
  const nodesDir = path.join(projectRoot, 'build', 'e2e', 'leaks-nodes');
  writePlantedLeakNode(nodesDir);
  const nodeRed = await ObservedNodeRed.start(version.name, {
    nodeRedModule: version.module,
    packageDir: await stageNodeRedPackage(projectRoot),
    settings: {
      nodesDir: [nodesDir],
      debugMaxLength: 1_000_000,
      contextStorage: { default: { module: 'localfilesystem', config: { flushInterval: 1 } } },
      // One of the few settings that the editor gets as they are.
      paletteCategories: canaries.map(({ quoting, text }) => quoting.quote(text)),
    },
  });
  try {
    const comms = await Comms.open(nodeRed.url);
    await nodeRed.call('deploy', leakFlows(plans, canaries, vendor));
    await sendEverything(nodeRed, plans, canaries);
    const admin = await adminAnswers(nodeRed, plans, canaries, vendor);
    await wait(FLUSH_MS);
    await comms.settled();
    const observed = await nodeRed.call('observed');
    comms.close();
    const channels = [...channelsOf(nodeRed, observed, comms), ...admin];
    channels.push(await unhandled(nodeRed));
    ledger.search(host, plans, canaries, channels);
    for (const { id, vehicle } of plans.filter((plan) => !vendor.hasEchoed(plan))) {
      ledger.mustHold(
        `${host}: the vendor brought back the planted text of ${vehicle.name}, ${id}`,
        false,
      );
    }
  } finally {
    await nodeRed.stop();
    await vendor.close();
  }
}

/** Each login fails for two nodes at once, and once more as a failure that is told again. */
async function sendEverything(
  nodeRed: ObservedNodeRed,
  plans: readonly Plan[],
  canaries: readonly Canary[],
): Promise<void> {
  const to = (node: string, those: readonly Plan[]): Sent[] =>
    those.map(({ id }) => ({ nodeId: `${node}-${id}`, msg: { topic: id } }));
  const ofSecrets = plans.filter(({ vehicle }) => vehicle.echoes === 'secret');
  const atRefresh = plans.filter(({ vehicle }) => vehicle.atRefresh);
  const ofAgility = plans.filter(({ vehicle }) => vehicle.vendor === 'agility');
  await inBatches(nodeRed, to('request', atRefresh));
  await wait(REFRESH_DUE_MS);
  await inBatches(nodeRed, to('request', atRefresh));
  await inBatches(nodeRed, [...to('request', plans), ...to('bearer', ofSecrets)]);
  await inBatches(nodeRed, [...to('request', ofSecrets), ...to('revoke', ofAgility)]);
  const ofCanaries = canaries.map(({ plan }) => plan);
  await inBatches(nodeRed, [...to('request', ofCanaries), ...to('bearer', ofCanaries)]);
  await inBatches(
    nodeRed,
    canaries.map(({ quoting, text }) => ({
      nodeId: 'planted-leak',
      msg: { leak: `Planted: ${quoting.quote(text)}.` },
    })),
  );
}

async function inBatches(nodeRed: ObservedNodeRed, messages: readonly Sent[]): Promise<void> {
  for (let at = 0; at < messages.length; at += MESSAGES_AT_A_TIME) {
    await nodeRed.call('send', messages.slice(at, at + MESSAGES_AT_A_TIME));
  }
}

function channelsOf(nodeRed: ObservedNodeRed, observed: Observed, comms: Comms): Channel[] {
  return [
    { name: 'messages at catch, status, complete', texts: observed.messages },
    { name: 'answers of the API on messages', texts: observed.answers, kind: 'told' },
    { name: 'errors, inspected and copied', texts: observed.errors },
    { name: 'statuses', texts: observed.statuses },
    { name: 'logs at trace', texts: observed.logs },
    { name: 'standard output and error', texts: [nodeRed.written()] },
    { name: 'WebSocket of the editor', texts: comms.frames },
    { name: 'flow files', texts: nodeRed.files((name) => /^\.?(flows|config)/.test(name)) },
    { name: 'context stores on disk', texts: nodeRed.files((name) => name.startsWith('context')) },
  ];
}

/** What the admin API answers to whoever may read everything. */
async function adminAnswers(
  nodeRed: ObservedNodeRed,
  plans: readonly Plan[],
  canaries: readonly Canary[],
  vendor: EchoingVendor,
): Promise<Channel[]> {
  const all = async (routes: readonly string[]): Promise<string[]> =>
    await Promise.all(routes.map((route) => nodeRed.get(route)));
  const ids = [...plans.map(({ id }) => `auth-${id}`), ...canaries.map(({ id }) => `named-${id}`)];
  return [
    { name: 'GET flows (and exports)', texts: await all(['flows', 'flow/global', 'flow/secrets']) },
    { name: 'GET credentials', texts: await all(ids.map((id) => `credentials/vendor-auth/${id}`)) },
    { name: 'GET vendor-auth/stats', texts: await all(['vendor-auth/stats']) },
    { name: 'GET context', texts: await all(CONTEXT_ROUTES) },
    {
      name: 'GET settings, nodes, diagnostics',
      texts: await all(['settings', 'nodes', 'nodes/@vendor-auth/node-red', 'diagnostics']),
    },
    { name: 'POST vendor-auth/test', texts: await testOutcomes(nodeRed, plans, canaries, vendor) },
  ];
}

/**
 * Of saved logins, with their saved secrets. Node-RED takes a hundred tests in a row and two a second from
 * then on: all quotings of what nothing else shows, and of the rest one for each vehicle.
 */
async function testOutcomes(
  nodeRed: ObservedNodeRed,
  plans: readonly Plan[],
  canaries: readonly Canary[],
  vendor: EchoingVendor,
): Promise<string[]> {
  const isShownOnlyHere = ({ vehicle }: Plan) => ONLY_IN_TESTS.includes(vehicle.name);
  const others = [...new Set(plans.filter((plan) => !isShownOnlyHere(plan)).map(vehicleOf))];
  const one = others.map((vehicle, row) => {
    const all = plans.filter((plan) => plan.vehicle === vehicle);
    return all[row % all.length]!;
  });
  const tested = [...canaries.map(({ plan }) => plan), ...plans.filter(isShownOnlyHere), ...one];
  const outcomes: string[] = [];
  for (const plan of tested) {
    outcomes.push(withoutCertificate(await testOutcome(nodeRed, plan, vendor)));
  }
  return outcomes;
}

async function testOutcome(
  nodeRed: ObservedNodeRed,
  plan: Plan,
  vendor: EchoingVendor,
): Promise<string> {
  const { vendor: id, fields, secrets } = vendor.login(plan);
  const saved = Object.fromEntries(
    Object.entries(secrets).map(([name, value]) => [
      name,
      name === 'clientId' ? value : '__PWRD__',
    ]),
  );
  const body = { id: `auth-${plan.id}`, vendor: id, fields: { ...fields, ...saved } };
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const outcome = await nodeRed.post('vendor-auth/test', body);
    const { code } = JSON.parse(outcome) as { code?: string };
    if (code !== 'too-many-tests') return outcome;
    await wait(1000);
  }
  throw new Error(`The login ${plan.id} could not be tested.`);
}

function vehicleOf({ vehicle }: Plan): Plan['vehicle'] {
  return vehicle;
}

/**
 * The certificate itself is shown for a person to trust, as the server presents it to everybody: whatever
 * it is called after stands in it. What is said of it is looked at.
 */
function withoutCertificate(outcome: string): string {
  return outcome.replace(
    /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\\n\s]*-----END CERTIFICATE-----/g,
    '',
  );
}

/** Ends Node-RED by everything that nodes threw, and reads its last words and its report. */
async function unhandled(nodeRed: ObservedNodeRed): Promise<Channel> {
  const before = nodeRed.written().length;
  await nodeRed.call('crash');
  await nodeRed.ended;
  const reports = nodeRed.files((name) => /^report.*\.json$/.test(name));
  return {
    name: 'an unhandled error, and the report on it',
    texts: [nodeRed.written().slice(before), ...reports],
  };
}
