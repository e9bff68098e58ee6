import type { SendRequest } from '../base/ports';
import { sentences } from '../base/sentence';
import { callAtPlace, type PlacedAnswer } from '../call/at-api-place';
import { tokenRejectedError } from '../call/protected-call';
import { apiAnswer } from '../check/test-call';
import { secretsOf } from '../credential/secrets';
import type { Settings } from '../credential/settings';
import { exchange } from '../exchange/exchange';
import { redact } from '../redact/redact';
import type { TokenSource } from '../token/token-source';
import { mayBeElsewhere } from '../vendors/agility';
import { assetsIn, notReadError, plainValue, type PlainValue } from './assets';

const ATTRIBUTES = ['Username', 'Name', 'Email'] as const;
const SELF = `Data/Member?where=IsSelf=%22true%22&sel=${ATTRIBUTES.join()}`;
const TIMEOUT_MS = 30_000;

const SAY = sentences('getSelf', {
  noMember: '__vendor__ did not say to whom the access token belongs (status __status__).',
  checkBaseUrl: 'Check Base URL: it should end with your instance.',
});

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

function memberOf(settings: Settings, { answer: whole, verdict, token }: PlacedAnswer): Member {
  if (verdict === 'rejected') throw tokenRejectedError(settings);
  const answer = apiAnswer(whole);
  const [member] = (answer.status === 200 ? assetsIn(answer.json()) : undefined) ?? [];
  if (member === undefined) {
    const message = SAY.noMember({ vendor: settings.vendor.productName, status: whole.status });
    throw notReadError(settings, whole, message, SAY.checkBaseUrl());
  }
  const secrets = secretsOf(settings, token.value);
  const attributes: Record<string, PlainValue> = {};
  for (const name of ATTRIBUTES) {
    const value = plainValue(member.attributes[name]);
    if (value === undefined) continue;
    attributes[name] = typeof value === 'string' ? (redact(value, secrets) ?? '') : value;
  }
  return { id: redact(member.id, secrets) ?? '', attributes };
}
