'use strict';

const { spawn } = require('node:child_process');

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

/** Translates the TypeScript sources into build/compiled. Quick, because it checks no types. */
function compile() {
  return run('node_modules/typescript/bin/tsc', '--noCheck');
}

exports.compile = compile;
