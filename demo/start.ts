import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import nodeRed from 'node-red';
import { type Sandbox, startSandbox, type VendorId } from '../sandbox';
import { VENDORS } from '../sandbox/vendors';
import { stageNodeRedPackage } from '../tools/packages/node-red';
import { callVendor } from './call-vendors';
import { exampleFlow } from './example-flow';
import { NodeRedHost } from './node-red-host';
import { outcomeTable } from './outcome-table';
import { sandboxConfiguration, secretFieldOf } from './sandbox-configuration';

const EDITOR_PORT = 1880;

const USAGE = `npm start [-- <option>…]
  Calls every vendor of the sandbox through a flow in a real Node-RED, prints what each answered and the
  token requests it took, and stays with the editor on http://127.0.0.1:${EDITOR_PORT} until Ctrl-C.

  --once                   end after the printout, with 0 only if all answered
  --port <number>          another port for the editor
  --stop <vendor>          stop this vendor before it is called
  --wrong-secret <vendor>  enter a wrong secret for this vendor
  --help                   this text

  The vendors are ${Object.keys(VENDORS).join(', ')}.`;

interface Options {
  readonly once: boolean;
  readonly port: number;
  readonly stopped: readonly VendorId[];
  readonly wrongSecrets: readonly VendorId[];
}

/** @throws Error with a sentence about what is wrong with the command line. */
function readOptions(args: string[], known: readonly string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      once: { type: 'boolean', default: false },
      port: { type: 'string' },
      stop: { type: 'string', multiple: true, default: [] },
      'wrong-secret': { type: 'string', multiple: true, default: [] },
    },
  });
  for (const vendor of [...values.stop, ...values['wrong-secret']]) {
    if (known.includes(vendor)) continue;
    throw new Error(`There is no vendor “${vendor}”. There are ${known.join(', ')}.`);
  }
  const port = values.port === undefined ? (values.once ? 0 : EDITOR_PORT) : Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error('--port must be a number from 0 to 65535.');
  }
  return {
    once: values.once,
    port,
    stopped: values.stop as VendorId[],
    wrongSecrets: values['wrong-secret'] as VendorId[],
  };
}

/** Deploys the example with the sandbox's logins, calls all vendors at once and prints the table. */
async function demonstrate(
  host: NodeRedHost,
  sandbox: Sandbox,
  options: Options,
): Promise<boolean> {
  const ids = Object.keys(sandbox.vendors) as VendorId[];
  const vendors = ids.map((id) => sandbox.vendors[id]);
  const configurations = vendors.map((vendor) => {
    const configuration = sandboxConfiguration(vendor);
    if (!options.wrongSecrets.includes(vendor.id)) return configuration;
    const credentials = { ...(configuration['credentials'] as Record<string, string>) };
    credentials[secretFieldOf(vendor.id)] = '1.d3Jvbmctc2VjcmV0';
    return { ...configuration, credentials };
  });
  await host.deploy(exampleFlow(vendors, configurations));
  for (const id of options.stopped) await sandbox.stop(id);
  const outcomes = await Promise.all(vendors.map((vendor) => callVendor(host, vendor)));
  console.log(outcomeTable(outcomes));
  return outcomes.every(({ isAnswered }) => isAnswered);
}

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  if (args.includes('--help')) {
    console.log(USAGE);
    return;
  }
  // What was begun is ended in the opposite order, however far it came.
  const endings: (() => unknown)[] = [];
  try {
    const sandbox = await startSandbox();
    endings.unshift(() => sandbox.close());
    const options = readOptions(args, Object.keys(sandbox.vendors));
    const userDir = mkdtempSync(path.join(tmpdir(), 'vendor-auth-demo-'));
    endings.unshift(() => rmSync(userDir, { recursive: true, force: true }));
    const packageDir = await stageNodeRedPackage(process.cwd());
    const settings = { flowFile: 'flows.json', logging: { console: { level: 'error' } } };
    const { port } = options;
    const host = await NodeRedHost.start({ nodeRed, userDir, packageDir, port, settings });
    endings.unshift(() => host.stop());
    const allAnswered = await demonstrate(host, sandbox, options);
    process.exitCode = allAnswered ? 0 : 1;
    if (!options.once) {
      // Whoever reads the line may take it at its word at once.
      const interruption = interrupted();
      console.log(`\nThe editor is on ${host.url}; Ctrl-C ends it.`);
      await interruption;
    }
  } finally {
    for (const end of endings) await end();
  }
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.once(signal, () => resolve());
    }
  });
}

main()
  .catch((error: unknown) => {
    const { code, port, message } = error as NodeJS.ErrnoException & { port?: number };
    console.error(
      code === 'EADDRINUSE'
        ? `Port ${port} is taken. End what uses it, or choose another with --port.`
        : message,
    );
    process.exitCode = 1;
  })
  // Node-RED leaves timers of its own behind.
  .finally(() => process.exit());
