import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { installPackage } from '../../../demo/node-red-host';
import { VERSIONS } from '../node-red/node-red';
import { freePort, startServer, waitUntil, type RunningProcess } from '../support/processes';
import { projectRoot } from '../support/project';

/** One of several Node-REDs that serve the same flow: a process and a user directory of its own. */
export class Replica {
  private process: RunningProcess | undefined;
  private logs = '';

  private constructor(
    readonly name: string,
    private readonly userDir: string,
    private readonly port: number,
  ) {}

  /** @param contextStorage - as JavaScript text, for it may hold a `require` */
  static async create(
    name: string,
    packageDir: string,
    contextStorage: string,
    flows: readonly object[],
  ): Promise<Replica> {
    const userDir = path.join(projectRoot, 'build', 'e2e', `store-${name}`);
    rmSync(userDir, { recursive: true, force: true });
    mkdirSync(userDir, { recursive: true });
    const replica = new Replica(name, userDir, await freePort());
    installPackage(userDir, packageDir);
    replica.writeSettings(contextStorage);
    await replica.start();
    await replica.deploy(flows);
    return replica;
  }

  get log(): string {
    return this.logs + (this.process?.output() ?? '');
  }

  async start(): Promise<void> {
    const [{ module }] = VERSIONS;
    const main = path.join(projectRoot, 'node_modules', module, 'red.js');
    const server = startServer(this.name, process.execPath, [main, '--userDir', this.userDir], {
      env: process.env,
    });
    this.process = server;
    const isUp = async () => server.output().includes('Started flows');
    await waitUntil(`${this.name} has started`, isUp, { timeoutMs: 60_000, server });
  }

  /** Ends the process as a crash would: it gets no chance to write anything. */
  async kill(): Promise<void> {
    this.logs = this.log;
    const { process: running } = this;
    this.process = undefined;
    if (running === undefined) return;
    process.kill(running.pid, 'SIGKILL');
    await running.ended;
  }

  async stop(): Promise<void> {
    await this.process?.stop();
  }

  /** One message through the flow. Returns the status that the vendor's API answered with. */
  async call(): Promise<number> {
    const answer = await fetch(`http://127.0.0.1:${String(this.port)}/call`);
    await answer.arrayBuffer();
    return answer.status;
  }

  private async deploy(flows: readonly object[]): Promise<void> {
    const response = await fetch(`http://127.0.0.1:${String(this.port)}/flows`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'node-red-api-version': 'v2' },
      body: JSON.stringify({ flows }),
    });
    if (!response.ok) throw new Error(`Deploying failed: ${await response.text()}`);
    const isThere = async () => (await this.call()) === 200;
    await waitUntil(`${this.name} answers`, isThere, { timeoutMs: 30_000 });
  }

  private writeSettings(contextStorage: string): void {
    const settings = {
      uiHost: '127.0.0.1',
      uiPort: this.port,
      flowFile: 'flows.json',
      credentialSecret: 'a secret of the test',
      telemetry: { enabled: false, updateNotification: false },
      editorTheme: { tours: false, projects: { enabled: false } },
    };
    const text = `module.exports = { ...${JSON.stringify(settings)}, contextStorage: ${contextStorage} };\n`;
    writeFileSync(path.join(this.userDir, 'settings.js'), text);
  }
}
