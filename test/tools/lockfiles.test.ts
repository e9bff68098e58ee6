import { readFileSync } from 'node:fs';
import path from 'node:path';

interface LockedPackage {
  version?: string;
  resolved?: string;
  link?: boolean;
  optionalDependencies?: Record<string, string>;
}

const projectDir = path.join(__dirname, '../..');

function lockedPackages(folder: string): [string, LockedPackage][] {
  const text = readFileSync(path.join(projectDir, folder, 'package-lock.json'), 'utf8');
  const { packages } = JSON.parse(text) as { packages: Record<string, LockedPackage> };
  return Object.entries(packages).filter(([place]) => place !== '');
}

describe.each(['.', 'tools/host-lint'])('the lock file in %s', (folder) => {
  test('carries no download addresses, so that any registry will do', () => {
    const addressed = lockedPackages(folder).filter(([, { resolved, link }]) => resolved && !link);

    expect(addressed).toEqual([]);
  });

  test('knows the packages for every platform, without which npm ci refuses it', () => {
    const packages = lockedPackages(folder);
    const places = packages.map(([place]) => place);
    const missing = packages
      .flatMap(([, { optionalDependencies }]) => Object.keys(optionalDependencies ?? {}))
      .filter((name) => !places.some((place) => place.endsWith(`node_modules/${name}`)));

    expect(missing).toEqual([]);
  });
});
