import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { atMost } from '../../support/checks';
import { N8nMatrixHost, type N8nOptions } from '../hosts/n8n';
import type { RowResult } from '../judge';
import type { Certificates } from '../server/certificates';
import { jumpClock, killWhileRefreshing, slowToken, suspend, until } from './any-host';
import { Incident } from './incident';

/** Milliseconds after the vendor's answer at which the process is killed, as it stores the token. */
const KILLS_WHILE_STORING_MS = [3, 25];
const PRELOAD = path.join(__dirname, '..', 'clock-preload.js');

type Happen = (incident: Incident, host: N8nMatrixHost, clockFile: string) => Promise<void>;

const INCIDENTS: readonly (readonly [name: string, happen: Happen])[] = [
  ['wall clock jumps an hour forward', (incident, _host, file) => jumpClock(incident, file, 1)],
  ['wall clock jumps an hour back', (incident, _host, file) => jumpClock(incident, file, -1)],
  ['process is suspended for 6 s', (incident, host) => suspend(incident, host.pid)],
  ['login is deleted while messages wait', loginDeleted],
  [
    'process is killed while refreshing',
    (incident, host) => killWhileRefreshing(incident, host.pid, () => host.startServer()),
  ],
  ['process is killed while storing a token', killedWhileStoring],
];

/** Everything that happens to an n8n itself, one after the other in one server. */
export async function n8nIncidents(
  options: N8nOptions,
  certificates: Certificates,
): Promise<RowResult[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'vendor-auth-incident-'));
  const clockFile = path.join(folder, 'clock');
  const env = {
    ...options.env,
    FAULTS_CLOCK_FILE: clockFile,
    NODE_OPTIONS: `--require ${PRELOAD}`,
  };
  const host = await N8nMatrixHost.start({ ...options, env });
  const incidents: Incident[] = [];
  try {
    for (const [name] of INCIDENTS) {
      incidents.push(await Incident.prepare(name, host, certificates));
    }
    await host.deploy(incidents.map(({ row }) => row));
    for (const [index, [, happen]] of INCIDENTS.entries()) {
      const incident = incidents[index];
      if (incident !== undefined) await happen(incident, host, clockFile);
    }
    return incidents.map((incident) => incident.result());
  } finally {
    await host.stop();
    await Promise.all(incidents.map(({ row }) => row.close()));
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The database has the token or has it not; either way, the next message succeeds. */
async function killedWhileStoring(incident: Incident, host: N8nMatrixHost): Promise<void> {
  const { vendor } = incident.row;
  for (const afterMs of KILLS_WHILE_STORING_MS) {
    const { requests } = vendor.token;
    incident.send();
    await until(() => vendor.token.requests > requests);
    await wait(afterMs);
    process.kill(host.pid, 'SIGKILL');
    await wait(200);
    incident.died();
    await host.startServer();
    await incident.recover(10_000);
    // The next kill needs a token request: what is stored must not be there any more.
    await host.changeSecret(incident.row);
  }
  const most = 2 * KILLS_WHILE_STORING_MS.length;
  incident.check(atMost('token requests', most, vendor.token.requests));
}

/** Executions that run have the credential in hand; those that come later find none. */
async function loginDeleted(incident: Incident, host: N8nMatrixHost): Promise<void> {
  slowToken(incident, 2_000);
  incident.send();
  await wait(500);
  await host.deleteLogin(incident.row);
  await incident.settle();
  incident.send();
  await incident.settle();
}
