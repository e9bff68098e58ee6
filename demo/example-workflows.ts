import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import type { Sandbox, VendorId } from '../sandbox';
import type { CredentialReference, Workflow } from '../test/e2e/n8n/workflows';

const FOLDER = resolve('examples', 'n8n');

/** The node of a recipe that holds what a person enters. */
const VALUES = 'Your values';

/** The addresses that stand in recipes, and the vendors whose stand-ins take their place. */
const ADDRESSES: Readonly<Record<string, VendorId>> = {
  'https://dai.example.com:8000': 'eggplant-dai',
  'https://192.0.2.10:9443': 'ddi-central',
  'https://your-company.dvinci-hr.com': 'dvinci',
  'https://www14.v1host.com/YourCompany': 'agility',
  'https://api.example.com': 'client-credentials',
};

/** The names of the files in `examples/n8n`, without their ending, in their order. */
export function exampleNames(): string[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.replace('.json', ''))
    .sort();
}

export function readExample(name: string): Workflow {
  return JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8')) as Workflow;
}

/** A recipe names made-up servers and no credentials; the other examples name the sandbox's. */
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
  { vendors }: Sandbox,
  credentialOf: (type: string) => CredentialReference,
  values: Readonly<Record<string, unknown>> = {},
): Workflow {
  const valueOf = ({ name, value }: Assignment) => {
    const vendorId = ADDRESSES[String(value)];
    return vendorId === undefined ? (values[name] ?? value) : vendors[vendorId].baseUrl;
  };
  const nodes = recipe.nodes.map((node) => {
    const { nodeCredentialType: type } = node.parameters;
    if (typeof type === 'string') return { ...node, credentials: { [type]: credentialOf(type) } };
    if (node.name !== VALUES) return node;
    const { assignments } = node.parameters['assignments'] as { assignments: Assignment[] };
    const entered = assignments.map((one) => ({ ...one, value: valueOf(one) }));
    return {
      ...node,
      parameters: { ...node.parameters, assignments: { assignments: entered } },
    };
  });
  return { ...recipe, nodes };
}
