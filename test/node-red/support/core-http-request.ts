import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The rest of what those lines refer to, none of which decides about the address. */
const SURROUNDINGS = {
  node: { warn: () => undefined, error: () => undefined, status: () => undefined },
  RED: { _: (key: string) => key },
  getProxy: () => null,
  prox: null,
  nodeDone: () => undefined,
  tlsNode: undefined,
  isTemplatedUrl: false,
  nodeUrl: '',
};

/**
 * The lines of the core `http request` node that make an address of `msg.url`, as they stand in an
 * installed Node-RED. The node itself cannot be loaded here: it imports an ES module.
 *
 * @returns the address that it requests, or undefined if it requests none.
 */
export function coreAddressOf(
  nodeRed: 'node-red' | 'node-red-4',
  url: unknown,
): string | undefined {
  const run = (lines[nodeRed] ??= compiled(nodeRed));
  const address = run({ ...SURROUNDINGS, msg: { url } });
  return address === undefined ? undefined : `${address as string}`;
}

type Lines = (scope: object) => unknown;
const lines: Record<string, Lines> = {};

function compiled(nodeRed: string): Lines {
  const from = dirname(require.resolve(`${nodeRed}/package.json`));
  const nodes = dirname(require.resolve('@node-red/nodes/package.json', { paths: [from] }));
  const source = readFileSync(join(nodes, 'core/network/21-httprequest.js'), 'utf8');
  const start = source.indexOf('var url = nodeUrl || msg.url;');
  const end = source.indexOf('var method = nodeMethod', start);
  if (start < 0 || end < 0) throw new Error(`The http request node of ${nodeRed} was rewritten.`);
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the lines are an installed package's
  return new Function(
    'scope',
    `const {${Object.keys({ ...SURROUNDINGS, msg: 0 }).join()}} = scope;
    ${source.slice(start, end)}
    return url;`,
  ) as Lines;
}
