import { asVendorAuthError, sayAll, type Translate, type VendorAuthError } from '../../core';

/** What stands beside the text, for whoever wants to see or use it by itself. */
export interface ErrorDetails {
  /** What to do about it. */
  readonly hint?: string;
  /** The HTTP status of the vendor's answer. */
  readonly status?: number;
  /** The vendor's own words, without secrets. */
  readonly description?: string;
}

/**
 * An error as Catch nodes get it: its `error.message` says first what happened and then what to do, its
 * `error.code` says what kind of failure it is, and `error.cause` holds the parts: Node-RED hands on no
 * other property. Nothing else of what was thrown comes along.
 */
export class NodeError extends Error {
  readonly code: string;
  override readonly cause: ErrorDetails;

  /** @param translate - the language of the runtime */
  constructor(error: VendorAuthError, translate: Translate) {
    super(error.inLanguage(translate));
    this.name = 'VendorAuthError';
    this.code = error.code;
    const { texts, status, description } = error;
    const hint = sayAll(texts.hint, translate);
    this.cause = {
      ...(hint === '' ? {} : { hint }),
      ...(status === undefined ? {} : { status }),
      ...(description === undefined ? {} : { description }),
    };
  }

  /** Node-RED shows an error by its `toString`. */
  override toString(): string {
    return this.message;
  }
}

/** Anything thrown, as an error for people. Never throws, even where a look at it does. */
export function failureOf(thrown: unknown): VendorAuthError {
  try {
    return asVendorAuthError(thrown, '');
  } catch {
    return asVendorAuthError(undefined, '');
  }
}
