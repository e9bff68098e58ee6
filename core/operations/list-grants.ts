import type { VendorAuthError } from '../base/errors';
import { isRecord } from '../base/json';
import type { SendRequest, Wait } from '../base/ports';
import { sentences, type Sentence } from '../base/sentence';
import { callAtPlace, type PlacedAnswer } from '../call/at-api-place';
import { callWithToken, tokenRejectedError } from '../call/protected-call';
import { judge } from '../check/judgement';
import { apiAnswer } from '../check/test-call';
import { secretsOf } from '../credential/secrets';
import type { Settings } from '../credential/settings';
import { exchange } from '../exchange/exchange';
import type { WholeAnswer } from '../http/receive';
import { redactor } from '../redact/redact';
import type { TokenSource } from '../token/token-source';
import { checkBaseUrl, mayBeElsewhere } from '../vendors/agility';
import { assetsIn, notReadError, type Asset, type PlainValue } from './assets';
import { attributesToAskFor, grantLabel, shownAttributes } from './grant-attributes';
import { grantNumber } from './grant-id';

/** A page is read in one go, so it is no larger than can be searched for secrets in a moment. */
export const GRANTS_ON_PAGE = 50;
const MOST_PAGES = 20;
const TIMEOUT_MS = 30_000;
/** The list is of use without what this asks for, so nobody waits for it as long. */
const META_TIMEOUT_MS = 10_000;

const SAY = sentences('grants', {
  none: 'Agility shows this member no grants.',
  little: 'This Agility tells little about its grants: all that it told is here.',
  more: 'There are more grants than the __n__ here.',
  mayNot: 'The member of this access token may not list grants.',
  failed: 'Agility did not list its grants (status __status__).',
});

/** A grant of Agility, as far as the instance tells of it. */
export interface Grant {
  /** Such as `1020`. */
  readonly number: string;
  /** What stands for it in a list, in 100 characters at most. */
  readonly label: string;
  /** Up to 6, by the instance's own names; none if it tells none. Texts are one line of 120 characters. */
  readonly attributes: Readonly<Record<string, PlainValue>>;
}

export interface GrantList {
  readonly grants: readonly Grant[];
  /** Where to go on, as `start`; undefined if there is no more. */
  readonly next: number | undefined;
  /** What a person must know to judge the list. */
  readonly says: readonly Sentence[];
}

export interface GrantQuery {
  /** Which grants are meant: all, unless this says otherwise. */
  readonly wanted?: (grant: Grant) => boolean;
  /** How many grants are enough. */
  readonly most?: number;
  /** How many pages of 50 grants are read at most; 20 unless this says otherwise. */
  readonly pages?: number;
  readonly start?: number;
}

interface Call {
  readonly settings: Settings;
  readonly source: TokenSource;
  readonly send: SendRequest;
  readonly wait: Wait;
}

/**
 * Lists the grants that the member of the access token may see (Digital.ai Agility). No page says which
 * attributes a grant has, so the instance is asked (`meta.v1/Grant`); where it does not say, or refuses
 * what it named, the list holds what comes unasked.
 *
 * @throws {VendorAuthError} with a sentence a person understands, if there is no list.
 */
export async function listGrants(call: Call, query: GrantQuery = {}): Promise<GrantList> {
  const { wanted = () => true, most = Infinity, pages = MOST_PAGES, start = 0 } = query;
  const selections = selectionsOf(await askedMeta(call));
  const grants = new Map<string, Grant>();
  let isAny = false;
  let tellsLittle = true;
  let next: number | undefined = start;
  for (let page = 0; page < pages && next !== undefined && grants.size < most; page++) {
    const begin: number = next;
    const read = await readPage(call, begin, selections);
    next = read.next;
    for (const [index, grant] of read.grants.entries()) {
      if (grant === undefined) continue;
      isAny = true;
      tellsLittle &&= Object.keys(grant.attributes).length === 0;
      if (!wanted(grant)) continue;
      if (grants.size === most) {
        next = begin + index;
        break;
      }
      grants.set(grant.number, grant);
    }
  }
  const says: Sentence[] = [];
  if (!isAny) says.push(SAY.none());
  else if (tellsLittle || selections[0] === '') says.push(SAY.little());
  if (next !== undefined) says.push(SAY.more({ n: grants.size }));
  return { grants: [...grants.values()], next, says };
}

/** What the instance says of grants; undefined if it does not say, for whatever reason. */
async function askedMeta(call: Call): Promise<unknown> {
  const { settings, source, send } = call;
  const url = new URL(`${settings.baseUrl}/meta.v1/Grant?accept=json`);
  const perform = async (tokenHeader: Readonly<Record<string, string>>) =>
    await exchange(
      settings,
      send,
      {
        method: 'GET',
        url: url.href,
        headers: { ...settings.apiHeaders, ...tokenHeader },
        timeoutMs: META_TIMEOUT_MS,
      },
      { beginningIsEnough: true },
    );
  const answer = await callWithToken({
    ...call,
    url,
    canRepeat: true,
    perform,
    answerOf: apiAnswer,
  })
    // The list itself tells what stands in its way.
    .catch(() => undefined);
  if (answer === undefined) return undefined;
  const asked = apiAnswer(answer);
  const isRejected = judge(settings, asked) === 'rejected' && source.status().state === 'rejected';
  if (isRejected) throw tokenRejectedError(settings);
  return answer.status === 200 ? asked.json() : undefined;
}

/**
 * What to ask for, the best first. A single attribute that the instance does not know makes it refuse the
 * whole list, so each selection asks for less than the one before it, and the last one for nothing.
 */
function selectionsOf(meta: unknown): string[] {
  const names = attributesToAskFor(meta);
  const withoutRelated = names.map((name) => name.split('.')[0] ?? name);
  return [...new Set([names.join(), withoutRelated.join(), ''])];
}

interface Page {
  /** Undefined in the place of what is no grant. */
  readonly grants: readonly (Grant | undefined)[];
  readonly next: number | undefined;
}

/** @param selections - loses those that the instance refuses */
async function readPage(call: Call, start: number, selections: string[]): Promise<Page> {
  const placed = await callAtPlace({
    ...call,
    perform: async (place, tokenHeader) =>
      await exchange(call.settings, call.send, {
        method: 'GET',
        url: `${call.settings.baseUrl}/${place}/Data/Grant?${queryOf(start, selections[0])}`,
        headers: { ...call.settings.apiHeaders, ...tokenHeader },
        timeoutMs: TIMEOUT_MS,
      }),
    mayBeElsewhere,
  });
  if (placed.answer.status === 400 && selections.length > 1) {
    selections.shift();
    return await readPage(call, start, selections);
  }
  return pageOf(call.settings, placed, start);
}

function queryOf(start: number, selection = ''): string {
  return `${selection === '' ? '' : `sel=${selection}&`}page=${GRANTS_ON_PAGE},${start}`;
}

function pageOf(settings: Settings, { answer, verdict, token }: PlacedAnswer, start: number): Page {
  if (verdict === 'rejected') throw tokenRejectedError(settings);
  const body = answer.status === 200 ? apiAnswer(answer).json() : undefined;
  const assets = assetsIn(body);
  if (assets === undefined) throw noList(settings, answer);
  const redacted = redactor(secretsOf(settings, token.value));
  // A server that does not know pages sends all of them at once.
  const isWhole = assets.length > GRANTS_ON_PAGE;
  const onPage = isWhole ? assets.slice(start, start + GRANTS_ON_PAGE) : assets;
  const end = start + onPage.length;
  const total = isWhole ? assets.length : isRecord(body) ? body['total'] : undefined;
  const isMore = typeof total === 'number' ? end < total : onPage.length === GRANTS_ON_PAGE;
  return {
    grants: onPage.map((asset) => grantOf(asset, redacted)),
    next: isMore && onPage.length > 0 ? end : undefined,
  };
}

function grantOf(asset: Asset, redacted: (text: string) => string | undefined): Grant | undefined {
  const number = grantNumber(asset.id);
  if (number === undefined) return undefined;
  const attributes = shownAttributes(asset, redacted);
  return { number, label: grantLabel(number, attributes), attributes };
}

function noList(settings: Settings, whole: WholeAnswer): VendorAuthError {
  const { status } = whole;
  return status === 403
    ? notReadError(settings, whole, SAY.mayNot(), settings.vendor.forbiddenHint)
    : notReadError(settings, whole, SAY.failed({ status }), checkBaseUrl());
}
