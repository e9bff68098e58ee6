/** What a vendor says of a token request that it refuses, in whichever shape it says it. */
import { isRecord, textOf } from '../base/json';
import { folded, membersOf } from '../endpoint/members';
import type { TokenRefusal } from '../endpoint/token-refusal';

/**
 * What was refused and why: RFC 6749 (`error`, `error_description`), problem objects (`title`, `detail`;
 * RFC 9457), lists of errors, and the shapes that vendors made up. Names count in any spelling.
 */
export function readRefusal(status: number, json: unknown): TokenRefusal {
  const members = membersOf(json);
  const firstText = (names: readonly string[]) => {
    for (const name of names) {
      const found = members.find(({ folded: at, value }) => at === name && textOf(value));
      if (found !== undefined) return textOf(found.value);
    }
    return undefined;
  };
  const own = isRecord(json) ? json : {};
  return {
    status,
    error: textOf(own['error']) ?? codeIn(own['error']) ?? firstText(CODES),
    description: fieldErrors(own['detail']) ?? firstText(WORDS) ?? listedWords(own),
    errorUri: textOf(own['error_uri']),
  };
}

/** Whether a success holds what says that it is none. */
export function saysFailure(json: unknown): boolean {
  if (!isRecord(json)) return false;
  return Object.entries(json).some(([name, value]) => isFailure(folded(name), value));
}

function isFailure(name: string, value: unknown): boolean {
  switch (name) {
    case 'success':
    case 'succeeded':
    case 'issuccess':
    case 'ok':
      return value === false || value === 'false' || value === 0;
    case 'status':
    case 'result':
    case 'state':
      return typeof value === 'string' && /^(?:error|fail|failed|failure|ko|nok)$/i.test(value);
    case 'errors':
      return Array.isArray(value) ? value.length > 0 : isRecord(value);
    case 'error':
    case 'fault':
    case 'errorcode':
    case 'errormessage':
      return isSomething(value);
    default:
      return false;
  }
}

/** Some servers send `"error": null` along with a token. */
export function isSomething(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '' && value !== false && value !== 0;
}

const CODES = ['errorcode', 'errcode', 'code', 'errorkey', 'faultcode'];
/** The names of members that hold words for a person, folded, the most telling first. */
const WORDS = [
  'errordescription',
  'description',
  'detail',
  'errormessage',
  'errormsg',
  'errorsummary',
  'faultstring',
  'title',
  'message',
  'msg',
  'reason',
  'errortext',
  'text',
  'statusmessage',
  'errordetail',
  'details',
];

function codeIn(error: unknown): string | undefined {
  return isRecord(error) ? textOf(error['code']) : undefined;
}

/** A list of field errors, as FastAPI has it: `{loc, msg}`. */
function fieldErrors(detail: unknown): string | undefined {
  const first: unknown = Array.isArray(detail) ? detail[0] : undefined;
  if (!isRecord(first)) return textOf(first);
  const location = Array.isArray(first['loc']) ? first['loc'].slice(-1).join('') : '';
  return [location, textOf(first['msg'])].filter(Boolean).join(': ') || undefined;
}

/** `errors` as a list of texts, or an object of lists of them. */
function listedWords(own: Record<string, unknown>): string | undefined {
  const { errors } = own;
  const list = Array.isArray(errors)
    ? errors
    : isRecord(errors)
      ? Object.values(errors).flat()
      : [];
  return list.map(textOf).find((text) => text !== undefined);
}
