import { VendorAuthError } from '../base/errors';
import { isRecord } from '../base/json';
import type { SendRequest } from '../base/ports';
import { sentences } from '../base/sentence';
import { callAtPlace, type PlacedAnswer } from '../call/at-api-place';
import { tokenRejectedError } from '../call/protected-call';
import { apiAnswer, ownWords } from '../check/test-call';
import type { Settings } from '../credential/settings';
import { exchange } from '../exchange/exchange';
import type { WholeAnswer } from '../http/receive';
import { quoted, redact } from '../redact/redact';
import type { TokenSource } from '../token/token-source';
import { mayBeElsewhere } from '../vendors/agility';

const ATTRIBUTES = ['Username', 'Name', 'Email'] as const;
const SELF = `Data/Member?where=IsSelf=%22true%22&sel=${ATTRIBUTES.join()}`;
const TIMEOUT_MS = 30_000;

const SAY = sentences('getSelf', {
  noMember: '__vendor__ did not say to whom the access token belongs (status __status__).',
  later: 'Try again later.',
  checkBaseUrl: 'Check Base URL: it should end with your instance.',
});

type PlainValue = string | number | boolean | null;

/** A member of Agility, with the attributes that it told. */
export interface Member {
  /** Such as `Member:20`. */
  readonly id: string;
  readonly attributes: Readonly<Record<string, PlainValue>>;
}

/**
 * The member to whom the access token belongs.
 *
 * @throws {VendorAuthError}
 */
export async function getSelf(
  settings: Settings,
  source: TokenSource,
  { send }: { readonly send: SendRequest },
): Promise<Member> {
  const placed = await callAtPlace({
    settings,
    source,
    send,
    perform: async (place, tokenHeader) =>
      await exchange(settings, send, {
        method: 'GET',
        url: `${settings.baseUrl}/${place}/${SELF}`,
        headers: { ...settings.apiHeaders, ...tokenHeader },
        timeoutMs: TIMEOUT_MS,
      }),
    mayBeElsewhere,
  });
  return memberOf(settings, placed);
}

function memberOf(settings: Settings, { answer: whole, verdict }: PlacedAnswer): Member {
  if (verdict === 'rejected') throw tokenRejectedError(settings);
  const answer = apiAnswer(whole);
  const body = answer.status === 200 ? answer.json() : undefined;
  const assets =
    isRecord(body) && Array.isArray(body['Assets']) ? (body['Assets'] as unknown[]) : [];
  const member = assets[0];
  if (!isRecord(member)) throw noMember(settings, whole);
  const told = isRecord(member['Attributes']) ? member['Attributes'] : {};
  const attributes: Record<string, PlainValue> = {};
  for (const name of ATTRIBUTES) {
    const attribute = told[name];
    const value = isRecord(attribute) ? attribute['value'] : undefined;
    if (isPlain(value)) attributes[name] = value;
  }
  return { id: typeof member['id'] === 'string' ? member['id'] : '', attributes };
}

/** Hosts copy what a node hands on, and fail to copy what is deeply nested. */
function isPlain(value: unknown): value is PlainValue {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

function noMember(settings: Settings, { status, text }: WholeAnswer): VendorAuthError {
  const { vendor, plan } = settings;
  const words = status < 400 ? undefined : ownWords(settings, status, text);
  const description = redact(words ?? '', plan.secrets);
  return new VendorAuthError({
    code: status === 403 ? 'forbidden' : 'request-failed',
    vendor: vendor.id,
    status,
    description,
    message: [SAY.noMember({ vendor: vendor.productName, status }), ...quoted(description)],
    hint: status >= 500 ? SAY.later() : SAY.checkBaseUrl(),
  });
}
