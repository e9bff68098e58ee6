#!/usr/bin/env node
/**
 * Runs a command with the Node.js the project needs, whichever Node.js (20 or newer) started it:
 *
 *     node tools/node24.mjs [--compile] <script.js | name of an installed command> [argument…]
 *
 * `--compile` brings build/compiled up to date first. The child finds the chosen Node.js first in
 * its PATH, gets the caller's streams and signals, and its exit code or signal becomes ours.
 *
 * Plain JavaScript that Node.js 20 understands, because it runs before anything is compiled.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const projectDir = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** Node-RED 5 starts on nothing older. */
const NEEDED = { major: 22, minor: 9 };

const USAGE = 'Usage: node tools/node24.mjs [--compile] <script.js | command> [argument…]';

/** Ends this program with a sentence for the person in front of it. */
function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

function isNewEnough(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > NEEDED.major || (major === NEEDED.major && minor >= NEEDED.minor);
}

/** npm's name for the package that carries Node.js for this machine. */
function platformPackageName() {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  return `node-${platform}-${process.arch}`;
}

function bundledNode() {
  const executable = process.platform === 'win32' ? 'node.exe' : 'node';
  const file = path.join(projectDir, 'node_modules', platformPackageName(), 'bin', executable);
  if (!existsSync(file)) return undefined;
  // The file alone proves little: on Alpine, for one, the binary is there but cannot run.
  const answer = spawnSync(file, ['--version'], { encoding: 'utf8' });
  return answer.status === 0 && isNewEnough(answer.stdout.slice(1)) ? file : undefined;
}

function chooseNode() {
  const bundled = bundledNode();
  if (bundled) return bundled;
  if (isNewEnough(process.versions.node)) return process.execPath;
  return fail(
    `This needs Node.js ${NEEDED.major}.${NEEDED.minor} or newer, because Node-RED 5 does. ` +
      `You run ${process.versions.node}, and ${whyNotBundled()}`,
  );
}

function whyNotBundled() {
  const name = platformPackageName();
  const install = 'install Node.js 24 from https://nodejs.org, then try again.';
  if (!readJson(path.join(projectDir, 'package.json')).optionalDependencies?.[name]) {
    return `the project brings none along for ${process.platform} on ${process.arch}.\nPlease ${install}`;
  }
  return (
    `the Node.js 24 that the project brings along (package ${name}) is missing or does not run ` +
    `on this machine.\nEither run "npm ci" (without --omit=optional), or ${install}`
  );
}

function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** Turns `jest` into the path of jest's script; a path stays as it is. */
function resolveScript(command) {
  if (/[\\/]|\.[cm]?js$/.test(command)) return path.resolve(command);
  const packageDir = path.join(projectDir, 'node_modules', command);
  const manifestFile = path.join(packageDir, 'package.json');
  if (!existsSync(manifestFile)) {
    return fail(`"${command}" is not installed. Run "npm ci" first, then try again.`);
  }
  const { bin } = readJson(manifestFile);
  const script = typeof bin === 'string' ? bin : bin?.[command];
  if (!script) return fail(`The package "${command}" has no command of that name.`);
  return path.join(packageDir, script);
}

function childEnvironment(node) {
  // Windows spells it "Path", and a second spelling beside it would win or lose at random.
  const name = Object.keys(process.env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
  const rest = process.env[name] ? [process.env[name]] : [];
  return { ...process.env, [name]: [path.dirname(node), ...rest].join(path.delimiter) };
}

function run(node, script, args, stdio) {
  return new Promise((resolve) => {
    const child = spawn(node, [script, ...args], { stdio, env: childEnvironment(node) });
    const forward = (signal) => {
      // A terminal gives Ctrl-C to the child as well; forwarding it would interrupt twice.
      if (signal === 'SIGINT' && process.stdin.isTTY) return;
      child.kill(signal);
    };
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, forward);
    child.on('error', (error) => fail(`${node} does not start: ${error.message}`));
    child.on('exit', (code, signal) => {
      for (const name of signals) process.removeListener(name, forward);
      resolve({ code, signal });
    });
  });
}

/** Makes the child's end ours. */
function endLike({ code, signal }) {
  if (signal) process.kill(process.pid, signal);
  else process.exitCode = code;
}

const [first, ...others] = process.argv.slice(2);
const compiles = first === '--compile';
const [command, ...args] = compiles ? others : [first, ...others];
if (!command) fail(USAGE);

const node = chooseNode();
let compiled = { code: 0, signal: null };
if (compiles) {
  // The compiler's words go to stderr: stdout belongs to the command, which may print JSON.
  compiled = await run(node, resolveScript('gulp'), ['--silent', 'compile'], ['ignore', 2, 2]);
}
if (compiled.code === 0) endLike(await run(node, resolveScript(command), args, 'inherit'));
else endLike(compiled);
