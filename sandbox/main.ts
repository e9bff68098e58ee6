import { describeSandbox } from './description';
import { startSandbox } from './index';
import { fixedPorts } from './ports';

/** `npm run sandbox`: the vendors on fixed ports, until Ctrl-C. */
async function main(): Promise<void> {
  const sandbox = await startSandbox({ ports: fixedPorts });
  console.log(describeSandbox(sandbox));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void sandbox.close());
  }
}

main().catch((error: unknown) => {
  const busy = error as NodeJS.ErrnoException & { port?: number };
  console.error(
    busy.code === 'EADDRINUSE'
      ? `Port ${busy.port} is taken. End what uses it (perhaps another sandbox) and start again.`
      : error,
  );
  process.exitCode = 1;
});
