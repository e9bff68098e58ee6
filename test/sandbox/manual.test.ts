import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Sandbox, startSandbox } from '../../sandbox';

describe('docs/sandbox.md', () => {
  const manual = readFileSync(path.join(__dirname, '../../docs/sandbox.md'), 'utf8');
  let sandbox: Sandbox;
  beforeAll(async () => (sandbox = await startSandbox()));
  afterAll(() => sandbox.close());

  it('names every setting, every count and every grant there is', () => {
    const vendors = Object.values(sandbox.vendors);
    const { own, spare, otherMembers, admins } = sandbox.vendors.agility.grants;
    const names = new Set([
      ...vendors.flatMap((vendor) => Object.keys(vendor.settings())),
      ...vendors.flatMap((vendor) => Object.keys(vendor.stats())),
      ...[own, ...spare, otherMembers, admins],
    ]);
    expect([...names].filter((name) => !manual.includes(`\`${name}\``))).toEqual([]);
  });

  it('names every vendor with its protected path', () => {
    for (const { id, name, protectedPath } of Object.values(sandbox.vendors)) {
      expect(manual).toMatch(new RegExp(`\\| \`${id}\` +\\| ${name}`));
      expect(manual).toContain(`\`${protectedPath}\``);
    }
  });
});
