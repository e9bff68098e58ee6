import type { VendorAuthErrorCode } from '../base/errors';
import type { Sentence } from '../base/sentence';
import type { AccessTokenPlan } from '../endpoint/access-token-plan';
import type { TokenRefusal } from '../endpoint/token-refusal';
import type { Field } from '../fields/field';

/** The field values of one credential, cleaned; a field that is not there reads as the empty text. */
export interface FieldValues {
  readonly baseUrl: string;
  text(name: string): string;
}

/** An answer of the vendor's API, as far as a vendor may look into it. */
export interface ApiAnswer {
  readonly status: number;
  readonly header: (name: string) => string | undefined;
  /** The body as text, of a longer one the first 1 MiB. */
  readonly text: () => string;
  /** The body as JSON, or undefined if it is none, or longer. */
  readonly json: () => unknown;
}

/**
 * What an answer says of the token that the request carried; `unknown`: nothing, such as a 500;
 * `suspected`: a rejection, if something else confirms it.
 */
export type Verdict = 'accepted' | 'rejected' | 'suspected' | 'unknown';

/** What a test call says in the end. */
export type TestVerdict = Exclude<Verdict, 'suspected'>;

/** Answers by which, as the user says, an API refuses a token that is no longer good. */
export interface RejectionSigns {
  readonly statuses: readonly number[];
  /** A text that the answer's body holds; the empty text is none. */
  readonly body: string;
}

/** What a test call tells of a token: whose it is or what it may see, or what stands in the way. */
export interface TestFinding {
  readonly verdict: TestVerdict;
  readonly says: Sentence;
  readonly hint?: Sentence | undefined;
}

/** A harmless GET that tells whether a token is accepted. */
export interface TestCall {
  /** Below the base URL, without a leading slash. */
  readonly path: string;
  /** Where in the vendor's API it is, if not every server has that part. */
  readonly place?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Says in words what an answer that rejects nothing tells. Undefined leaves it to the general words.
   */
  read(answer: ApiAnswer): TestFinding | undefined;
  /**
   * The same question at other places, for servers that do not answer it here. The place that answered is
   * asked first the next time.
   */
  readonly others?: readonly TestCall[];
  /** Whether an answer means that another place may take the token. Needed where there are `others`. */
  mayBeElsewhere?(answer: ApiAnswer, verdict: Verdict): boolean;
}

/** What the core takes a refused token request for; each kind has general words of its own. */
export type RefusalKind =
  | 'invalid-client'
  | 'unauthorized-client'
  | 'unsupported-grant-type'
  | 'invalid-scope'
  | 'invalid-target'
  | 'invalid-request'
  | 'no-token-endpoint'
  | 'page'
  | 'rate-limited'
  | 'vendor-unavailable'
  | 'refused';

export interface Words {
  readonly message: Sentence;
  readonly hint: Sentence;
}

/** A refusal that a vendor tells in its product's own words. The first rule that fits counts. */
export interface RefusalRule {
  /** Of this kind, as the core sees it; without it, of any kind but `rate-limited`, `page` and the like. */
  readonly kind?: RefusalKind;
  readonly when?: (refusal: TokenRefusal, values: FieldValues) => boolean;
  /**
   * What it is for a program, where that is not what its kind says. It also decides how long the failure is told
   * again without a new request (rule T6): `rate-limited` and `licence-exhausted` have times of their own.
   */
  readonly code?: VendorAuthErrorCode;
  readonly words: (values: FieldValues) => Words;
}

/** A problem of several fields together. */
export interface ValuesProblem {
  readonly field: string;
  readonly message: Sentence;
  /** It does no harm: the user is told what was put right. */
  readonly isRepaired?: boolean;
}

/**
 * All that is particular to one vendor. Everything that the hosts show of a vendor and everything
 * that the core does differently for it stands in the one file that exports this.
 */
export interface Vendor {
  readonly id: string;
  readonly productName: string;
  /** What sentences call it, where that is not the product's name. */
  readonly spokenName?: { readonly atStart: Sentence; readonly within: Sentence };
  /** What lists of vendors call it, where that is not the product's name. */
  readonly listName?: Sentence;
  /** One sentence for lists and help texts. */
  readonly summary: string;
  /** The vendor's own page about its authentication. */
  readonly documentationUrl: string;
  /** The vendor's own fields, in order; `COMMON_FIELDS` follow them. */
  readonly fields: readonly Field[];
  accessTokenPlan(values: FieldValues): AccessTokenPlan;
  testCall(values: FieldValues): TestCall | undefined;
  /**
   * The places below the base URL at which one and the same API stands, such as `rest-1.v1`, the usual one
   * first. A server may take tokens at one of them only, so that a refusal at one says nothing of the token.
   * Without it, the API stands at the base URL itself.
   */
  apiPlaces?(values: FieldValues): readonly string[];
  /** What an answer says of the token, where the general rules (`judge`) do not see it. */
  judge?(answer: ApiAnswer): Verdict | undefined;
  /** Refusals of a token request in the product's own words, as data. */
  readonly refusals?: readonly RefusalRule[];
  /** What to do when the API answers 401 to a token that should be good. */
  readonly rejectedHint: Sentence;
  /** The same where the user has chosen one of several `apiPlaces`, and no other one was tried. */
  readonly rejectedAtChosenPlaceHint?: Sentence;
  /** What to do when the API answers 403. */
  readonly forbiddenHint: Sentence;
  /** What the API means by a status, where that is more than the status says. */
  readonly refusedCalls?: Readonly<Record<number, Words>>;
  /** The vendor's own words in the body of a refused call, where `readRefusal` does not find them. */
  ownWords?(text: string): string | undefined;
  /** What the user says of answers that reject a token. */
  rejectionSigns?(values: FieldValues): RejectionSigns;
  /** Headers that every request to the vendor's API carries unless the user set them. */
  apiHeaders?(values: FieldValues): Readonly<Record<string, string>>;
  /** What several fields together get wrong. */
  checkFields?(values: FieldValues): readonly ValuesProblem[];
  /** Reads field values out of what somebody pasted; undefined if it is nothing of this vendor's. */
  readPasted?(pasted: PastedText): Readonly<Record<string, string>> | undefined;
}

/** What somebody pasted into a form. */
export interface PastedText {
  /** Without spaces around it. */
  readonly text: string;
  /** Name and value pairs, where the text is a table, lines of them, or JSON. Names as they stand. */
  readonly entries: readonly (readonly [name: string, value: string])[];
}
