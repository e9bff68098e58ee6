import { isRecord, parseJson } from '../base/json';
import { folded } from '../endpoint/members';
import type { TokenAnswer } from '../endpoint/token-answer';
import { dateMsOf } from '../endpoint/told-time';
import { isTokenName } from '../endpoint/token-location';
import type { TokenRefusal } from '../endpoint/token-refusal';
import { headerOf, isHtml } from '../http/body';
import type { WholeAnswer } from '../http/receive';
import { hintsAtFailure, isError, readRefusal, saysFailure } from './read-refusal';
import { retryAfterOf } from './retry-after';

/** What stands in the answer to a token request, before anybody decides what it means. */
export type ReadAnswer =
  | {
      readonly kind: 'answer';
      readonly answer: TokenAnswer;
      readonly isPage: boolean;
      /** What it says if it is a refusal, which some servers tell with a status of success. */
      readonly refusal: TokenRefusal;
      /** Whether it says so even if it holds a token. */
      readonly saysFailure: boolean;
      /** Whether it says so if it holds none. */
      readonly hintsAtFailure: boolean;
      readonly retryAfterSeconds: number | undefined;
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

/** `Date` leaves the fraction out, so up to so much more of a token's life is over. */
const REST_OF_SECOND_MS = 999;

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
  const vendorsMs = dateMsOf(header('date') ?? '');
  const isVendorsTime = vendorsMs !== undefined;
  const answeredAtMs = isVendorsTime ? vendorsMs + REST_OF_SECOND_MS : wallMs;
  const answer: TokenAnswer = { text, json, answeredAtMs, isVendorsTime };
  const isPage = json === undefined && isHtml(text);
  const refusal = readRefusal(status, json);
  const retryAfterSeconds = retryAfterOf(header, status, vendorsMs ?? wallMs);
  const isSuccess = status >= 200 && status < 300;
  if (isSuccess && !hasError(json)) {
    return {
      kind: 'answer',
      answer,
      isPage,
      refusal,
      saysFailure: saysFailure(json),
      hintsAtFailure: hintsAtFailure(json),
      retryAfterSeconds,
    };
  }
  return { kind: 'refusal', refusal, answer, isPage, retryAfterSeconds };
}

/** JSON or, as some servers answer, the members of a form-encoded text. */
function jsonOf(text: string): unknown {
  const json = parseJson(text);
  // Some servers write JSON twice: a text that holds an object.
  const inner = typeof json === 'string' ? parseJson(json) : undefined;
  if (json !== undefined) return isRecord(inner) ? inner : json;
  const line = text.trim();
  if (line.startsWith('<') || !line.includes('=') || /\s/.test(line)) return undefined;
  const members = Object.fromEntries(new URLSearchParams(line));
  // A bare token is no form, although it may have equals signs at its end.
  const isForm = Object.keys(members)
    .map(folded)
    .some((name) => name.startsWith('error') || isTokenName(name));
  return isForm ? members : undefined;
}

/** The word of RFC 6749: where it stands, a token beside it does not count. */
function hasError(json: unknown): boolean {
  return isRecord(json) && isError(json['error']);
}
