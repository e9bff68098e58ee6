/** What Agility's REST API tells of assets, whatever they are: members, grants. */
import { VendorAuthError } from '../base/errors';
import { isRecord } from '../base/json';
import type { Sentence } from '../base/sentence';
import { later, ownWords } from '../check/test-call';
import type { Settings } from '../credential/settings';
import type { WholeAnswer } from '../http/receive';
import { quoted, redact } from '../redact/redact';

export type PlainValue = string | number | boolean | null;

export interface Asset {
  /** Such as `Member:20`; empty if it was not told. */
  readonly id: string;
  /** As they came: names and values may be anything. */
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** The assets of an answer; undefined if it is no list of assets. What is no asset is left out. */
export function assetsIn(body: unknown): Asset[] | undefined {
  const assets = isRecord(body) ? body['Assets'] : undefined;
  if (!Array.isArray(assets)) return undefined;
  return assets.filter(isRecord).map(({ id, Attributes: attributes }) => ({
    id: typeof id === 'string' ? id : '',
    attributes: isRecord(attributes) ? attributes : {},
  }));
}

/**
 * The value of an attribute; for a relation, the id that it leads to. Undefined for anything else: hosts copy
 * what a node hands on, and cannot copy what is deeply nested.
 */
export function plainValue(attribute: unknown): PlainValue | undefined {
  const value = isRecord(attribute) ? attribute['value'] : undefined;
  const plain = isRecord(value) ? value['idref'] : value;
  return isPlain(plain) ? plain : undefined;
}

function isPlain(value: unknown): value is PlainValue {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

/**
 * An answer that does not hold what was asked for, with Agility's own words on a refusal.
 *
 * @param hint - what to do about it, unless the server is in trouble, which passes
 */
export function notReadError(
  settings: Settings,
  { status, text }: WholeAnswer,
  message: Sentence,
  hint: Sentence | undefined,
): VendorAuthError {
  const { vendor, plan } = settings;
  const words = status < 400 ? undefined : ownWords(settings, status, text);
  const description = redact(words ?? '', plan.secrets);
  return new VendorAuthError({
    code: status === 403 ? 'forbidden' : 'request-failed',
    vendor: vendor.id,
    status,
    description,
    message: [message, ...quoted(description)],
    hint: status === 429 || status >= 500 ? later() : hint,
  });
}
