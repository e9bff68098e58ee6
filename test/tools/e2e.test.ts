import { spawnSync } from 'node:child_process';
import path from 'node:path';
import ts from 'typescript';

import { Project } from './packages/project';

describe('npm run e2e', () => {
  let project: Project;

  beforeEach(() => {
    project = new Project();
    for (const source of ['tools/e2e.ts', 'tools/packages/files.ts']) {
      const text = ts.sys.readFile(path.join(__dirname, '../..', source)) ?? '';
      const { outputText } = ts.transpileModule(text, {
        compilerOptions: { module: ts.ModuleKind.CommonJS, esModuleInterop: true },
      });
      project.write(path.join('build/compiled', source.replace(/\.ts$/, '.js')), outputText);
    }
  });

  afterEach(() => project.remove());

  function part(name: string, exitCode: number): void {
    project.writeCompiled(
      `test/e2e/${name}/run.ts`,
      `console.log('${name} runs'); process.exit(${exitCode})`,
    );
  }

  function e2e(...names: string[]): { exitCode: number | null; stdout: string; stderr: string } {
    const script = path.join(project.dir, 'build/compiled/tools/e2e.js');
    const ended = spawnSync(process.execPath, [script, ...names], {
      cwd: project.dir,
      encoding: 'utf8',
    });
    return { exitCode: ended.status, stdout: ended.stdout, stderr: ended.stderr };
  }

  test('runs every part, sums up, and is content when all are', () => {
    part('n8n', 0);
    part('node-red', 0);

    const { exitCode, stdout } = e2e();

    expect(stdout).toMatch(/n8n runs[^]*node-red runs[^]*ok +n8n\nok +node-red\n$/);
    expect(exitCode).toBe(0);
  });

  test('runs only the part that was named', () => {
    part('n8n', 0);
    part('node-red', 1);

    const { exitCode, stdout } = e2e('n8n');

    expect(stdout).not.toContain('node-red');
    expect(exitCode).toBe(0);
  });

  test('hands options, and what stands behind them, on to the part', () => {
    project.writeCompiled(
      'test/e2e/soak/run.ts',
      'console.log(JSON.stringify(process.argv.slice(2)))',
    );

    const { exitCode, stdout } = e2e('soak', '--minutes', '10');

    expect(stdout).toContain('["--minutes","10"]');
    expect(exitCode).toBe(0);
  });

  test('fails when a part does, and runs the others all the same', () => {
    part('n8n', 3);
    part('node-red', 0);

    const { exitCode, stdout } = e2e();

    expect(stdout).toMatch(/FAILED +n8n\nok +node-red\n$/);
    expect(exitCode).toBe(1);
  });

  test('says with 77 that a part could not run here, unless another failed', () => {
    part('n8n', 77);
    part('node-red', 0);
    expect(e2e()).toMatchObject({ exitCode: 77, stdout: expect.stringMatching(/NOT RUN +n8n/) });

    part('node-red', 1);
    expect(e2e().exitCode).toBe(1);
  });

  test('names what there is when asked for what there is not', () => {
    part('n8n', 0);

    const { exitCode, stderr } = e2e('n9n');

    expect(stderr).toBe('No end-to-end test is called "n9n". There are: n8n.\n');
    expect(exitCode).toBe(1);
  });

  test('does not pass when there is nothing to run', () => {
    expect(e2e().exitCode).toBe(1);
  });
});
