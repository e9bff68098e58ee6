import type {
  IDataObject,
  IExecuteFunctions,
  ILoadOptionsFunctions,
  INodeListSearchResult,
} from 'n8n-workflow';
import {
  agility,
  GRANTS_ON_PAGE,
  invalidFields,
  listGrants,
  say,
  sayAll,
  sentences,
  VendorAuthError,
  type Grant,
  type Settings,
} from '../../core';
import { nodeError } from '../shared/node-error';
import { openCredential, type ItemCredential } from '../shared/open-credential';
import { offeredGrants } from './allowed-grants';

const SAY = sentences('getManyGrants', {
  limitLabel: 'Limit',
  limit: 'Limit must be a whole number from 1 on.',
  bare: '__number__ (the instance tells no more)',
  tooMany: 'Agility has more than __n__ grants, which are not returned all at once.',
  setLimit: 'Switch Return All off, and set Limit to __n__ at most.',
});

/** Nobody has more grants. */
const MOST_PAGES = 200;
const MOST_GRANTS = MOST_PAGES * GRANTS_ON_PAGE;

/** The grants that the member may see, an item each: `id` such as `Grant:1020`, and what the instance tells. */
export async function getManyGrants(
  context: IExecuteFunctions,
  credential: ItemCredential,
  itemIndex: number,
): Promise<IDataObject[]> {
  const isAll = context.getNodeParameter('returnAll', itemIndex, false) === true;
  const most = isAll ? Infinity : limitOf(context, credential.settings, itemIndex);
  const { grants, next, says } = await listGrants(credential, { most, pages: MOST_PAGES });
  if (next !== undefined && grants.length < most) throw tooMany(credential.settings);
  // That there is more than Limit is what Limit is for.
  if (says.length > 0 && next === undefined) {
    context.addExecutionHints({ message: sayAll(says), location: 'outputPane' });
  }
  return grants.map(({ number, attributes }) => ({ ...attributes, id: `Grant:${number}` }));
}

function limitOf(context: IExecuteFunctions, settings: Settings, itemIndex: number): number {
  const limit = Number(context.getNodeParameter('limit', itemIndex, 50));
  if (Number.isInteger(limit) && limit >= 1) return limit;
  const problem = { field: 'limit', label: SAY.limitLabel(), message: SAY.limit() };
  throw invalidFields(settings.vendor.id, [problem]);
}

function tooMany({ vendor }: Settings): VendorAuthError {
  return new VendorAuthError({
    code: 'request-failed',
    vendor: vendor.id,
    message: SAY.tooMany({ n: MOST_GRANTS }),
    hint: SAY.setLimit({ n: MOST_GRANTS }),
  });
}

/**
 * What the list of Grant offers, 50 at a time: the grants that the node may revoke and that hold the text that
 * was typed into the search. Where the instance tells little of them, each says so.
 */
export async function searchGrants(
  this: ILoadOptionsFunctions,
  filter?: string,
  paginationToken?: string,
): Promise<INodeListSearchResult> {
  try {
    const credential = await openCredential(this, 'agilityApi', agility);
    const isOffered = offeredGrants(
      this.getCurrentNodeParameter('allowedGrants'),
      credential.settings,
    );
    const sought = filter?.trim().toLowerCase() ?? '';
    const { grants, next, says } = await listGrants(credential, {
      wanted: (grant) => isOffered(grant.number) && holds(grant, sought),
      most: GRANTS_ON_PAGE,
      start: Number(paginationToken ?? 0),
    });
    const note = says.length > 0 && next === undefined ? { description: sayAll(says) } : {};
    return {
      results: grants.map((grant) => ({ name: nameOf(grant), value: grant.number, ...note })),
      ...(next === undefined ? {} : { paginationToken: String(next) }),
    };
  } catch (error) {
    throw nodeError(error, this.getNode(), 0);
  }
}

function nameOf({ number, label, attributes }: Grant): string {
  return Object.keys(attributes).length > 0 ? label : say(SAY.bare({ number }));
}

function holds({ number, attributes }: Grant, sought: string): boolean {
  const texts = [`Grant:${number}`, ...Object.values(attributes).map(String)];
  return texts.some((text) => text.toLowerCase().includes(sought));
}
