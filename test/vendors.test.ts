/**
 * What goes with a vendor file. Each failure names the file that is missing, so that whoever adds a vendor need
 * not know the list: run `npm test -- test/vendors`, write what it asks for, and run it again.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { checkSettings, fieldsOf, VENDORS } from '../core';
import { type Sandbox, startSandbox } from '../sandbox';
import { VENDORS as SANDBOX_VENDORS } from '../sandbox/vendors';
import { shippedType } from './n8n/support/n8n-process';

const ROOT = path.resolve(__dirname, '..');
const exists = (file: string) => existsSync(path.join(ROOT, file));
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');

describe.each(VENDORS.map((vendor) => [vendor.id, vendor] as const))('%s', (id, vendor) => {
  test('has a file of its name in core/vendors', () => {
    expect(exists(`core/vendors/${id}.ts`) ? [] : [`core/vendors/${id}.ts`]).toEqual([]);
  });

  test('has a credential type of its own in n8n, with an icon for each theme', () => {
    const { icon, name } = shippedType(id);
    const icons = typeof icon === 'object' ? [icon.light, icon.dark] : [String(icon)];
    const files = icons.map((file) => file.replace(/^file:/, 'credentials/'));
    expect(files.filter((file) => !exists(file)).map((file) => `${file} is missing`)).toEqual([]);
    expect([name, new Set(files).size]).toEqual([name, 2]);
  });

  describe('in the sandbox', () => {
    let sandbox: Sandbox;
    beforeAll(async () => (sandbox = await startSandbox()));
    afterAll(() => sandbox.close());

    test('is a server', () => {
      expect(
        id in SANDBOX_VENDORS
          ? []
          : [`sandbox/vendors/${id}.ts, and a line for it in sandbox/vendors/index.ts`],
      ).toEqual([]);
    });

    test('has a login that the vendor’s form takes as it is', () => {
      const server = Object.values(sandbox.vendors).find((one) => one.id === id);
      // The test before says that it is missing.
      if (server === undefined) return;
      const { login } = server;
      const known = fieldsOf(vendor).map(({ name }) => name);
      const file = `sandbox/vendors/${id}.ts`;
      const unknown = Object.keys(login).filter((name) => !known.includes(name));
      expect(unknown.map((name) => `${file}: ${name} in login is no field of the form`)).toEqual(
        [],
      );
      expect(() => checkSettings(id, login)).not.toThrow();
    });
  });

  test.each([
    ['test/core/vendors', 'what its token requests, refusals and test calls are'],
    ['test/sandbox/vendors', 'what its server answers'],
  ])('is tested in %s: %s', (folder) => {
    const file = `${folder}/${id}.test.ts`;
    expect(exists(file) ? [] : [`${file} is missing`]).toEqual([]);
  });

  test.each(['docs/sandbox.md', 'README.md', 'nodes/README.md', 'node-red/README.md'])(
    'is in %s',
    (page) => {
      const words =
        page === 'docs/sandbox.md'
          ? `\`${id}\``
          : vendor.spokenName
            ? 'client credentials'
            : vendor.productName;
      expect(read(page).includes(words) ? [] : [`${page} does not say ${words}`]).toEqual([]);
    },
  );
});

test('the sandbox serves on a port of its own each, where examples find it', () => {
  const ports = Object.values(SANDBOX_VENDORS).map((make) => make().fixedPort);
  expect(new Set(ports).size).toBe(ports.length);
});
