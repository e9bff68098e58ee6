/** One number, and what it was measured on. */
export interface Measurement {
  readonly group: string;
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** Half the distance between the lowest and the highest of several runs, in percent of the value. */
  readonly spreadPercent?: number;
}

/** The median of several runs, with how far they lie apart. */
export function medianOf(runs: readonly number[]): Pick<Measurement, 'value' | 'spreadPercent'> {
  const sorted = [...runs].sort((one, other) => one - other);
  const [lowest, highest] = [sorted[0], sorted.at(-1)];
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (lowest === undefined || highest === undefined || middle === undefined) {
    throw new Error('There is no median of nothing.');
  }
  return { value: middle, spreadPercent: (100 * (highest - lowest)) / 2 / middle };
}

/** The measurements for people: a heading for each group, a line for each number. */
export function tableOf(measurements: readonly Measurement[]): string {
  const lines: string[] = [];
  let group = '';
  for (const measurement of measurements) {
    if (measurement.group !== group) lines.push('', (group = measurement.group));
    lines.push(lineOf(measurement));
  }
  return lines.join('\n');
}

function lineOf({ what, value, unit, spreadPercent }: Measurement): string {
  const spread = spreadPercent === undefined ? '' : `  ± ${spreadPercent.toFixed(0)} %`;
  return `  ${what.padEnd(66)} ${shortened(value).padStart(9)} ${unit}${spread}`;
}

/** Three digits that count are all that such measurements bear. */
function shortened(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString('en-US', { maximumFractionDigits: 20 });
}
