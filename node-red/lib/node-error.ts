import { asVendorAuthError, type Translate, type VendorAuthError } from '../../core';

/**
 * An error as Catch nodes get it: its `error.message` is the sentence alone, its `error.code` says what
 * kind of failure it is. Nothing else of what was thrown comes along.
 */
export class NodeError extends Error {
  readonly code: string;

  /** @param translate - the language of the runtime */
  constructor(error: VendorAuthError, translate: Translate) {
    super(error.inLanguage(translate));
    this.name = 'VendorAuthError';
    this.code = error.code;
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
