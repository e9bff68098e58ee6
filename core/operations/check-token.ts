import { sayAll, type Sentence, type Translate } from '../base/sentence';
import { testedToken, type TestedTokenOptions } from '../call/tested-token';
import type { TestReport } from '../check/test-call';

/** What a check of a login's token told. It holds neither secret nor token. */
export interface TokenCheck {
  /** The product's name. */
  readonly vendor: string;
  readonly baseUrl: string;
  readonly verdict: TestReport['verdict'];
  readonly says: readonly Sentence[];
  readonly hint: readonly Sentence[];
  /** The HTTP status of the test call, if there was one. */
  readonly status: number | undefined;
  /** The token stands in the login itself. */
  readonly neverExpires: boolean;
  /** Whole seconds until the token expires, unless it never does. */
  readonly secondsLeft: number | undefined;
  /** How many token requests this process has sent for the login. */
  readonly tokenRequests: number;
}

/**
 * What the vendor's test call says of the token, and how long that is valid. The token itself is not told. A
 * token that was withdrawn is replaced first, as it would be for any other request.
 *
 * @throws {VendorAuthError} if there is no token
 */
export async function checkToken(options: TestedTokenOptions): Promise<TokenCheck> {
  const { settings, source } = options;
  const { report } = await testedToken(options);
  const { secondsLeft, tokenRequests } = source.status();
  return {
    vendor: settings.vendor.productName,
    baseUrl: settings.baseUrl,
    verdict: report.verdict,
    says: report.says,
    hint: report.hint,
    status: report.status,
    neverExpires: !source.isRenewable,
    secondsLeft: secondsLeft === undefined ? undefined : Math.floor(secondsLeft),
    tokenRequests,
  };
}

/** The same as hosts hand it on: in the reader's language, without what is not there. */
export function checkInWords(
  { says, hint, status, secondsLeft, ...check }: TokenCheck,
  translate?: Translate,
) {
  return {
    ...check,
    says: sayAll(says, translate),
    ...(hint.length === 0 ? {} : { hint: sayAll(hint, translate) }),
    ...(status === undefined ? {} : { status }),
    ...(secondsLeft === undefined ? {} : { secondsLeft }),
  };
}
