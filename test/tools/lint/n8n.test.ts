import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { type FileReport, judgeReports } from '../../../tools/lint/n8n';

describe("n8n's rules on the n8n package", () => {
  let packageDir: string;
  const sources = ['core/token.ts', 'credentials/A.credentials.ts', 'nodes/A/A.node.ts'];
  const files = [...sources, 'package.json'];

  beforeEach(() => {
    packageDir = realpathSync(mkdtempSync(path.join(tmpdir(), 'lint-')));
    for (const file of [...files, 'credentials/a.svg']) {
      mkdirSync(path.dirname(path.join(packageDir, file)), { recursive: true });
      writeFileSync(path.join(packageDir, file), '');
    }
  });

  afterEach(() => rmSync(packageDir, { recursive: true, force: true }));

  const report = (file: string, ...messages: FileReport['messages']): FileReport => ({
    filePath: path.join(packageDir, file),
    messages,
  });

  test('pass when every source was checked and nothing found', () => {
    expect(
      judgeReports(
        packageDir,
        files.map((file) => report(file)),
      ),
    ).toEqual([]);
  });

  test('fail with place, words and rule of every finding, warnings included', () => {
    const warning = { ruleId: 'require-homepage', message: 'No homepage', line: 7 };

    expect(
      judgeReports(
        packageDir,
        files.map((file) => (file === 'package.json' ? report(file, warning) : report(file))),
      ),
    ).toEqual(['package.json:7 No homepage (require-homepage)']);
  });

  test.each(files)('fail when %s was not looked at', (passedOver) => {
    const reports = files.filter((file) => file !== passedOver).map((file) => report(file));

    expect(judgeReports(packageDir, reports)).toEqual([`${passedOver} was not checked`]);
  });
});
