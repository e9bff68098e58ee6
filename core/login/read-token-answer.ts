import { isRecord, parseJson } from '../base/json';
import type { TokenAnswer } from '../endpoint/token-answer';
import type { TokenRefusal } from '../endpoint/token-refusal';
import { headerOf, isHtml } from '../http/body';
import type { WholeAnswer } from '../http/receive';
import { isSomething, readRefusal, saysFailure } from './read-refusal';
import { retryAfterOf } from './retry-after';

/** What stands in the answer to a token request, before anybody decides what it means. */
export type ReadAnswer =
  | {
      readonly kind: 'answer';
      readonly answer: TokenAnswer;
      readonly isPage: boolean;
      /** What it says where it holds no token, if it says that something failed. */
      readonly refusal: TokenRefusal | undefined;
    }
  | {
      readonly kind: 'refusal';
      readonly refusal: TokenRefusal;
      readonly answer: TokenAnswer;
      /** The answer is a web page. */
      readonly isPage: boolean;
      readonly retryAfterSeconds: number | undefined;
    }
  | { readonly kind: 'redirect'; readonly location: string | undefined };

/**
 * Reads the answer to a token request (RFC 6749 sections 5.1 and 5.2, and the shapes that vendors use
 * in their place), whatever its content type says (rule T9).
 *
 * @param wallMs - the time of an answer that does not tell it
 */
export function readTokenAnswer(whole: WholeAnswer, wallMs: number): ReadAnswer {
  const { status, text } = whole;
  const header = (name: string) => headerOf(whole, name);
  if (status >= 300 && status < 400) return { kind: 'redirect', location: header('location') };
  const json = jsonOf(text);
  const vendorsMs = Date.parse(header('date') ?? '');
  const isVendorsTime = !Number.isNaN(vendorsMs);
  const answeredAtMs = isVendorsTime ? vendorsMs : wallMs;
  const answer: TokenAnswer = { text, json, answeredAtMs, isVendorsTime };
  const isPage = json === undefined && isHtml(text);
  const isSuccess = status >= 200 && status < 300;
  if (isSuccess && !hasError(json)) {
    const refusal = saysFailure(json) ? readRefusal(status, json) : undefined;
    return { kind: 'answer', answer, isPage, refusal };
  }
  const retryAfterSeconds = retryAfterOf(header);
  const refusal = readRefusal(status, json);
  return { kind: 'refusal', refusal, answer, isPage, retryAfterSeconds };
}

/** JSON or, as some servers answer, the members of a form-encoded text. */
function jsonOf(text: string): unknown {
  const json = parseJson(text);
  if (json !== undefined) return json;
  const line = text.trim();
  if (line.startsWith('<') || /[\r\n]/.test(line)) return undefined;
  if (!/(?:^|&)(?:access_token|error)=/.test(line)) return undefined;
  return Object.fromEntries(new URLSearchParams(line));
}

/** The word of RFC 6749: where it stands, a token beside it does not count. */
function hasError(json: unknown): boolean {
  return isRecord(json) && isSomething(json['error']);
}
