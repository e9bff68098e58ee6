import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { FlowNode } from '../../../demo/node-red-host';
import { sandboxConfiguration } from '../../../demo/sandbox-configuration';
import type { SandboxVendor } from '../../../sandbox';
import { freshLogin, type Host } from './host';

export const EXAMPLES = path.resolve(__dirname, '../../../node-red/examples');

/** What somebody enters: by the name of the property, or by those of the inject node and the property. */
export type Values = Readonly<Record<string, string | number>>;

/** An example that is deployed with a login of the sandbox. */
export class Recipe {
  constructor(
    private readonly host: Host,
    readonly flow: readonly FlowNode[],
    readonly vendor: SandboxVendor,
  ) {}

  /** The id of the node of that name. */
  id(name: string): string {
    const found = this.flow.find((node) => node['name'] === name);
    if (found === undefined) throw new Error(`The recipe has no node “${name}”.`);
    return found.id;
  }

  /** Presses the button of an inject node. */
  async press(name: string): Promise<void> {
    await this.host.nodeRed.receive([{ nodeId: this.id(name), msg: {} }]);
  }

  /** The next message that reaches the node of that name. */
  async next(name: string) {
    const [first] = await this.host.nodeRed.arrivals(this.id(name), 1);
    return first as Record<string, unknown> & { payload: unknown };
  }

  async expectNothingAt(name: string): Promise<void> {
    expect(await this.host.nodeRed.arrivals(this.id(name), 0)).toEqual([]);
  }

  /** What the recipe says of its failure. */
  async failure(): Promise<string> {
    return ((await this.next('Error'))['error'] as { message: string }).message;
  }

  /** Token requests + calls, as docs/recipes.md has them. */
  counts(): string {
    const { tokenRequests, apiRequests } = this.vendor.stats();
    return `${tokenRequests} + ${apiRequests}`;
  }
}

export interface Recipes {
  /** Deploys an example with a login of the sandbox and, if there are any, values in its inject nodes. */
  deploy(name: string, values?: Values): Promise<Recipe>;
  /** The path of a file in a folder of the tests. */
  file(name: string): string;
  read(name: string): string;
}

export function useRecipes(host: Host): Recipes {
  let folder: string;
  beforeAll(() => (folder = mkdtempSync(path.join(tmpdir(), 'recipes-'))));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const file = (name: string) => path.join(folder, name);
  return {
    file,
    read: (name) => readFileSync(file(name), 'utf8'),
    async deploy(name, values = {}) {
      const text = readFileSync(path.join(EXAMPLES, `${name}.json`), 'utf8')
        // Names of files that no inject node has.
        .replaceAll("'dai-report.xml'", `'${file('hook.xml')}'`)
        .replaceAll('application-${', `${file('application-')}\${`);
      const nodes = JSON.parse(text) as FlowNode[];
      const login = nodes.find(({ type }) => type === 'vendor-auth')!;
      const vendor = Object.values(host.sandbox.vendors).find(({ id }) => id === login['vendor'])!;
      vendor.reset();
      const configuration =
        vendor.id === 'agility' ? sandboxConfiguration(vendor, login.id) : freshLogin(vendor);
      const flow = nodes.map((node) => {
        if (node === login) return { ...configuration, id: login.id };
        return node.type === 'inject' ? filledIn(node, values) : node;
      });
      await host.nodeRed.deploy(flow);
      // What an earlier deployment of the same example was sent is no business of this test.
      for (const node of flow) await host.nodeRed.arrivals(node.id, 0);
      return new Recipe(host, flow, vendor);
    },
  };
}

/** As if somebody had entered these values. */
function filledIn(inject: FlowNode, values: Values): FlowNode {
  const props = (inject['props'] as { p: string; v: string }[]).map((prop) => {
    const value = values[`${String(inject['name'])}.${prop.p}`] ?? values[prop.p];
    return value === undefined ? prop : { ...prop, v: String(value) };
  });
  return { ...inject, props };
}

/** A file node tells nobody when it has written. */
export async function eventually(holds: () => void): Promise<void> {
  const deadlineMs = performance.now() + 10_000;
  for (;;) {
    try {
      return holds();
    } catch (error) {
      if (performance.now() > deadlineMs) throw error;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}
