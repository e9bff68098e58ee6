import { once } from 'node:events';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { NodeRedApp } from 'node-red';

const PACKAGE_NAME = '@vendor-auth/node-red';

export interface NodeRedHostOptions {
  /** `require('node-red')`, of whichever version. */
  readonly nodeRed: NodeRedApp;
  /** An empty folder, for everything that Node-RED writes. */
  readonly userDir: string;
  /** The Node-RED package, staged or unpacked. */
  readonly packageDir: string;
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** Settings of Node-RED that go over the defaults. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** One node of a flow, as it stands in flows.json; `credentials` as the editor sends them along. */
export interface FlowNode {
  readonly id: string;
  readonly type: string;
  readonly [property: string]: unknown;
}

interface StartedEvent {
  readonly config: { readonly rev: string };
}

/** A real Node-RED in this process, on the loopback interface, with the package installed. */
export class NodeRedHost {
  private readonly startedRevisions = new Set<string>();
  private readonly waiting = new Map<string, () => void>();

  private constructor(
    readonly nodeRed: NodeRedApp,
    private readonly server: http.Server,
  ) {
    nodeRed.runtime.events.on('flows:started', ({ config: { rev } }: StartedEvent) => {
      this.startedRevisions.add(rev);
      this.waiting.get(rev)?.();
    });
  }

  /** Rejects, with nothing left running, if the port is taken. */
  static async start(options: NodeRedHostOptions): Promise<NodeRedHost> {
    const { nodeRed, userDir, packageDir, port = 0, settings } = options;
    installPackage(userDir, packageDir);
    const server = http.createServer((request, response) => {
      // As its own launcher does: what the editor does not answer, the flows do.
      const handleIn = (app: unknown) => app as (...args: unknown[]) => void;
      handleIn(nodeRed.httpAdmin)(request, response, () =>
        handleIn(nodeRed.httpNode)(request, response),
      );
    });
    await listen(server, port);
    nodeRed.init(server, {
      userDir,
      uiPort: (server.address() as AddressInfo).port,
      uiHost: '127.0.0.1',
      credentialSecret: 'vendor-auth sandbox',
      telemetry: { enabled: false, updateNotification: false },
      editorTheme: { tours: false, projects: { enabled: false } },
      externalModules: { autoInstall: false, palette: { allowInstall: false } },
      logging: { console: { level: 'warn', metrics: false, audit: false } },
      ...settings,
    } as Parameters<NodeRedApp['init']>[1]);
    const host = new NodeRedHost(nodeRed, server);
    // Node-RED starts before it has read its flows. What it reads would replace an early deployment.
    const flowsStarted = once(nodeRed.runtime.events, 'flows:started');
    await nodeRed.start();
    await flowsStarted;
    return host;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Replaces all flows, and resolves when they run. */
  async deploy(flows: readonly FlowNode[]): Promise<void> {
    // Equal flows have equal revisions, so what was seen before tells nothing.
    this.startedRevisions.clear();
    const response = await fetch(`${this.url}/flows`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'node-red-api-version': 'v2' },
      body: JSON.stringify({ flows }),
    });
    if (!response.ok) {
      throw new Error(`Node-RED refused the flow: ${response.status} ${await response.text()}`);
    }
    const { rev } = (await response.json()) as { rev: string };
    if (this.startedRevisions.has(rev)) return;
    await new Promise<void>((resolve) => this.waiting.set(rev, resolve));
  }

  async stop(): Promise<void> {
    await this.nodeRed.stop();
    await new Promise<void>((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }
}

/** Links the package where the palette manager would have put it. */
export function installPackage(userDir: string, packageDir: string): void {
  const link = path.join(userDir, 'node_modules', PACKAGE_NAME);
  mkdirSync(path.dirname(link), { recursive: true });
  symlinkSync(path.resolve(packageDir), link, 'junction');
  const manifest = { name: 'user-dir', private: true, dependencies: { [PACKAGE_NAME]: '*' } };
  writeFileSync(path.join(userDir, 'package.json'), JSON.stringify(manifest));
}

async function listen(server: http.Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
}
