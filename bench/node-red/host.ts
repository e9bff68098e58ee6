/**
 * The process behind `startHostProcess`: tells its URL when the flows run, then, when asked anything,
 * its processor time; ends with its parent.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import nodeRed from 'node-red';
import { NodeRedHost } from '../../demo/node-red-host';
import type { HostOptions } from './host-process';

async function main({ packageDir, nodesDirs, flows }: HostOptions): Promise<void> {
  const userDir = mkdtempSync(path.join(tmpdir(), 'vendor-auth-bench-'));
  const settings = {
    disableEditor: true,
    nodesDir: nodesDirs,
    logging: { console: { level: 'error', metrics: false, audit: false } },
  };
  const host = await NodeRedHost.start({ nodeRed, userDir, packageDir, settings });
  process.once('disconnect', () => {
    void host.stop().finally(() => {
      rmSync(userDir, { recursive: true, force: true });
      process.exit();
    });
  });
  await host.deploy(flows);
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send?.((user + system) / 1000);
  });
  process.send?.(host.url);
}

main(JSON.parse(process.argv[2] ?? '{}') as HostOptions).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
