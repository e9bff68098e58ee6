import { readdirSync, readFileSync } from 'fs';
import path from 'path';
import ts from 'typescript';

/** The rooms of the core, from the ground up; those of one floor do not know each other. */
import ROOMS from '../../tools/rooms.json';

const ROOT = path.resolve(__dirname, '../..');

const LONGEST_LINES = 250;

/** Every TypeScript file below a folder, from the root of the tree. */
function sourcesIn(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name)))
    .sort();
}

/** The sources that a file imports or exports from, types included. */
function importsOf(file: string): string[] {
  const { importedFiles } = ts.preProcessFile(
    readFileSync(path.join(ROOT, file), 'utf8'),
    true,
    true,
  );
  return importedFiles
    .map(({ fileName }) => fileName)
    .filter((name) => name.startsWith('.'))
    .map((name) => resolved(path.join(path.dirname(file), name)))
    .filter((name) => name !== undefined);
}

function resolved(name: string): string | undefined {
  return [`${name}.ts`, path.join(name, 'index.ts')].find((candidate) => ALL.includes(candidate));
}

const FOLDERS = ['core', 'credentials', 'nodes', 'node-red'];
const ALL = FOLDERS.flatMap(sourcesIn);
const CORE = ALL.filter((file) => file.startsWith('core/'));

function roomOf(file: string): string {
  return file.split('/')[1] ?? '';
}

function floorOf(room: string): number {
  return ROOMS.findIndex((rooms) => rooms.includes(room));
}

/** What is wrong with the imports of the files, as sentences. */
function complaintsAbout(files: readonly string[], imports: (file: string) => readonly string[]) {
  return files.flatMap((file) =>
    imports(file)
      .filter((imported) => {
        const [own, other] = [roomOf(file), roomOf(imported)];
        return own !== other && floorOf(other) >= floorOf(own);
      })
      .map((imported) => `${file} imports ${imported}`),
  );
}

/** The files of a circle of imports, or undefined. */
function circleIn(files: readonly string[], imports: (file: string) => readonly string[]) {
  const done = new Set<string>();
  const visit = (file: string, before: readonly string[]): readonly string[] | undefined => {
    if (before.includes(file)) return [...before.slice(before.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const imported of imports(file)) {
      const circle = visit(imported, [...before, file]);
      if (circle !== undefined) return circle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of files) {
    const circle = visit(file, []);
    if (circle !== undefined) return circle;
  }
  return undefined;
}

describe('the rooms of the core', () => {
  const inRooms = CORE.filter((file) => file !== 'core/index.ts');

  test('are all of its folders, and each file stands in one', () => {
    const folders = [...new Set(inRooms.map(roomOf))].sort();
    expect(folders).toEqual(ROOMS.flat().sort());
    expect(inRooms.length).toBeGreaterThan(70);
  });

  test('know those before them only, types included', () => {
    expect(complaintsAbout(inRooms, importsOf)).toEqual([]);
  });

  test('that know one behind them, or beside them, are found out', () => {
    const imports = (imported: string) => () => [imported];
    expect(complaintsAbout(['core/base/a.ts'], imports('core/http/b.ts'))).toHaveLength(1);
    expect(complaintsAbout(['core/http/a.ts'], imports('core/redact/b.ts'))).toHaveLength(1);
    expect(complaintsAbout(['core/check/a.ts'], imports('core/token/b.ts'))).toHaveLength(1);
    expect(complaintsAbout(['core/token/a.ts'], imports('core/check/b.ts'))).toHaveLength(0);
    expect(complaintsAbout(['core/token/a.ts'], imports('core/token/b.ts'))).toHaveLength(0);
  });
});

describe('imports', () => {
  test('go in no circle, types included', () => {
    expect(circleIn(ALL, importsOf)).toBeUndefined();
  });

  test('that go in a circle are found out', () => {
    const imports: Record<string, string[]> = { a: ['b'], b: ['c', 'd'], c: [], d: ['b'] };
    expect(circleIn(['a'], (file) => imports[file] ?? [])).toEqual(['b', 'd', 'b']);
    expect(circleIn(['a'], (file) => (file === 'd' ? [] : (imports[file] ?? [])))).toBeUndefined();
  });

  test('are seen, be they of values, of types or exports', () => {
    expect(importsOf('core/login/token-request.ts')).toEqual(
      expect.arrayContaining(['core/base/json.ts', 'core/base/errors.ts', 'core/http/receive.ts']),
    );
    expect(importsOf('core/vendors/index.ts')).toContain('core/vendors/dvinci.ts');
  });
});

describe('a file', () => {
  /** Why a file is longer, as its first comment says. */
  function reasonIn(text: string): boolean {
    const comment = /^\s*\/\*\*?([\s\S]*?)\*\//.exec(text)?.[1] ?? '';
    return /\b(?:long|longer|lines)\b/i.test(comment);
  }

  test.each(FOLDERS)(
    'of %s has 250 lines at most, or says at its head why it has more',
    (folder) => {
      const longer = ALL.filter((file) => file.startsWith(`${folder}/`)).filter((file) => {
        const text = readFileSync(path.join(ROOT, file), 'utf8');
        return text.trimEnd().split('\n').length > LONGEST_LINES && !reasonIn(text);
      });
      expect(longer).toEqual([]);
    },
  );

  test('that gives no reason is found out', () => {
    expect(reasonIn('/** Longer than other files, since it is one table. */\n')).toBe(true);
    expect(reasonIn('/** All about tables. */\nconst a = 1; /* longer */')).toBe(false);
    expect(reasonIn('const a = 1;')).toBe(false);
  });
});
