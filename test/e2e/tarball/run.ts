/**
 * `npm run e2e -- tarball`: the packed tarball, installed by the command of the package's own page into a
 * Node-RED user directory that is not there yet, shows its nodes in a real Node-RED 5 and 4.1 and runs the
 * example flow that it brings along.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import type { FlowNode } from '../../../demo/node-red-host';
import { type Sandbox, startSandbox } from '../../../sandbox';
import { npm } from '../../../tools/npm';
import { stageNodeRedPackage } from '../../../tools/packages/node-red';
import { packInto } from '../../../tools/packages/tarball';
import { NODE_TYPES } from '../support/node-types';

const PACKAGE_NAME = '@vendor-auth/node-red';
const projectDir = process.cwd();

async function main(): Promise<void> {
  const work = mkdtempSync(path.join(tmpdir(), 'vendor-auth-tarball-'));
  const sandbox = await startSandbox();
  try {
    const tarball = await pack(work);
    // npm likes to install into a folder above that has a node_modules.
    const homes = { 'node-red': { hasModules: true }, 'node-red-4': { hasModules: false } };
    for (const [nodeRedModule, { hasModules }] of Object.entries(homes)) {
      const home = path.join(work, nodeRedModule);
      mkdirSync(hasModules ? path.join(home, 'node_modules') : home, { recursive: true });
      const userDir = installByThePage(tarball, home);
      await prove(nodeRedModule, userDir, sandbox);
      judge(
        `${nodeRedModule}: nothing was installed beside the user directory`,
        !existsSync(path.join(home, 'node_modules', PACKAGE_NAME)),
      );
    }
  } finally {
    await sandbox.close();
    rmSync(work, { recursive: true, force: true });
  }
}

async function pack(into: string): Promise<string> {
  const { file, sizeBytes } = packInto(into, await stageNodeRedPackage(projectDir));
  console.log(`packed ${path.basename(file)}, ${sizeBytes} bytes`);
  return file;
}

/** Runs the command of node-red/README.md as it stands there, and answers the user directory. */
function installByThePage(tarball: string, home: string): string {
  const page = readFileSync(path.join(projectDir, 'node-red', 'README.md'), 'utf8');
  const command = /^npm (install .* \.\/(\S+\.tgz))$/m.exec(page);
  if (!command) throw new Error('node-red/README.md has no command that installs a .tgz.');
  const [, args, file] = command;
  copyFileSync(tarball, path.join(home, file!));
  npm(args!.replace('~', home).split(' '), home);
  return path.join(home, '.node-red');
}

async function prove(nodeRedModule: string, userDir: string, sandbox: Sandbox): Promise<void> {
  const url = `http://127.0.0.1:${await freePort()}`;
  const nodeRed = startStandalone(nodeRedModule, userDir, url);
  try {
    await untilUp(url, nodeRed);
    const types = await shownTypes(url);
    judge(`${nodeRedModule} shows ${NODE_TYPES.join(', ')}`, sameSet(types, NODE_TYPES));
    const answer = await runExample(url, userDir, sandbox);
    judge(
      `${nodeRedModule} runs the example: ${answer.slice(0, 60)}`,
      answer.includes('lab-agent'),
    );
  } finally {
    await stop(nodeRed);
  }
}

function startStandalone(nodeRedModule: string, userDir: string, url: string): ChildProcess {
  const settings = {
    uiHost: '127.0.0.1',
    uiPort: Number(new URL(url).port),
    flowFile: 'flows.json',
    credentialSecret: 'tarball',
    telemetry: { enabled: false, updateNotification: false },
    editorTheme: { tours: false },
    logging: { console: { level: 'error' } },
  };
  const settingsFile = path.join(userDir, 'settings.js');
  writeFileSync(settingsFile, `module.exports = ${JSON.stringify(settings)};\n`);
  const script = path.join(projectDir, 'node_modules', nodeRedModule, 'red.js');
  const args = [script, '--userDir', userDir, '--settings', settingsFile];
  return spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] });
}

async function untilUp(url: string, nodeRed: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (nodeRed.exitCode !== null) throw new Error(`Node-RED ended with ${nodeRed.exitCode}.`);
    const isUp = await fetch(`${url}/settings`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isUp) return;
    await wait(200);
  }
  throw new Error('Node-RED did not come up within a minute.');
}

/** The types of this package that Node-RED could load. */
async function shownTypes(url: string): Promise<string[]> {
  const response = await fetch(`${url}/nodes`, { headers: { accept: 'application/json' } });
  const sets = (await response.json()) as {
    module: string;
    types: string[];
    enabled: boolean;
    err?: string;
  }[];
  return sets
    .filter((set) => set.module === PACKAGE_NAME && set.enabled && set.err === undefined)
    .flatMap(({ types }) => types);
}

/** Imports the example for Eggplant DAI with the sandbox's login, pushes its button, reads its answer. */
async function runExample(url: string, userDir: string, sandbox: Sandbox): Promise<string> {
  const dai = sandbox.vendors['eggplant-dai'];
  const packageDir = path.join(userDir, 'node_modules', PACKAGE_NAME);
  const file = path.join(packageDir, 'examples', 'Eggplant DAI.json');
  const example = JSON.parse(readFileSync(file, 'utf8')) as FlowNode[];
  const flows = example.map((node) =>
    node.type === 'vendor-auth'
      ? { ...node, baseUrl: dai.baseUrl, credentials: loginOf(dai) }
      : node,
  );
  const deployed = await fetch(`${url}/flows`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(flows),
  });
  if (!deployed.ok) throw new Error(`The example was refused: ${await deployed.text()}`);
  const inject = flows.find(({ type }) => type === 'inject')!;
  const { message, close } = debugSidebar(url);
  try {
    // The flows run a moment after the deployment was answered.
    for (let tries = 0; tries < 50; tries++) {
      const pushed = await fetch(`${url}/inject/${inject.id}`, { method: 'POST' });
      if (pushed.ok) break;
      await wait(100);
    }
    return await message;
  } finally {
    close();
  }
}

function loginOf({ clientId, clientSecret }: { clientId: string; clientSecret: string }) {
  return { clientId, clientSecret };
}

/** The first message of the debug sidebar, as the editor gets it. */
function debugSidebar(url: string): { message: Promise<string>; close(): void } {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/comms`);
  const message = new Promise<string>((resolve, reject) => {
    socket.onopen = () => socket.send(JSON.stringify({ subscribe: 'debug' }));
    socket.onerror = () => reject(new Error('The debug sidebar cannot be reached.'));
    socket.onmessage = ({ data }) => {
      for (const event of [JSON.parse(String(data))].flat() as CommsEvent[]) {
        if (event.topic === 'debug') resolve(String(event.data?.msg));
      }
    };
    setTimeout(() => resolve('nothing within 20 s'), 20_000).unref();
  });
  return { message, close: () => socket.close() };
}

interface CommsEvent {
  readonly topic?: string;
  readonly data?: { readonly msg?: unknown };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function stop(nodeRed: ChildProcess): Promise<void> {
  if (nodeRed.exitCode !== null) return;
  const exited = new Promise((resolve) => nodeRed.once('exit', resolve));
  nodeRed.kill('SIGTERM');
  await exited;
}

function sameSet(found: readonly string[], wanted: readonly string[]): boolean {
  return [...found].sort().join() === [...wanted].sort().join();
}

function judge(claim: string, holds: boolean): void {
  console.log(`${holds ? 'ok    ' : 'FAILED'} ${claim}`);
  if (!holds) process.exitCode = 1;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
