import type { Row } from '../row';

/** How a host's user calls the API with our token. */
export type Route =
  /** Node-RED's `vendor-auth-request`. */
  | 'request'
  /** Node-RED's `vendor-auth-bearer` and the core `http request` node behind it. */
  | 'bearer'
  /** An item of n8n's HTTP Request node. */
  | 'item';

export interface Message {
  /** Unique; it is told to the API in the address, and stays on the message. */
  readonly probe: string;
  readonly route: Route;
  /** For the call of the API; the host's own without it. */
  readonly timeoutMs?: number;
}

/** One end of a message: an answer that goes on, or the host's way for errors. */
export interface Ending {
  readonly probe: string;
  readonly end: 'answered' | 'failed';
  /** Of the answer, or whatever the host tells in its place. */
  readonly status?: number | string | undefined;
  /** The message of the error, as a person reads it. */
  readonly says?: string;
  /** Whether it holds what a sound API answers to this very message. */
  readonly isEcho: boolean;
  /** Since the message was sent. */
  readonly waitMs: number;
  /** Planted secrets and tokens that stand in what came out, each with what surrounds it. */
  readonly leaks: readonly string[];
}

/** A real host with the package, in a process of its own, that has a flow or workflow for each row. */
export interface MatrixHost {
  readonly name: string;
  readonly routes: readonly Route[];
  /** How many messages come evenly while a fault lasts; a host in which each is dear gets fewer. */
  readonly steadyMessages: number;
  /** Likewise, at what pace they come where nothing is at fault. */
  readonly watchEveryMs: number;
  /** Makes a login and what calls the API with it, for every row. */
  deploy(rows: readonly Row[]): Promise<void>;
  send(row: Row, messages: readonly Message[]): void;
  /** All ends that a message has had so far: one, if all is well. */
  endingsOf(probe: string): readonly Ending[];
  /**
   * How often our node gave a message back to the host as failed. A full deployment of Node-RED takes
   * all Catch nodes away, and with them the way on which such a message would be seen.
   */
  handedBack(probe: string): number;
  /** Changes the login's secret, as a person does who got a new one. */
  changeSecret(row: Row): Promise<void>;
  /** Why the process ended, or undefined while it runs. */
  readonly death: string | undefined;
  /** Planted secrets and tokens in logs, statuses, files and whatever else belongs to no message. */
  leaksBesides(): Promise<string[]>;
  /** The longest that the event loop stood still, where that is known. */
  longestStopMs(): Promise<number | undefined>;
  stop(): Promise<void>;
}

/** Whether an answer other than 2xx is a failure to whoever makes that call. */
export function failsUnlessSuccess(route: Route): boolean {
  return route !== 'bearer';
}

/** What ended so far, by message. */
export class Endings {
  private readonly byProbe = new Map<string, Ending[]>();

  add(ending: Ending): void {
    const list = this.byProbe.get(ending.probe);
    if (list === undefined) this.byProbe.set(ending.probe, [ending]);
    else list.push(ending);
  }

  of(probe: string): readonly Ending[] {
    return this.byProbe.get(probe) ?? [];
  }
}
