/**
 * `npm run bench`: what the core and the Node-RED nodes cost, side by side with doing without them and
 * with what others offer. Prints a table and writes build/bench.json.
 */
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { request } from 'undici';
import { startSandbox, type Sandbox } from '../sandbox';
import { stageNodeRedPackage } from '../tools/packages/node-red';
import { measureInProcess } from './in-process';
import { measureManyLogins } from './many-logins';
import { tableOf, type Measurement } from './measurement';
import { coldFlows, routeFlows } from './node-red/flows';
import { startHostProcess, type HostProcess } from './node-red/host-process';
import { measureThroughput } from './node-red/throughput';
import { installRivals, type Rivals } from './rivals';
import { MESSAGE_COUNTS, measureTokenRequests } from './token-requests';

const projectDir = process.cwd();

async function startNodeRed(sandbox: Sandbox, rivals: Rivals | undefined): Promise<HostProcess> {
  const { dvinci } = sandbox.vendors;
  const hasRivals = rivals !== undefined;
  return startHostProcess({
    packageDir: await stageNodeRedPackage(projectDir),
    nodesDirs: hasRivals ? [rivals.contribNodesDir] : [],
    flows: [
      ...routeFlows(dvinci, await pastedToken(dvinci)),
      ...MESSAGE_COUNTS.flatMap((count) => coldFlows(dvinci, count, hasRivals)),
    ],
  });
}

/** A token as a person gets one for pasting it somewhere. */
async function pastedToken(dvinci: Sandbox['vendors']['dvinci']): Promise<string> {
  const form = {
    grant_type: 'client_credentials',
    client_id: dvinci.clientId,
    client_secret: dvinci.clientSecret,
  };
  const { body } = await request(dvinci.tokenUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(form).toString(),
  });
  return ((await body.json()) as { access_token: string }).access_token;
}

async function measureAll(): Promise<Measurement[]> {
  const rivals = await installRivals(projectDir);
  const sandbox = await startSandbox();
  try {
    const inProcess = [...(await measureInProcess(sandbox)), ...(await measureManyLogins())];
    const nodeRed = await startNodeRed(sandbox, rivals);
    try {
      return [
        ...inProcess,
        ...(await measureThroughput(nodeRed)),
        ...(await measureTokenRequests(sandbox, nodeRed.url, rivals)),
      ];
    } finally {
      await nodeRed.stop();
    }
  } finally {
    await sandbox.close();
  }
}

async function main(): Promise<void> {
  const measurements = await measureAll();
  const machine = { node: process.version, processors: availableParallelism() };
  const file = path.join(projectDir, 'build', 'bench.json');
  writeFileSync(file, `${JSON.stringify({ machine, measurements }, null, 2)}\n`);
  console.log(`Node.js ${machine.node}, ${machine.processors} processors`);
  console.log(tableOf(measurements));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
