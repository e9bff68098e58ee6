import { describeSandbox } from './description';
import { startSandbox } from './index';

/** `npm run sandbox`: the vendors on fixed ports, until Ctrl-C. */
const ports = {
  'eggplant-dai': 18000,
  'ddi-central': 18443,
  dvinci: 18080,
  agility: 18081,
  'client-credentials': 18082,
};

async function main(): Promise<void> {
  const sandbox = await startSandbox({ ports });
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
