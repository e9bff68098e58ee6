import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { VENDORS } from '../../core';
import { filledIn, isRecipe } from '../../demo/example-workflows';
import { demoCredentials, typeOfVendor } from '../../demo/n8n-credentials';
import { type Sandbox, startSandbox } from '../../sandbox';
import { fixedPorts } from '../../sandbox/ports';
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

  it.each(files)('%s points at the sandbox and holds no secret', (file) => {
    const ports = [...text(file).matchAll(/127\.0\.0\.1:(\d+)/g)].map(([, port]) => Number(port));
    for (const port of ports) expect(Object.values(fixedPorts)).toContain(port);
    for (const { clientSecret } of Object.values(sandbox.vendors)) {
      if (clientSecret !== '') expect(text(file)).not.toContain(clientSecret);
    }
    expect(text(file)).not.toContain(sandbox.vendors.agility.accessToken);
  });

  it.each(files)('%s changes nothing before somebody has entered a value', (file) => {
    const changing = workflow(file).nodes.filter(
      ({ parameters }) =>
        (parameters['nodeCredentialType'] !== undefined && 'method' in parameters) ||
        parameters['operation'] === 'revoke',
    );
    if (changing.length > 0) expect(text(file)).toContain('"value": "enter a');
  });

  describe.each(files.filter((file) => isRecipe(workflow(file))))('the recipe %s', (file) => {
    it('chooses no credential and names no server of this machine', () => {
      expect(workflow(file).nodes.filter((node) => 'credentials' in node)).toEqual([]);
      expect(text(file)).not.toMatch(/127\.0\.0\.1|localhost/);
    });

    it('says on its note what to change', () => {
      const notes = workflow(file).nodes.filter(({ type }) => type.endsWith('.stickyNote'));
      expect(String(notes[0]?.parameters['content'])).toMatch(
        /^Enter your server[^.]*\*\*Your values\*\*[^.]*choose or make a credential[^.]*\./m,
      );
    });

    it('becomes one for the sandbox, whose values still wait', () => {
      const filled = JSON.stringify(
        filledIn(workflow(file), sandbox, (type) => ({ id: type, name: type })),
      );
      expect(filled).toMatch(/127\.0\.0\.1:\d+/);
      expect(filled).not.toMatch(/example\.com:|192\.0\.2|your-company|YourCompany|api\.example/);
      expect(filled.includes('"enter a')).toBe(text(file).includes('"enter a'));
    });
  });

  it.each(files)('%s gives each node an id of its own', (file) => {
    const ids = workflow(file).nodes.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('no two share an id or a name', () => {
    const all = files.map(workflow).flatMap(({ id, name }) => [id, name]);
    expect(new Set(all).size).toBe(all.length);
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
