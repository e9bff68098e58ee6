import {
  type Expected,
  judgeOutput,
  judgeScorecard,
  type Scorecard,
} from '../../../tools/lint/node-red';
import type { Manifest } from '../../../tools/packages/manifest';

const expected: Expected = {
  nodeRedVersions: ['5.0.7', '4.1.15'],
  flowNodes: ['vendor-auth-bearer', 'vendor-auth-request'],
};

const manifest: Manifest = {
  name: '@vendor-auth/node-red',
  version: '1.2.3',
  keywords: ['node-red'],
  dependencies: { undici: '^7.0.0' },
};

const good: Scorecard = {
  P01: { test: true },
  P03: { test: true },
  P04: { test: true },
  P05: { test: true },
  P06: { test: true, versions: ['5.0.7', '4.1.15'] },
  P07: { test: true },
  P08: { test: true },
  N01: { test: true },
  N02: { test: true, nodes: ['vendor-auth-bearer', 'vendor-auth-request'] },
  D01: { test: true, total: 1 },
  D02: { test: true },
  D03: { test: false },
};

describe("Node-RED's scorecard of the Node-RED package", () => {
  test('passes when every rule that can be judged here does', () => {
    expect(judgeScorecard(good, manifest, expected)).toEqual([]);
  });

  test.each(['P01', 'P03', 'P04', 'P05', 'P06', 'P07', 'N02', 'D01', 'D02'])(
    'fails when %s does, and when it has no verdict',
    (rule) => {
      const failed = judgeScorecard(
        { ...good, [rule]: { ...good[rule], test: false } },
        manifest,
        expected,
      );
      expect(failed).toEqual([expect.stringMatching(new RegExp(`^${rule} failed`))]);

      const silent = judgeScorecard({ ...good, [rule]: undefined }, manifest, expected);
      expect(silent).toContainEqual(`${rule} failed: "no verdict"`);
    },
  );

  test('does not take P05 for granted, which node-red-dev always passes', () => {
    expect(judgeScorecard(good, { ...manifest, keywords: ['oauth2'] }, expected)).toEqual([
      'P05: package.json lacks the keyword "node-red"',
    ]);
  });

  test('does not count examples as complete when a node went unnoticed', () => {
    const scorecard = { ...good, N02: { test: true, nodes: ['vendor-auth-bearer'] } };

    expect(judgeScorecard(scorecard, manifest, expected)).toEqual([
      'N02: no example uses vendor-auth-request',
    ]);
  });

  test('fails when there is no node to judge', () => {
    expect(judgeScorecard(good, manifest, { ...expected, flowNodes: [] })).toEqual([
      'N02: the package has no node to judge',
    ]);
  });

  test('wants the package to declare both versions of Node-RED', () => {
    const scorecard = { ...good, P06: { test: true, versions: ['5.0.7'] } };

    expect(judgeScorecard(scorecard, manifest, expected)).toEqual([
      'P06: the package does not declare to work with Node-RED 4.1.15',
    ]);
  });

  test('fails when the dependencies were not counted', () => {
    const scorecard = { ...good, D01: { test: true, total: 0 } };

    expect(judgeScorecard(scorecard, manifest, expected)).toEqual([
      'D01: counted 0 of 1 dependencies',
    ]);
  });

  test('fails on a dialog or example that could not be read', () => {
    const output =
      'Nodes\nUnable to parse  dist/a.js\n › Warning: Unable to read example : b.json\nComplete';

    expect(judgeOutput(output)).toEqual([
      'Unable to parse  dist/a.js',
      ' › Warning: Unable to read example : b.json',
    ]);
    expect(judgeOutput('✅ Examples found for all nodes\nComplete')).toEqual([]);
  });
});
