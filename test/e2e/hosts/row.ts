/** What one host showed of one row of the matrix. */
export interface HostRow {
  readonly host: string;
  readonly row: string;
  readonly holds: boolean | undefined /* undefined: not run */;
  readonly seen: string /* counts at the vendor, or the reason it was not run */;
}
