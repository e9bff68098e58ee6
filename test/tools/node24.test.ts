import { spawn, spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const platform = process.platform === 'win32' ? 'win' : process.platform;
const platformPackage = `node-${platform}-${process.arch}`;

describe('tools/node24.mjs', () => {
  let projectDir: string;
  const tool = (): string => path.join(projectDir, 'tools', 'node24.mjs');

  beforeEach(() => {
    projectDir = realpathSync(mkdtempSync(path.join(tmpdir(), 'node24-')));
    mkdirSync(path.join(projectDir, 'tools'));
    copyFileSync(path.join(__dirname, '../../tools/node24.mjs'), tool());
    write('package.json', JSON.stringify({ optionalDependencies: { [platformPackage]: '24' } }));
  });

  afterEach(() => rmSync(projectDir, { recursive: true, force: true }));

  function write(file: string, text: string): string {
    const target = path.join(projectDir, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
    return target;
  }

  /** A stand-in for the platform's package: announces itself, then acts as the real Node.js. */
  function installBundledNode(version = 'v24.21.0'): string {
    const file = write(
      `node_modules/${platformPackage}/bin/node`,
      '#!/bin/sh\n' +
        `if [ "$1" = --version ]; then echo ${version}; exit 0; fi\n` +
        'echo "bundled node runs"\n' +
        `exec "${process.execPath}" "$@"\n`,
    );
    chmodSync(file, 0o755);
    return file;
  }

  function run(args: string[], runningVersion?: string): SpawnSyncReturns<string> {
    const pretend =
      runningVersion === undefined
        ? []
        : [
            '--require',
            write(
              'pretend.cjs',
              "Object.defineProperty(process, 'versions', " +
                `{ value: { ...process.versions, node: '${runningVersion}' } });`,
            ),
          ];
    return spawnSync(process.execPath, [...pretend, tool(), ...args], {
      cwd: projectDir,
      encoding: 'utf8',
    });
  }

  test('runs a script with the Node.js that the project brings along', () => {
    installBundledNode();
    write('hello.js', 'console.log(process.argv.slice(2).join("|"))');

    const result = run(['hello.js', 'one', 'two words']);

    expect(result.stdout).toBe('bundled node runs\none|two words\n');
    expect(result.status).toBe(0);
  });

  test('puts that Node.js first in the PATH of what it runs, and changes nothing else', () => {
    const bundled = installBundledNode();
    write('environment.js', 'console.log(JSON.stringify(process.env))');

    const lines = run(['environment.js']).stdout.trim().split('\n');
    const environment = JSON.parse(lines.at(-1) ?? '') as NodeJS.ProcessEnv;

    // Shells set these on their own; the stand-in above is a shell script.
    const { PATH, _, SHLVL, PWD, OLDPWD, ...rest } = environment;
    const { PATH: ownPath, _: own_, SHLVL: ownLevel, PWD: p, OLDPWD: o, ...ownRest } = process.env;
    expect(PATH).toBe([path.dirname(bundled), ownPath].join(path.delimiter));
    expect(rest).toEqual(ownRest);
  });

  test('uses the running Node.js when none came along and it is new enough', () => {
    write('hello.js', 'console.log("hello")');

    expect(run(['hello.js'], '22.9.0').stdout).toBe('hello\n');
  });

  test.each(['20.20.2', '22.8.0'])('says what is missing on Node.js %s alone', (version) => {
    write('hello.js', 'console.log("hello")');

    const result = run(['hello.js'], version);

    expect(result.status).toBe(1);
    expect(result.stdout).toBe('');
    expect(result.stderr).toContain('needs Node.js 22.9 or newer');
    expect(result.stderr).toContain(`You run ${version}`);
    expect(result.stderr).toContain(platformPackage);
    expect(result.stderr).toContain('run "npm ci"');
    expect(result.stderr).toContain('https://nodejs.org');
  });

  test('does not send people to npm ci for a platform that nothing comes along for', () => {
    write('package.json', '{}');
    write('hello.js', 'console.log("hello")');

    const { stderr } = run(['hello.js'], '20.20.2');

    expect(stderr).toContain(`brings none along for ${process.platform} on ${process.arch}`);
    expect(stderr).toContain('https://nodejs.org');
    expect(stderr).not.toContain('npm ci');
  });

  test('passes over a bundled Node.js that does not run on this machine', () => {
    const bundled = installBundledNode();
    writeFileSync(bundled, '#!/bin/sh\nexit 127\n');
    write('hello.js', 'console.log("hello")');

    expect(run(['hello.js'], '24.0.0').stdout).toBe('hello\n');
    expect(run(['hello.js'], '20.20.2').stderr).toContain('does not run on this machine');
  });

  test('finds an installed command by its name', () => {
    write('node_modules/greet/package.json', '{ "bin": { "greet": "bin/greet.js" } }');
    write('node_modules/greet/bin/greet.js', 'console.log("greetings", process.argv[2])');

    expect(run(['greet', 'you'], '24.0.0').stdout).toBe('greetings you\n');
  });

  test('says how to get a command that is not installed', () => {
    const result = run(['greet'], '24.0.0');

    expect(result.status).toBe(1);
    expect(result.stderr).toContain('"greet" is not installed. Run "npm ci" first');
  });

  test('explains itself when called with nothing to run', () => {
    const result = run([], '24.0.0');

    expect(result.status).toBe(1);
    expect(result.stderr).toContain('Usage: node tools/node24.mjs');
  });

  test('ends with the exit code of what it ran', () => {
    write('fails.js', 'process.exit(7)');

    expect(run(['fails.js'], '24.0.0').status).toBe(7);
  });

  test('hands on a signal and ends by it', async () => {
    write('waits.js', 'console.log("up"); setInterval(() => {}, 1000);');
    const child = spawn(process.execPath, [tool(), 'waits.js'], { cwd: projectDir });
    await once(child.stdout, 'data');

    child.kill('SIGTERM');

    expect(await once(child, 'exit')).toEqual([null, 'SIGTERM']);
  });

  test('lets what it ran finish in its own way after a signal', async () => {
    write(
      'tidies.js',
      'process.on("SIGTERM", () => { console.log("tidy"); process.exit(0); });' +
        'console.log("up"); setInterval(() => {}, 1000);',
    );
    const child = spawn(process.execPath, [tool(), 'tidies.js'], { cwd: projectDir });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    await once(child.stdout, 'data');

    child.kill('SIGTERM');

    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(output).toBe('up\ntidy\n');
  });

  describe('--compile', () => {
    beforeEach(() => {
      write('node_modules/gulp/package.json', '{ "bin": "gulp.js" }');
      write('hello.js', 'console.log("hello")');
    });

    test('compiles first, and keeps the compiler out of stdout', () => {
      write('node_modules/gulp/gulp.js', 'console.log("gulp", process.argv.slice(2).join(" "))');

      const result = run(['--compile', 'hello.js'], '24.0.0');

      expect(result.stdout).toBe('hello\n');
      expect(result.stderr).toBe('gulp --silent compile\n');
    });

    test('runs nothing when the sources do not compile', () => {
      write('node_modules/gulp/gulp.js', 'console.log("error TS1005"); process.exit(2)');

      const result = run(['--compile', 'hello.js'], '24.0.0');

      expect(result.status).toBe(2);
      expect(result.stdout).toBe('');
      expect(result.stderr).toBe('error TS1005\n');
    });
  });
});
