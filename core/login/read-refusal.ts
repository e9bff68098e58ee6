/** What a vendor says of a token request that it refuses, in whichever shape it says it. */
import { isRecord, textOf } from '../base/json';
import { folded, membersOf, type Member } from '../endpoint/members';
import { isTokenName } from '../endpoint/token-location';
import type { TokenRefusal } from '../endpoint/token-refusal';

/**
 * What was refused and why: RFC 6749 (`error`, `error_description`), problem objects (`title`, `detail`;
 * RFC 9457), lists of errors, and the shapes that vendors made up. Names count in any spelling.
 */
export function readRefusal(status: number, json: unknown): TokenRefusal {
  const members = membersOf(json);
  const own = isRecord(json) ? json : {};
  const error = textOf(own['error']) ?? first(members, CODES, textOf);
  return {
    status,
    error,
    description:
      fieldErrors(own['detail']) ??
      first(members, WORDS, textOf) ??
      listedWords(members) ??
      // A number tells a person less than any word, so it comes last.
      (error === undefined ? first(members, CODES, numberAsText) : undefined),
    errorUri: textOf(own['error_uri']),
  };
}

/** What the first of these names tells, wherever it stands. */
function first(
  members: readonly Member[],
  names: readonly string[],
  read: (value: unknown) => string | undefined,
): string | undefined {
  for (const name of names) {
    const told = members.find((member) => member.folded === name && read(member.value));
    if (told !== undefined) return read(told.value);
  }
  return undefined;
}

function numberAsText(value: unknown): string | undefined {
  return typeof value === 'number' ? String(value) : undefined;
}

/** Whether an answer that holds a token says all the same that the request failed. */
export function saysFailure(json: unknown): boolean {
  return (
    isRecord(json) && Object.entries(json).some(([name, value]) => denies(folded(name), value))
  );
}

/** Whether an answer without a token says in any way that the request failed. */
export function hintsAtFailure(json: unknown): boolean {
  return membersOf(json).some(
    ({ folded, value }) =>
      denies(folded, value) ||
      (isTokenName(folded) && [null, '', false].includes(value as null)) ||
      (NAMES_OF_ERRORS.includes(folded) && isSomething(value)) ||
      (NAMES_OF_CODES.includes(folded) && isErrorCode(value)),
  );
}

/** Whether a member denies the success that the status claims. */
function denies(name: string, value: unknown): boolean {
  const word = typeof value === 'string' ? value.trim().toLowerCase() : value;
  if (DENIED.includes(name)) return word === false || word === 0 || NO.includes(String(word));
  if (ASSERTED.includes(name)) return word === true || word === 1 || YES.includes(String(word));
  return (
    NAMES_OF_STATES.includes(name) &&
    (word === false || (typeof word === 'string' && FAILED.test(word)))
  );
}

const DENIED = [
  'success',
  'succeeded',
  'successful',
  'issuccess',
  'issuccessful',
  'ok',
  'isok',
  'authenticated',
  'isauthenticated',
  'valid',
  'isvalid',
];
const NO = ['false', 'no', 'n', '0'];
const ASSERTED = ['iserror', 'haserror', 'haserrors', 'failed', 'failure', 'isfailure'];
const YES = ['true', 'yes', 'y', '1'];
const NAMES_OF_STATES = [
  'status',
  'result',
  'state',
  'outcome',
  'resultstatus',
  'responsestatus',
  'type',
];
const FAILED =
  /^(?:errors?|fail|failed|failure|faulted|ko|nok|not ok|unauthori[sz]ed|forbidden|denied|rejected|invalid)$/;
const NAMES_OF_ERRORS = [
  'error',
  'errors',
  'fault',
  'exception',
  'errormessage',
  'errormsg',
  'errordescription',
  'exceptionmessage',
  'failure',
];
const NAMES_OF_CODES = ['errorcode', 'errcode', 'statuscode', 'status', 'code', 'resultcode'];
/** What such a member holds where nothing went wrong. */
const GOOD_CODE = /^(?:0+|1|2\d\d|2\d{4}|ok|success|succeeded|none|active)$/i;

function isErrorCode(value: unknown): boolean {
  const word = textOf(value) ?? numberAsText(value);
  return word !== undefined && !GOOD_CODE.test(word.trim());
}

/** Some servers send `"error": null` along with a token, and others an empty list. */
function isSomething(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  const word = typeof value === 'string' ? value.trim().toLowerCase() : value;
  return !NOTHING.includes(word);
}

const NOTHING: readonly unknown[] = [undefined, null, '', false, 0, 'false', '0', 'none', 'null'];

/** Words of a server that has an `error` in each answer. */
const ALL_WELL = /^(?:0+|2\d\d|ok|success|succeeded|no|nil|no ?errors?)$/i;

/** Whether an `error` beside a token is one: some hold a code or a word that says that all went well. */
export function isError(error: unknown): boolean {
  if (!isSomething(error)) return false;
  if (typeof error !== 'object' || error === null) return isWord(error);
  const codes = Object.entries(error)
    .filter(([name]) => CODES.includes(folded(name)))
    .map(([, code]) => textOf(code) ?? numberAsText(code))
    .filter((code) => code !== undefined);
  return codes.length > 0 ? !codes.every(saysAllIsWell) : Object.values(error).some(isWord);
}

function saysAllIsWell(word: string): boolean {
  return ALL_WELL.test(word.trim());
}

function isWord(value: unknown): boolean {
  return isSomething(value) && !saysAllIsWell(String(value));
}

const CODES = ['errorcode', 'errcode', 'code', 'errorkey', 'faultcode', 'error', 'resultcode'];
/** The names of members that hold words for a person, folded, the most telling first. */
const WORDS = [
  'errordescription',
  'description',
  'detail',
  'errormessage',
  'errormsg',
  'errmsg',
  'errorsummary',
  'faultstring',
  'title',
  'message',
  'exceptionmessage',
  'usermessage',
  'msg',
  'reason',
  'errortext',
  'text',
  'statusmessage',
  'responsemessage',
  'resultmessage',
  'errordetail',
  'details',
  'fault',
  'exception',
];

/** A list of field errors, as FastAPI has it: `{loc, msg}`. */
function fieldErrors(detail: unknown): string | undefined {
  const first: unknown = Array.isArray(detail) ? detail[0] : undefined;
  if (!isRecord(first)) return textOf(first);
  const location = Array.isArray(first['loc']) ? first['loc'].slice(-1).join('') : '';
  return [location, textOf(first['msg'])].filter(Boolean).join(': ') || undefined;
}

/** `errors` as a text, a list of texts, or an object of lists of them. */
function listedWords(members: readonly Member[]): string | undefined {
  const errors = members.find(({ folded }) => folded === 'errors' || folded === 'messages');
  const { value } = errors ?? {};
  const list = Array.isArray(value)
    ? value
    : isRecord(value)
      ? Object.values(value).flat()
      : [value];
  return list.map(textOf).find((text) => text !== undefined);
}
