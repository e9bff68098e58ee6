/** What one host showed of one row of the matrix. */
export interface HostRow {
  readonly host: string;
  readonly row: string;
  readonly holds: boolean | undefined /* undefined: not run */;
  readonly seen: string /* counts at the vendor, or the reason it was not run */;
}

/** Which hosts are to run. */
export interface HostChoice {
  readonly isWanted: (host: string) => boolean;
  /** Hosts that lie between two others, or that are not there, are left out. */
  readonly isShort: boolean;
  /** Hosts that take many minutes to install are installed if they are not there. */
  readonly installs: boolean;
  /** What does not fit into it is left out; `Infinity` unless somebody set a limit. */
  readonly remainingSeconds: () => number;
}
