import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import type { FlowNode } from '../../../../demo/node-red-host';
import type { Version } from '../../node-red/node-red';
import { exactly } from '../../support/checks';
import { NodeRedMatrixHost } from '../hosts/node-red';
import { loginId, nodesOf, surroundings } from '../hosts/node-red-flows';
import type { DeploymentType } from '../hosts/child-protocol';
import type { RowResult } from '../judge';
import type { Certificates } from '../server/certificates';
import { jumpClock, killWhileRefreshing, slowToken, suspend, until } from './any-host';
import { Incident } from './incident';

/** Milliseconds after the order to deploy at which the process is killed, as it writes its files. */
const KILLS_WHILE_STORING_MS = [2, 15, 40];
const PRELOAD = path.join(__dirname, '..', 'clock-preload.js');

/** Everything that happens to a Node-RED itself, each in a process of its own. */
export async function nodeRedIncidents(
  version: Version,
  packageDir: string,
  certificates: Certificates,
): Promise<RowResult[]> {
  const run = async (name: string, happen: (stage: Stage) => Promise<void>) => {
    const stage = await Stage.prepare(name, version, packageDir, certificates);
    try {
      await happen(stage);
      await wait(500);
      return stage.incident.result();
    } finally {
      await stage.close();
    }
  };
  // Mostly waiting: all at a time.
  return await Promise.all([
    run('wall clock jumps an hour forward', (stage) =>
      jumpClock(stage.incident, stage.clockFile, 1),
    ),
    run('wall clock jumps an hour back', (stage) => jumpClock(stage.incident, stage.clockFile, -1)),
    run('process is suspended for 6 s', (stage) => suspend(stage.incident, stage.host.pid)),
    run('process is killed while refreshing', killedWhileRefreshing),
    run('process is killed while storing a login', killedWhileStoring),
    run('full deployment while messages wait', (stage) => redeploy(stage, 'full')),
    run('deployment of flows while messages wait', (stage) => redeploy(stage, 'flows')),
    run('deployment of nodes while messages wait', (stage) => redeploy(stage, 'nodes')),
    run('login is deleted while messages wait', loginDeleted),
  ]);
}

/** A Node-RED with one login, and what it takes to start it anew on the same files. */
class Stage {
  private constructor(
    private readonly start: () => Promise<NodeRedMatrixHost>,
    private readonly folder: string,
    readonly incident: Incident,
    public host: NodeRedMatrixHost,
  ) {}

  static async prepare(
    name: string,
    version: Version,
    packageDir: string,
    certificates: Certificates,
  ): Promise<Stage> {
    const folder = mkdtempSync(path.join(tmpdir(), 'vendor-auth-incident-'));
    mkdirSync(path.join(folder, 'user'));
    const start = () =>
      NodeRedMatrixHost.start({
        version,
        packageDir,
        userDir: path.join(folder, 'user'),
        nodeOptions: ['--require', PRELOAD],
        env: { FAULTS_CLOCK_FILE: path.join(folder, 'clock') },
      });
    const host = await start();
    const incident = await Incident.prepare(name, host, certificates);
    await host.deploy([incident.row]);
    return new Stage(start, folder, incident, host);
  }

  get clockFile(): string {
    return path.join(this.folder, 'clock');
  }

  get flowFile(): string {
    return readFileSync(path.join(this.folder, 'user', 'flows.json'), 'utf8');
  }

  /** A new process on the files that the old one left. */
  async restart(): Promise<void> {
    const old = this.host;
    // It is installed anew with each start.
    rmSync(path.join(this.folder, 'user', 'node_modules'), { recursive: true });
    this.host = await this.start();
    this.host.inherit(old);
    this.incident.host = this.host;
    await until(() => this.host.has(`request-${this.incident.row.id}`));
  }

  async close(): Promise<void> {
    await this.host.stop();
    await this.incident.row.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function killedWhileRefreshing(stage: Stage): Promise<void> {
  const before = stage.flowFile;
  await killWhileRefreshing(stage.incident, stage.host.pid, () => stage.restart());
  stage.incident.check(exactly('flow files that changed', 0, stage.flowFile === before ? 0 : 1));
}

/** Node-RED writes flows and credentials as it deploys; whichever it has then must work. */
async function killedWhileStoring(stage: Stage): Promise<void> {
  const { incident } = stage;
  for (const afterMs of KILLS_WHILE_STORING_MS) {
    stage.host.changeSecret(incident.row).catch(() => undefined);
    await wait(afterMs);
    process.kill(stage.host.pid, 'SIGKILL');
    await wait(200);
    incident.died();
    await stage.restart();
    await incident.recover(10_000);
  }
  incident.check(exactly('flow files that cannot be read', 0, isJson(stage.flowFile) ? 0 : 1));
}

async function redeploy({ incident, host }: Stage, type: DeploymentType): Promise<void> {
  slowToken(incident, 2_000);
  for (let count = 0; count < 4; count++) incident.send();
  await wait(500);
  const id = loginId(incident.row);
  const renamed = (node: FlowNode) => ({ ...node, name: `${node.id} anew` });
  const flows = host.deployed.map((node) =>
    node.id === id || node.id === `request-${incident.row.id}` ? renamed(node) : node,
  );
  await host.deployFlows(flows, type);
  await incident.settle();
  await incident.recover(10_000);
  // The token request that was under way goes on and serves those who come after (rule T13).
  incident.check(exactly('token requests', 1, incident.row.vendor.token.requests));
}

async function loginDeleted({ incident, host }: Stage): Promise<void> {
  slowToken(incident, 2_000);
  for (let count = 0; count < 4; count++) incident.send();
  await wait(500);
  const id = loginId(incident.row);
  await host.deployFlows(
    host.deployed.filter((node) => node.id !== id),
    'full',
  );
  await incident.settle();
  // With no login there, messages fail, and do so at once.
  incident.send();
  await incident.settle(2_000);
  incident.row.vendor.isSound();
  await host.deployFlows([...surroundings(), ...nodesOf(incident.row)], 'full');
  await incident.recover(10_000);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
