import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { fieldByName, findVendor } from '../core';
import type { Sandbox } from '../sandbox';
import type { CredentialReference, Workflow } from '../test/e2e/n8n/workflows';

const FOLDER = resolve('examples', 'n8n');

/** The node of a recipe that holds what a person enters. */
const VALUES = 'Your values';

/** The names of the files in `examples/n8n`, without their ending, in their order. */
export function exampleNames(): string[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.replace('.json', ''))
    .sort();
}

export function readExample(name: string): Workflow {
  return JSON.parse(textOf(name)) as Workflow;
}

/** The same at that sandbox. */
export function exampleAt(sandbox: Sandbox, name: string): Workflow {
  return JSON.parse(atSandbox(textOf(name), sandbox)) as Workflow;
}

function textOf(name: string): string {
  return readFileSync(join(FOLDER, `${name}.json`), 'utf8');
}

/** An example workflow, whose addresses are those that the forms show as examples, at that sandbox. */
export function atSandbox(workflow: string, { vendors }: Sandbox): string {
  return Object.values(vendors).reduce(
    (text, { id, baseUrl }) => text.replaceAll(exampleAddress(id), baseUrl),
    workflow,
  );
}

/** The base URL that stands in the examples for a vendor. */
export function exampleAddress(vendorId: string): string {
  const vendor = findVendor(vendorId);
  const address = vendor && fieldByName(vendor, 'baseUrl')?.placeholder;
  if (address === undefined) throw new Error(`The base URL of ${vendorId} has no example.`);
  return address;
}

/** A recipe has values to enter, and no credentials. */
export function isRecipe({ nodes }: Workflow): boolean {
  return nodes.some(({ name }) => name === VALUES);
}

interface Assignment {
  readonly name: string;
  readonly value: unknown;
}

/**
 * A recipe as somebody has filled it in: with the sandbox's server, these credentials, and these values in
 * place of its own.
 *
 * @param credentialOf - the credential of that type
 */
export function filledIn(
  recipe: Workflow,
  sandbox: Sandbox,
  credentialOf: (type: string) => CredentialReference,
  values: Readonly<Record<string, unknown>> = {},
): Workflow {
  const placed = JSON.parse(atSandbox(JSON.stringify(recipe), sandbox)) as Workflow;
  const nodes = placed.nodes.map((node) => {
    const { nodeCredentialType: type } = node.parameters;
    if (typeof type === 'string') return { ...node, credentials: { [type]: credentialOf(type) } };
    if (node.name !== VALUES) return node;
    const { assignments } = node.parameters['assignments'] as { assignments: Assignment[] };
    const entered = assignments.map((one) => ({ ...one, value: values[one.name] ?? one.value }));
    return { ...node, parameters: { ...node.parameters, assignments: { assignments: entered } } };
  });
  return { ...placed, nodes };
}
