import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

import { type Manifest, readManifest } from '../packages/manifest';
import { stageNodeRedPackage } from '../packages/node-red';
import { runCaptured } from '../process';

/** The file that `node-red-dev validate` writes: a verdict per rule, with what it is based on. */
export type Scorecard = Record<string, Verdict | undefined>;

interface Verdict {
  test?: boolean;
  /** N02: the nodes that an example uses. */
  nodes?: string[];
  /** P06: the versions of Node-RED that the package declares to work with. */
  versions?: string[];
  /** D01: the number of dependencies. */
  total?: number;
}

/** What a verdict must rest on, lest it be one about nothing. */
export interface Expected {
  nodeRedVersions: string[];
  /** Nodes that are no configuration. */
  flowNodes: string[];
}

/** The rules that need nothing but the package and what is installed here. */
const JUDGED = ['P01', 'P03', 'P04', 'P05', 'P06', 'P07', 'N02', 'D01', 'D02'];

export const NOT_JUDGED = [
  'P02 (same name in the repository): switched off in node-red-dev itself',
  "P08 (no package of similar name) and N01 (unique node names): need flows.nodered.org's catalogue",
  'D03 (newest dependencies): needs the registry. undici stays at 7 on purpose, for 8 does not run ' +
    'on Node.js 20, on which Node-RED 3.1 to 4.1 run',
];

/**
 * Lets Node-RED's scorecard judge the Node-RED package.
 *
 * @returns what is wrong, one sentence each
 */
export async function lintNodeRedPackage(
  projectDir: string,
  checkersDir: string,
): Promise<string[]> {
  const packageDir = await stageNodeRedPackage(projectDir);
  const scorecardFile = path.join(checkersDir, 'node-red-scorecard.json');
  rmSync(scorecardFile, { force: true });
  const { output } = runCaptured(
    checkersDir,
    '--no-deprecation',
    ...['--require', path.join(projectDir, 'tools', 'host-lint', 'offline.cjs')],
    path.join(checkersDir, 'node_modules', 'node-red-dev', 'bin', 'run'),
    ...['validate', '-p', packageDir, '-o', scorecardFile],
  );
  process.stdout.write(output);
  // The exit code says nothing: it is 0 whatever the rules found.
  if (!existsSync(scorecardFile)) return ['node-red-dev wrote no scorecard; its words are above'];
  return [
    ...judgeOutput(output),
    ...judgeScorecard(
      JSON.parse(readFileSync(scorecardFile, 'utf8')) as Scorecard,
      readManifest(packageDir),
      {
        nodeRedVersions: ['node-red', 'node-red-4'].map(
          (name) => readManifest(path.join(projectDir, 'node_modules', name)).version,
        ),
        flowNodes: flowNodes(packageDir),
      },
    ),
  ];
}

/** A dialog that the scorecard cannot read is left out of every rule about nodes. */
export function judgeOutput(output: string): string[] {
  return output.match(/^.*(Unable to (parse|read)|NOT Compatible).*$/gm) ?? [];
}

export function judgeScorecard(
  scorecard: Scorecard,
  manifest: Manifest,
  expected: Expected,
): string[] {
  const problems = JUDGED.filter((rule) => scorecard[rule]?.test !== true).map(
    (rule) => `${rule} failed: ${JSON.stringify(scorecard[rule] ?? 'no verdict')}`,
  );
  // node-red-dev 0.1.6 passes P05 whatever the keywords are.
  if (!(manifest['keywords'] as string[] | undefined)?.includes('node-red')) {
    problems.push('P05: package.json lacks the keyword "node-red"');
  }
  if (expected.flowNodes.length === 0) problems.push('N02: the package has no node to judge');
  for (const node of missing(expected.flowNodes, scorecard['N02']?.nodes)) {
    problems.push(`N02: no example uses ${node}`);
  }
  for (const version of missing(expected.nodeRedVersions, scorecard['P06']?.versions)) {
    problems.push(`P06: the package does not declare to work with Node-RED ${version}`);
  }
  const dependencies = Object.keys(manifest.dependencies ?? {});
  if (scorecard['D01']?.total !== dependencies.length) {
    problems.push(`D01: counted ${scorecard['D01']?.total} of ${dependencies.length} dependencies`);
  }
  return problems;
}

function missing(wanted: string[], found: string[] = []): string[] {
  return wanted.filter((one) => !found.includes(one));
}

function flowNodes(packageDir: string): string[] {
  const { nodes } = readManifest(packageDir)['node-red'] as { nodes: Record<string, string> };
  return Object.entries(nodes)
    .filter(([, script]) => {
      const dialog = readFileSync(path.join(packageDir, script.replace(/\.js$/, '.html')), 'utf8');
      return !/category:\s*['"]config['"]/.test(dialog);
    })
    .map(([name]) => name);
}
