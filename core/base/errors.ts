import { say, sayAll, sentences, type Sentence, type Translate } from './sentence';

/**
 * What went wrong, for a program to branch on. The sentence for people is the error's message, what
 * to do about it is its hint.
 */
export type VendorAuthErrorCode =
  /** A field of the credential is missing or malformed; see `problems`. */
  | 'invalid-settings'
  /** The vendor does not know the client, or its secret is wrong. */
  | 'invalid-client'
  /** The token request itself was refused for another reason (RFC 6749 section 5.2). */
  | 'token-request-refused'
  /** Something answered at the token URL, but no token endpoint. */
  | 'no-token-endpoint'
  /** The vendor has no free licence for another session. */
  | 'licence-exhausted'
  | 'rate-limited'
  /** The vendor answered with a 5xx status. */
  | 'vendor-unavailable'
  | 'redirected'
  /** The answer is not one that RFC 6749 section 5.1 describes. */
  | 'unreadable-answer'
  | 'answer-too-large'
  | 'unsupported-token-type'
  /** The token has characters that cannot stand in a header. */
  | 'unusable-token'
  | 'unreachable'
  | 'timeout'
  /** The host refused to send the request, for a reason of its own: the vendor was never asked. */
  | 'not-sent'
  | 'certificate'
  /** The token was about to leave for an origin that is not on the credential's list (rule T12). */
  | 'foreign-origin'
  /** The vendor's API no longer accepts the access token. */
  | 'token-rejected'
  /** The token is good, but its owner may not do this. */
  | 'forbidden'
  | 'not-found'
  /** The API answered something else than was asked for. */
  | 'request-failed'
  /** The caller gave up waiting (rule T13). */
  | 'cancelled';

/** One thing that is wrong with one field, in English. */
export interface FieldProblem {
  /** The field's name in the contract, such as `baseUrl`. */
  readonly field: string;
  /** The field's name in the dialog, such as "Base URL". */
  readonly label: string;
  /** A sentence that begins with the label. */
  readonly message: string;
}

/** The same as sentences, for hosts that show them in another language. */
export interface FieldSentence {
  readonly field: string;
  readonly label: Sentence;
  readonly message: Sentence;
}

/** One sentence, or several that follow each other. */
export type Sentences = Sentence | readonly Sentence[];

export interface VendorAuthErrorDetails {
  readonly code: VendorAuthErrorCode;
  /** The vendor's id, such as `dvinci`. */
  readonly vendor: string;
  /** What happened. */
  readonly message: Sentences;
  /** What to do about it. */
  readonly hint?: Sentences | undefined;
  /** The HTTP status of the vendor's answer, if there was one. */
  readonly status?: number | undefined;
  /** The vendor's own words, without secrets and cut to a line. */
  readonly description?: string | undefined;
  /** Where the vendor explains the error (`error_uri`, RFC 6749 section 5.2). */
  readonly errorUri?: string | undefined;
  /** How long the vendor, or rule T6, asks to wait before the next token request. */
  readonly retryAfterSeconds?: number | undefined;
  /** `true` if this is an earlier failure told again, with no new request (rule T6). */
  readonly replayed?: boolean | undefined;
  readonly problems?: readonly FieldSentence[] | undefined;
}

/** An error's sentences, for hosts that show them in another language than English. */
export interface ErrorTexts {
  readonly message: readonly Sentence[];
  readonly hint: readonly Sentence[];
  readonly problems: readonly FieldSentence[];
}

/**
 * The one error that the core throws. Everything in it is fit to be logged and shown: there is no
 * `cause`, no request and no response on it, because those carry secrets (rule T11).
 */
export class VendorAuthError extends Error {
  readonly code: VendorAuthErrorCode;
  readonly vendor: string;
  /** English, like `message`. */
  readonly hint: string | undefined;
  readonly status: number | undefined;
  readonly description: string | undefined;
  readonly errorUri: string | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly replayed: boolean;
  readonly problems: readonly FieldProblem[];
  readonly texts: ErrorTexts;

  constructor(details: VendorAuthErrorDetails) {
    const message = listed(details.message);
    const hint = details.hint === undefined ? [] : listed(details.hint);
    const problems = details.problems ?? [];
    super(sayAll(message));
    this.name = 'VendorAuthError';
    this.code = details.code;
    this.vendor = details.vendor;
    this.hint = hint.length === 0 ? undefined : sayAll(hint);
    this.status = details.status;
    this.description = details.description;
    this.errorUri = details.errorUri;
    this.retryAfterSeconds = details.retryAfterSeconds;
    this.replayed = details.replayed ?? false;
    this.problems = problems.map((problem) => ({
      field: problem.field,
      label: say(problem.label),
      message: say(problem.message),
    }));
    this.texts = { message, hint, problems };
  }

  /** Message and hint together, for hosts that show one text. */
  get fullMessage(): string {
    return this.inLanguage();
  }

  /** Message and hint together in the language of `translate`; without it, in English. */
  inLanguage(translate?: Translate): string {
    return sayAll([...this.texts.message, ...this.texts.hint], translate);
  }
}

function listed(text: Sentences): readonly Sentence[] {
  return 'key' in text ? [text] : text;
}

const SAY = sentences('error', {
  unknown: 'The request failed for a reason that is not known.',
  tryAgain: 'Try again. If it happens again, check the address and the network.',
});

/** Wraps any other error in a neutral one; its message or cause could hold a secret. */
export function asVendorAuthError(error: unknown, vendor: string): VendorAuthError {
  if (error instanceof VendorAuthError) return error;
  return new VendorAuthError({
    code: 'request-failed',
    vendor,
    message: SAY.unknown(),
    hint: SAY.tryAgain(),
  });
}

/** An error about fields: its message is all of their problems. */
export function invalidFields(
  vendor: string,
  problems: readonly FieldSentence[],
  hint?: Sentences,
): VendorAuthError {
  return new VendorAuthError({
    code: 'invalid-settings',
    vendor,
    message: problems.map(({ message }) => message),
    hint,
    problems,
  });
}
