import { describeSandbox } from './description';
import { startSandbox } from './index';
import { fixedPorts, takenPort } from './ports';

/** `npm run sandbox`: the vendors on fixed ports, until Ctrl-C. */
async function main(): Promise<void> {
  const sandbox = await startSandbox({ ports: fixedPorts });
  console.log(describeSandbox(sandbox));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void sandbox.close());
  }
}

main().catch((error: unknown) => {
  console.error(takenPort(error) ?? error);
  process.exitCode = 1;
});
