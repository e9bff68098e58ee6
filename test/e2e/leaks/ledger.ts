import { distinctParts } from '../../support/distinct-parts';
import { LeakDetector } from '../../support/leak-detector';
import { QUOTINGS } from '../../support/quotings';
import type { Canary, Plan } from './plans';

/** All that came out of a host in one way, in pieces as they came. */
export interface Channel {
  readonly name: string;
  readonly texts: Iterable<string>;
  /**
   * `promised`: no secret and no token may be in it. `told`: holds what the vendor's API answered to the
   * user's own request, which is the user's data, whatever the vendor wrote there; its hits are counted.
   */
  readonly kind?: 'promised' | 'told';
  /** Plans whose hits are only counted here. */
  readonly isTold?: (plan: Plan) => boolean;
}

interface Row {
  readonly host: string;
  readonly channel: string;
  readonly characters: number;
  readonly hits: readonly number[];
  readonly told: number;
  readonly canariesFound: number;
  readonly missing: readonly string[];
}

export interface Finding {
  readonly host: string;
  readonly channel: string;
  readonly vehicle: string;
  readonly quoting: string;
  readonly characters: number;
  readonly decodedBy: string;
}

/** Reads channels for planted secrets, tokens and canaries, and prints what was found. */
export class Ledger {
  private readonly rows: Row[] = [];
  private readonly problems: string[] = [];
  readonly findings: Finding[] = [];

  /** Searches the channels of one host. Every one must hold the canary of every quoting. */
  search(
    host: string,
    plans: readonly Plan[],
    canaries: readonly Canary[],
    channels: readonly Channel[],
  ): void {
    const byId = new Map(plans.map((plan) => [plan.id, plan]));
    const detector = new LeakDetector([
      ...plans.map(({ id, planted }) => ({ id, text: planted })),
      // Whichever of the two comes back, the other one must not be found either.
      ...plans
        .filter(({ secret, token }) => secret !== token)
        .map(({ id, vehicle, secret, token }) => ({
          id: `other ${id}`,
          text: vehicle.echoes === 'secret' ? token : secret,
        })),
      ...canaries,
    ]);
    for (const { name, texts, kind = 'promised', isTold = () => false } of channels) {
      const text = distinctParts(texts);
      const hits = QUOTINGS.map(() => 0);
      const found = new Set<string>();
      let told = 0;
      for (const hit of detector.search(text)) {
        found.add(hit.id);
        const plan = byId.get(hit.id.replace(/^other /, ''));
        if (plan === undefined) continue;
        if (kind === 'told' || isTold(plan)) {
          told += 1;
          continue;
        }
        const column = QUOTINGS.indexOf(plan.quoting);
        hits[column] = (hits[column] ?? 0) + 1;
        const what = hit.id.startsWith('other ') ? ' (not what came back)' : '';
        this.findings.push({
          host,
          channel: name,
          vehicle: plan.vehicle.name + what,
          quoting: plan.quoting.name,
          characters: hit.characters,
          decodedBy: hit.decodedBy,
        });
      }
      const missing = canaries
        .filter(({ id }) => !found.has(id))
        .map(({ quoting }) => quoting.name);
      this.rows.push({
        host,
        channel: name,
        characters: text.length,
        hits,
        told,
        canariesFound: canaries.length - missing.length,
        missing,
      });
    }
  }

  /** Something without which the search proves nothing. */
  mustHold(what: string, holds: boolean): void {
    if (!holds) this.problems.push(what);
  }

  /** Prints the table, channel by quoting. Answers whether all is well. */
  finish(): boolean {
    console.log('\nColumns, by the quoting in which the secret or token came back:');
    QUOTINGS.forEach(({ name }, column) => console.log(`${pad(column + 1, 4)}  ${name}`));
    const width = Math.max(
      ...this.rows.map(({ host, channel }) => host.length + channel.length + 2),
    );
    const head = QUOTINGS.map((_, column) => pad(column + 1, 4)).join('');
    console.log(`\n${''.padEnd(width)}${head}   told  canaries  characters`);
    for (const { host, channel, hits, told, canariesFound, characters } of this.rows) {
      const cells = hits.map((count) => pad(count === 0 ? '·' : count, 4)).join('');
      const canaries = `${canariesFound}/${QUOTINGS.length}`;
      console.log(
        `${`${host}: ${channel}`.padEnd(width)}${cells}${pad(told, 7)}${pad(canaries, 10)}${pad(characters, 12)}`,
      );
    }
    this.printFindings();
    for (const { host, channel, missing } of this.rows) {
      if (missing.length === 0) continue;
      this.problems.push(
        `${host}: ${channel}: a planted leak was not found, quoted as ${missing.join('; ')}`,
      );
    }
    for (const problem of this.problems) console.log(`FAILED  ${problem}`);
    const leaks = this.findings.length;
    console.log(
      `\n${this.rows.length} channels, ${leaks} leaks, ${this.problems.length} controls failed.`,
    );
    return leaks === 0 && this.problems.length === 0 && this.rows.length > 0;
  }

  /** By vehicle: in which channels and quotings. The JSON has each. */
  private printFindings(): void {
    const grouped = new Map<string, Finding[]>();
    for (const finding of this.findings) {
      const where = `${finding.host}: ${finding.vehicle}`;
      grouped.set(where, [...(grouped.get(where) ?? []), finding]);
    }
    for (const [where, findings] of grouped) {
      const channels = new Set(findings.map(({ channel }) => channel));
      const quotings = new Set(findings.map(({ quoting }) => quoting));
      const isAll = quotings.size === QUOTINGS.length;
      const listed = [...quotings].map((name) => QUOTINGS.findIndex((q) => q.name === name) + 1);
      console.log(
        `LEAK  ${where}: columns ${isAll ? 'all' : listed.sort((a, b) => a - b).join(' ')}; in ${[...channels].join('; ')}`,
      );
    }
  }
}

function pad(value: number | string, width: number): string {
  return String(value).padStart(width);
}
