import { parseArgs } from 'node:util';

/** What `npm run fuzz` was asked for. */
export interface Options {
  readonly seed: number;
  /** For every kind in place of its own number. */
  readonly runs: number | undefined;
  /** Kinds to run; all if it is empty. */
  readonly only: readonly string[];
  readonly path: string | undefined;
  readonly workers: number;
}

export const USAGE = `Usage: npm run fuzz -- [--seed N] [--runs M] [--only kind,kind…] [--path P] [--workers W]`;

/** @throws Error with a sentence for whoever typed it */
export function parseOptions(
  args: readonly string[],
  kinds: readonly string[],
  defaults: { readonly seed: number; readonly workers: number },
): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string' },
      runs: { type: 'string' },
      only: { type: 'string' },
      path: { type: 'string' },
      workers: { type: 'string' },
    },
  });
  const only = values.only === undefined ? [] : values.only.split(',').filter((kind) => kind);
  const unknown = only.find((kind) => !kinds.includes(kind));
  if (unknown !== undefined) {
    throw new Error(`There is no kind “${unknown}”. Choose among ${kinds.join(', ')}.`);
  }
  if (values.path !== undefined && (only.length !== 1 || values.seed === undefined)) {
    throw new Error('--path belongs to one kind and one seed: give --only and --seed with it.');
  }
  return {
    seed: wholeNumber('--seed', values.seed) ?? defaults.seed,
    runs: positive('--runs', values.runs),
    only,
    path: values.path,
    workers: positive('--workers', values.workers) ?? defaults.workers,
  };
}

function wholeNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^-?\d{1,10}$/.test(text)) return Number(text) | 0;
  throw new Error(`${name} must be a whole number.`);
}

function positive(name: string, text: string | undefined): number | undefined {
  const number = wholeNumber(name, text);
  if (number !== undefined && number < 1) throw new Error(`${name} must be at least 1.`);
  return number;
}
