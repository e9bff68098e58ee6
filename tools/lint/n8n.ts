import { existsSync } from 'node:fs';
import path from 'node:path';

import { copyFile, emptyFolder, listFiles, writeJson } from '../packages/files';
import { n8nManifest, n8nSourceFolders } from '../packages/n8n';
import { runCaptured, runShown } from '../process';

/** What ESLint says about one file. */
export interface FileReport {
  filePath: string;
  messages: { ruleId: string | null; message: string; line?: number }[];
}

/**
 * Lets n8n's checker judge the n8n package: `n8n-node lint` in strict mode, which includes the rules
 * for community packages, and then the same rules once more with warnings and in-file exceptions
 * counted as failures.
 *
 * @returns what is wrong, one sentence each
 */
export function lintN8nPackage(projectDir: string, checkersDir: string): string[] {
  const packageDir = path.join(checkersDir, 'n8n-nodes-vendor-auth');
  const cli = path.join(checkersDir, 'node_modules', '@n8n', 'node-cli');
  copyPackageWithSources(projectDir, packageDir, cli);

  const exitCode = runShown(packageDir, path.join(cli, 'bin', 'n8n-node.mjs'), 'lint');
  const problems = exitCode === 0 ? [] : [`n8n-node lint ended with exit code ${exitCode}`];

  const eslint = path.join(checkersDir, 'node_modules', 'eslint', 'bin', 'eslint.js');
  const { stdout, output } = runCaptured(
    packageDir,
    eslint,
    '.',
    '--format=json',
    '--no-inline-config',
  );
  if (!stdout.startsWith('[')) return [...problems, `n8n's rules could not run: ${output}`];
  return [...problems, ...judgeReports(packageDir, JSON.parse(stdout) as FileReport[])];
}

/** The package as n8n's checker wants to see it: sources in place of what is compiled from them. */
function copyPackageWithSources(projectDir: string, packageDir: string, cli: string): void {
  emptyFolder(packageDir);
  for (const folder of n8nSourceFolders) {
    for (const file of listFiles(path.join(projectDir, folder))) {
      copyFile(path.join(projectDir, folder, file), path.join(packageDir, folder, file));
    }
  }
  for (const file of ['README.md', 'LICENSE.md', 'tsconfig.json']) {
    copyFile(path.join(projectDir, file), path.join(packageDir, file));
  }
  writeJson(path.join(packageDir, 'package.json'), n8nManifest(projectDir));
  // Strict mode accepts nothing but the configuration that a new package starts with.
  copyFile(
    path.join(cli, 'dist/template/templates/shared/default/eslint.config.mjs'),
    path.join(packageDir, 'eslint.config.mjs'),
  );
}

/** Everything that ESLint found, and every source of the package that it passed over. */
export function judgeReports(packageDir: string, reports: FileReport[]): string[] {
  const findings = reports.flatMap(({ filePath, messages }) =>
    messages.map(
      ({ ruleId, message, line }) =>
        `${path.relative(packageDir, filePath)}:${line ?? 0} ${message} (${ruleId ?? 'no rule'})`,
    ),
  );
  const checked = new Set(reports.map(({ filePath }) => path.relative(packageDir, filePath)));
  const missed = [...n8nSources(packageDir), 'package.json'].filter((file) => !checked.has(file));
  return [...findings, ...missed.map((file) => `${file} was not checked`)];
}

function n8nSources(packageDir: string): string[] {
  return n8nSourceFolders
    .filter((folder) => existsSync(path.join(packageDir, folder)))
    .flatMap((folder) =>
      listFiles(path.join(packageDir, folder)).map((file) => `${folder}/${file}`),
    )
    .filter((file) => file.endsWith('.ts'));
}
