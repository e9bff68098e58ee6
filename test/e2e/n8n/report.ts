import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

import type { Check } from '../support/checks';

export interface ReportedRow {
  row: string;
  vendor: string;
  checks: Check[];
  /** What kept the row from being measured at all. */
  failure?: string;
  seconds?: number;
}

/** Collects what was measured, prints it as it comes, and knows whether all of it holds. */
export class Report {
  private readonly rows: ReportedRow[] = [];
  private readonly notRun: { what: string; why: string }[] = [];
  private readonly startedMs = Date.now();

  /** Measures a row; an error in it fails the row and not the whole run. */
  async measure(row: string, vendor: string, checks: () => Promise<Check[]>): Promise<void> {
    const startedMs = Date.now();
    const seconds = () => Math.round((Date.now() - startedMs) / 100) / 10;
    try {
      this.add({ row, vendor, checks: await checks(), seconds: seconds() });
    } catch (error) {
      const failure = error instanceof Error ? error.message : String(error);
      this.add({ row, vendor, checks: [], failure, seconds: seconds() });
    }
  }

  add(reported: ReportedRow): void {
    this.rows.push(reported);
    const { row, vendor, checks } = reported;
    const verdict = passes(reported) ? 'ok    ' : 'FAILED';
    const took = reported.seconds === undefined ? '' : ` (${String(reported.seconds)} s)`;
    console.log(`${verdict} ${vendor.padEnd(20)} ${row}: ${summary(checks)}${took}`);
    if (reported.failure) console.log(`         could not be measured: ${reported.failure}`);
    for (const check of checks.filter(({ holds }) => !holds)) {
      console.log(`         ${check.what}: expected ${check.expected}, seen ${check.seen}`);
    }
  }

  /** Says loudly that a part was left out. */
  leaveOut(what: string, why: string): void {
    this.notRun.push({ what, why });
    console.log(`NOT RUN: ${what}. ${why}`);
  }

  /** Prints the table, writes it as JSON, and sums up. */
  async finish(jsonFile: string): Promise<'holds' | 'fails' | 'holds as far as it ran'> {
    const failed = this.rows.filter((row) => !passes(row));
    const seconds = Math.round((Date.now() - this.startedMs) / 1000);
    const vendors = [...new Set(this.rows.map(({ vendor }) => vendor))];
    const titles = [...new Set(this.rows.map(({ row }) => row))];
    const width = Math.max(...titles.map((title) => title.length), 10);
    console.log(`\n${''.padEnd(width)}  ${vendors.join('  ')}`);
    for (const title of titles) {
      const cells = vendors.map((vendor) => {
        const row = this.rows.find((each) => each.row === title && each.vendor === vendor);
        return (row ? (passes(row) ? 'ok' : 'FAILED') : '-').padEnd(vendor.length);
      });
      console.log(`${title.padEnd(width)}  ${cells.join('  ')}`);
    }
    for (const { what, why } of this.notRun) console.log(`NOT RUN: ${what}. ${why}`);
    console.log(
      `\n${String(this.rows.length - failed.length)} rows hold, ${String(failed.length)} do not, ` +
        `${String(this.notRun.length)} parts not run, ${String(seconds)} s. Details: ${jsonFile}`,
    );
    await mkdir(dirname(jsonFile), { recursive: true });
    const report = { seconds, notRun: this.notRun, rows: this.rows };
    await writeFile(jsonFile, `${JSON.stringify(report, null, 2)}\n`);
    if (failed.length > 0 || this.rows.length === 0) return 'fails';
    return this.notRun.length > 0 ? 'holds as far as it ran' : 'holds';
  }
}

function passes(row: ReportedRow): boolean {
  return row.failure === undefined && row.checks.length > 0 && row.checks.every((c) => c.holds);
}

/** The numbers that were seen; texts are only shown where they fail. */
function summary(checks: Check[]): string {
  return checks
    .filter(({ seen }) => /^\d+$/.test(seen))
    .map(({ what, seen }) => `${what} ${seen}`)
    .join(', ');
}
