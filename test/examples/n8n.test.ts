import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { VENDORS } from '../../core';
import { demoCredentials, typeOfVendor } from '../../demo/n8n-credentials';
import { atSandbox, exampleAddress } from '../../demo/example-workflows';
import { type Sandbox, startSandbox } from '../../sandbox';
import type { Workflow } from '../e2e/n8n/workflows';

const folder = join(__dirname, '..', '..', 'examples', 'n8n');
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));

describe('the example workflows for n8n', () => {
  let sandbox: Sandbox;
  beforeAll(async () => (sandbox = await startSandbox()));
  afterAll(() => sandbox.close());

  const text = (file: string) => readFileSync(join(folder, file), 'utf8');
  const workflow = (file: string) => JSON.parse(text(file)) as Workflow;

  it('are there for every vendor', () => {
    const used = new Set(
      files.flatMap((file) =>
        workflow(file).nodes.flatMap((node) => Object.keys(node.credentials ?? {})),
      ),
    );
    const missing = VENDORS.filter(({ id }) => !used.has(typeOfVendor(id)));
    expect(missing.map(({ id }) => `examples/n8n/${id}.json is missing`)).toEqual([]);
  });

  it.each(files)('%s refers only to credentials that the demo puts in place', (file) => {
    const known = demoCredentials(sandbox).map(({ id, name, type }) => ({ [type]: { id, name } }));
    for (const node of workflow(file).nodes) {
      if (node.credentials) expect(known).toContainEqual(node.credentials);
    }
  });

  it.each(files)('%s points to no port of this machine, and holds no secret', (file) => {
    expect(text(file)).not.toMatch(/127\.0\.0\.\d|localhost|\[?::1\]?:\d/);
    for (const { clientSecret } of Object.values(sandbox.vendors)) {
      if (clientSecret !== '') expect(text(file)).not.toContain(clientSecret);
    }
    expect(text(file)).not.toContain(sandbox.vendors.agility.accessToken);
  });

  it.each(files)('%s calls the sandbox once it is put in place there', (file) => {
    const placed = atSandbox(text(file), sandbox);
    for (const { id, baseUrl } of Object.values(sandbox.vendors)) {
      expect(placed).not.toContain(exampleAddress(id));
      if (text(file).includes(exampleAddress(id))) expect(placed).toContain(baseUrl);
    }
    const addresses = [...placed.matchAll(/"https?:\/\/[^"]+"/g)].map(([address]) => address);
    for (const address of addresses) expect(address).toContain('127.0.0.1');
  });

  it.each(files)('%s connects only nodes that it has', (file) => {
    const { nodes, connections } = workflow(file);
    const names = nodes.map(({ name }) => name);
    const targets = Object.values(connections).flatMap((kinds) =>
      Object.values(kinds)
        .flat(2)
        .map(({ node }) => node),
    );
    expect(names).toEqual(expect.arrayContaining([...Object.keys(connections), ...targets]));
  });
});
