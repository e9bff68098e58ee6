import { openAsBlob } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { freePort, type RunningProcess, startServer, waitUntil } from '../support/processes';
import { projectRoot } from '../support/project';

/** The Node-RED versions that the package is for, as this project's dependencies name them. */
export const VERSIONS = [
  { name: '5', module: 'node-red' },
  { name: '4.1', module: 'node-red-4' },
] as const;

export type Version = (typeof VERSIONS)[number];

/** What Node-RED logs when the flows of a deployment run, or when they cannot for want of a node type. */
const FLOWS_STARTED = /Started (?:modified )?(?:flows|nodes)|Waiting for missing types/g;

/** A Node-RED that is there, and the Node.js that runs it. */
export interface Installation {
  /** What it is called in reports and in the names of folders. */
  readonly name: string;
  /** The folder of the package `node-red`. */
  readonly nodeRedDir: string;
  /** The executable of Node.js. */
  readonly node: string;
}

/** One of this project's dependencies, run by the Node.js that runs this. */
export function bundled({ name, module }: Version): Installation {
  const nodeRedDir = path.join(projectRoot, 'node_modules', module);
  return { name, nodeRedDir, node: process.execPath };
}

/** A Node-RED as users run it: a process of its own, with a user directory of its own. */
export class NodeRed {
  private process: RunningProcess | undefined;
  private logs = '';

  private constructor(
    readonly installation: Installation,
    readonly userDir: string,
    private readonly port: number,
  ) {}

  static async create(installation: Installation): Promise<NodeRed> {
    const userDir = path.join(projectRoot, 'build', 'e2e', `node-red-${installation.name}`);
    await rm(userDir, { recursive: true, force: true });
    await mkdir(userDir, { recursive: true });
    // The palette manager asks for it by itself; here the user directory does as well.
    await writeFile(path.join(userDir, '.npmrc'), 'engine-strict=true\n');
    return new NodeRed(installation, userDir, await freePort());
  }

  get url(): string {
    return `http://127.0.0.1:${String(this.port)}/`;
  }

  /** Everything that was logged, over all starts. */
  get log(): string {
    return this.logs + (this.process?.output() ?? '');
  }

  /** @param permissions - what everybody may do; without it, there is no access control. */
  async start(permissions?: readonly string[]): Promise<void> {
    const settings = {
      uiHost: '127.0.0.1',
      uiPort: this.port,
      flowFile: 'flows.json',
      credentialSecret: 'a secret of the test',
      telemetry: { enabled: false, updateNotification: false },
      editorTheme: {
        tours: false,
        projects: { enabled: false },
        // The test may need nothing but this machine.
        palette: { catalogues: [] },
      },
      ...(permissions && {
        adminAuth: { type: 'credentials', users: [], default: { permissions } },
      }),
    };
    const file = path.join(this.userDir, 'settings.js');
    await writeFile(file, `module.exports = ${JSON.stringify(settings, null, 2)};\n`);
    const { name, node, nodeRedDir } = this.installation;
    const server = startServer(
      `Node-RED ${name}`,
      node,
      [path.join(nodeRedDir, 'red.js'), '--userDir', this.userDir],
      // The palette manager runs npm, with the Node.js that runs Node-RED.
      { env: { ...process.env, PATH: `${path.dirname(node)}:${process.env['PATH']}` } },
    );
    this.process = server;
    await waitUntil('the editor answers', () => this.isReady(server), {
      timeoutMs: 60_000,
      server,
    });
  }

  async stop(): Promise<void> {
    await this.process?.stop();
    this.logs = this.log;
    this.process = undefined;
  }

  /** Uploads the tarball of a package that is not there yet, and answers the types of its nodes. */
  async install(tarball: string): Promise<string[]> {
    const text = await this.upload(tarball);
    const installed = JSON.parse(text) as { nodes: { types: string[]; err?: string }[] };
    for (const { err } of installed.nodes) if (err) throw new Error(`A node does not load: ${err}`);
    return installed.nodes.flatMap(({ types }) => types);
  }

  /**
   * Uploads a tarball as the palette manager's Install does, which hands it to npm. Another version of what
   * is there already runs after a restart.
   */
  async upload(tarball: string): Promise<string> {
    const form = new FormData();
    form.append('tarball', await openAsBlob(tarball), path.basename(tarball));
    const response = await fetch(`${this.url}nodes`, { method: 'POST', body: form });
    const text = await response.text();
    if (!response.ok) throw new Error(`Installing failed: ${text}\n${this.log.slice(-2000)}`);
    return text;
  }

  /** Removes a module as the palette manager's Remove does. */
  async uninstall(module: string): Promise<void> {
    const response = await fetch(`${this.url}nodes/${module}`, { method: 'DELETE' });
    if (!response.ok) throw new Error(`Removing failed: ${await response.text()}`);
  }

  /** Replaces all flows, and resolves when they run. */
  async deploy(flows: readonly object[]): Promise<void> {
    await this.whenFlowsRun(async () => {
      const response = await fetch(`${this.url}flows`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'node-red-api-version': 'v2' },
        body: JSON.stringify({ flows }),
      });
      if (!response.ok) throw new Error(`Deploying failed: ${await response.text()}`);
    });
  }

  /** Resolves when the flows run that were deployed meanwhile: Node-RED answers a deployment before. */
  async whenFlowsRun(deploying: () => Promise<void>): Promise<void> {
    const starts = () => this.log.match(FLOWS_STARTED)?.length ?? 0;
    const before = starts();
    await deploying();
    await waitUntil('the deployed flows run', async () => starts() > before, {
      timeoutMs: 30_000,
      everyMs: 20,
      ...(this.process && { server: this.process }),
    });
  }

  async get(route: string): Promise<{ status: number; text: string }> {
    const response = await fetch(`${this.url}${route}`, {
      headers: { accept: 'application/json' },
    });
    return { status: response.status, text: await response.text() };
  }

  async post(route: string, body: object): Promise<{ status: number; text: string }> {
    const response = await fetch(`${this.url}${route}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, text: await response.text() };
  }

  /** The flow file as it lies on the disk. */
  async flowFile(): Promise<string> {
    return await readFile(path.join(this.userDir, 'flows.json'), 'utf8');
  }

  private async isReady(server: RunningProcess): Promise<boolean> {
    if (!server.output().includes('Started flows')) return false;
    return await fetch(this.url).then(
      ({ status }) => status === 200,
      () => false,
    );
  }
}
