import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { listFiles } from '../../../tools/packages/files';

const projectDir = path.resolve(__dirname, '../../..');
/** What the package and the process that hosts it in tests are made of. */
const sourceFolders = [
  'core',
  'node-red',
  'demo',
  'sandbox',
  'tools/packages',
  'test/node-red/support',
];

export interface BuiltPackage {
  /** The package, staged as it would be packed. */
  readonly packageDir: string;
  /** The script of the process that hosts Node-RED; see child.ts. */
  readonly childScript: string;
}

/**
 * The Node-RED package and what hosts it, built from the sources as they are now. Sources that did not
 * change are built once, whichever test comes first.
 */
export async function buildPackage(): Promise<BuiltPackage> {
  const files = sourceFolders.flatMap((folder) =>
    listFiles(path.join(projectDir, folder)).map((file) => path.join(folder, file)),
  );
  const hash = createHash('sha256');
  for (const file of [...files, 'package.json']) {
    hash.update(file).update(readFileSync(path.join(projectDir, file)));
  }
  const name = hash.digest('hex').slice(0, 16);
  const built = path.join(projectDir, 'build', 'embedded', name);
  if (!existsSync(built)) {
    forgetOld(path.dirname(built));
    await build(files, built);
  }
  return {
    packageDir: path.join(built, 'build', 'packages', 'node-red'),
    childScript: path.join(built, 'build', 'compiled', 'test', 'node-red', 'support', 'child.js'),
  };
}

/** Removes what earlier sources gave, unless a test that still runs may be using it. */
function forgetOld(folder: string): void {
  const usedUntilMs = Date.now() - 60 * 60 * 1000;
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    const built = path.join(folder, name);
    if (statSync(built).mtimeMs < usedUntilMs) rmSync(built, { recursive: true, force: true });
  }
}

/** Makes a copy of the project that holds only this, compiled, and stages the package in it. */
async function build(files: string[], target: string): Promise<void> {
  const { default: ts } = await import('typescript');
  const { stageNodeRedPackage } = await import('../../../tools/packages/node-red');
  // Other test files may build the same at the same time: the first to finish wins.
  const draft = `${target}.${process.pid}`;
  const put = (file: string, text: string) => {
    const to = path.join(draft, file);
    mkdirSync(path.dirname(to), { recursive: true });
    writeFileSync(to, text);
  };
  for (const file of files) {
    const from = path.join(projectDir, file);
    mkdirSync(path.dirname(path.join(draft, file)), { recursive: true });
    copyFileSync(from, path.join(draft, file));
    if (!file.endsWith('.ts')) continue;
    const { outputText } = ts.transpileModule(readFileSync(from, 'utf8'), {
      compilerOptions: {
        target: ts.ScriptTarget.ES2023,
        module: ts.ModuleKind.CommonJS,
        esModuleInterop: true,
      },
    });
    put(path.join('build', 'compiled', file.replace(/\.ts$/, '.js')), outputText);
  }
  copyFileSync(path.join(projectDir, 'package.json'), path.join(draft, 'package.json'));
  copyFileSync(path.join(projectDir, 'LICENSE.md'), path.join(draft, 'LICENSE.md'));
  put('README.md', 'Built for tests.\n');
  try {
    await stageNodeRedPackage(draft);
    renameSync(draft, target);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  }
}
