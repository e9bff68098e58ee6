/** A successful answer of a token endpoint, as the parts of a plan may look at it. */
export interface TokenAnswer {
  /** The body as it stands. */
  readonly text: string;
  /** The body as JSON, or a form's members; undefined if it is neither. */
  readonly json: unknown;
  /** When it was answered, in milliseconds since 1970: by the vendor's clock (`Date`), else by ours. */
  readonly answeredAtMs: number;
  /** Whether the vendor's own clock says so. */
  readonly isVendorsTime: boolean;
}
