'use strict';

const { spawn } = require('node:child_process');
const { rm } = require('node:fs/promises');
const path = require('node:path');

const { series } = require('gulp');

/** Runs a script with the Node.js that runs gulp; fails when it fails. */
function run(script, ...args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, ...args], { cwd: __dirname, stdio: 'inherit' });
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${script} ended with exit code ${code}`));
    });
  });
}

const tsc = (...args) => run('node_modules/typescript/bin/tsc', ...args);

/** The build's own TypeScript, which exists only after `compile`. */
const tools = (name) => require(path.join(__dirname, 'build', 'compiled', 'tools', name));

/** Removes what the build makes; hosts that other commands installed below build/ stay. */
async function clean() {
  const made = ['build/compiled', 'build/compile.tsbuildinfo', 'build/packages', 'artifacts'];
  for (const name of made) {
    await rm(path.join(__dirname, name), { recursive: true, force: true });
  }
}

function checkTypes() {
  return tsc('--noEmit', '--tsBuildInfoFile', 'build/check.tsbuildinfo');
}

/** Translates the TypeScript sources into build/compiled. Quick, because it checks no types. */
function compile() {
  return tsc('--noCheck');
}

/** Assembles both packages in build/packages. */
async function stage() {
  tools('packages/n8n').stageN8nPackage(__dirname);
  await tools('packages/node-red').stageNodeRedPackage(__dirname);
}

/** Writes both tarballs into artifacts/ and says how large they are. */
async function tarballs() {
  const { kilobytes, packAll } = tools('packages/tarball');
  for (const { file, sizeBytes, contents } of await packAll(__dirname)) {
    const name = path.relative(__dirname, file);
    console.log(`${name}: ${kilobytes(sizeBytes)}, ${contents.length} files`);
  }
}

const build = series(checkTypes, compile, stage);

exports.clean = clean;
exports.compile = compile;
exports.stage = series(compile, stage);
exports.build = build;
exports.pack = series(build, tarballs);
