import type { Check } from '../support/checks';

/** Checks that belong together: what was done, and the lines of the table that came of it. */
export interface Section {
  readonly title: string;
  run(): Promise<Check[]>;
}

/** Runs a section and prints its lines. One that breaks off is a failed check. */
export async function runSection({ title, run }: Section): Promise<Check[]> {
  const checks = await run().catch((error: unknown) => [brokenOff(error)]);
  console.log(`\n  ${title}`);
  for (const check of checks) console.log(lineOf(check));
  return checks;
}

function brokenOff(error: unknown): Check {
  const seen = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return { what: 'runs to its end', expected: 'no error', seen, holds: false };
}

const LONGEST_SHOWN = 120;

function lineOf({ what, expected, seen, holds }: Check): string {
  const isLong = seen.length > 40;
  const shown = isLong && seen === expected ? 'the same' : clipped(seen, holds);
  return `    ${holds ? 'ok    ' : 'FAILED'}  ${what.padEnd(58)}  ${expected.padEnd(40)}  ${shown}`;
}

/** What failed is shown whole. */
function clipped(text: string, holds: boolean): string {
  return holds && text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
}
