import type { IExecuteFunctions } from 'n8n-workflow';
import {
  invalidFields,
  parseGrantId,
  sentences,
  verbatim,
  VendorAuthError,
  type Sentence,
  type Settings,
} from '../../core';

const SAY = sentences('allowedGrants', {
  label: 'Allowed Grants',
  expression:
    'Allowed Grants is an expression, by which an item or an AI agent could decide what is allowed.',
  notText: 'Allowed Grants is not a text.',
  entry: 'Allowed Grants holds “__entry__”. __problem__',
  noGrant: 'That is no grant.',
  notAmongThem: '__grant__ is not among the Allowed Grants of this node, so it was not revoked.',
  add: 'If this workflow may revoke it, add it to Allowed Grants.',
  nothingAllowed:
    'An AI agent may revoke only what Allowed Grants of this node names, and it is empty.',
  enter: 'Enter the grants that the agent may revoke in Allowed Grants.',
  typeIn: 'Type the grants in, such as 1020, Grant:1021, separated by commas.',
});

/** From this version of the node on, an AI agent may choose only among Allowed Grants. */
const LIMITS_AGENTS = 1.1;

/**
 * Lets pass only a grant that the workflow's author allowed, for a revocation cannot be undone. Allowed
 * Grants is read as it was typed: neither an item nor an AI agent can change it.
 *
 * @throws {VendorAuthError} `forbidden` for another grant, `invalid-settings` for a list that is none.
 */
export function assertGrantAllowed(
  context: IExecuteFunctions,
  settings: Settings,
  grant: unknown,
  itemIndex: number,
): void {
  const allowed = allowedGrants(typedParameter(context, 'allowedGrants', itemIndex), settings);
  if (allowed.length === 0) {
    if (isChosenByAgent(context, itemIndex)) throw nothingAllowed(settings);
    return;
  }
  const id = parseGrantId(settings, grant);
  if (!isAmong(allowed, id)) throw notAmongThem(settings, withoutLeadingZeros(id));
}

/**
 * Which grants the list of the node's form offers: those that the node may revoke, which are all if Allowed
 * Grants is empty.
 *
 * @param typed - Allowed Grants as it was typed
 * @throws {VendorAuthError} `invalid-settings` for a list that is none.
 */
export function offeredGrants(typed: unknown, settings: Settings): (number: string) => boolean {
  const allowed = allowedGrants(typed, settings);
  return (number) => allowed.length === 0 || isAmong(allowed, number);
}

function isAmong(allowed: readonly string[], id: string): boolean {
  return allowed.includes(withoutLeadingZeros(id));
}

/** As it stands in the workflow: an expression is not worked out. */
function typedParameter(context: IExecuteFunctions, name: string, itemIndex: number): unknown {
  return context.getNodeParameter(name, itemIndex, '', { rawExpressions: true });
}

/** Of a parameter with several parts, one is enough. */
function isExpression(typed: unknown): boolean {
  if (typeof typed === 'object' && typed !== null) return Object.values(typed).some(isExpression);
  return typeof typed === 'string' && typed.startsWith('=');
}

/** The ids of the grants in the list; none if it is empty. */
function allowedGrants(typed: unknown, settings: Settings): string[] {
  if (isExpression(typed)) {
    throw listProblem(settings, SAY.expression());
  }
  const list = typed ?? '';
  if (typeof list !== 'string' && typeof list !== 'number') {
    throw listProblem(settings, SAY.notText());
  }
  const entries = String(list).split(/[\s,;]/);
  return entries.filter((entry) => entry !== '').map((entry) => allowedGrant(entry, settings));
}

function allowedGrant(entry: string, settings: Settings): string {
  try {
    return withoutLeadingZeros(parseGrantId(settings, entry));
  } catch (error) {
    const problem = error instanceof VendorAuthError ? verbatim(error.message) : SAY.noGrant();
    throw listProblem(settings, SAY.entry({ entry, problem }));
  }
}

function withoutLeadingZeros(id: string): string {
  return BigInt(id).toString();
}

/** n8n makes a tool of a node by adding that word to the name of its type. */
function isChosenByAgent(context: IExecuteFunctions, itemIndex: number): boolean {
  const { type, typeVersion } = context.getNode();
  const isLimitedTool = type.endsWith('Tool') && typeVersion >= LIMITS_AGENTS;
  return isLimitedTool && isExpression(typedParameter(context, 'grantId', itemIndex));
}

function notAmongThem({ vendor }: Settings, id: string): VendorAuthError {
  return new VendorAuthError({
    code: 'forbidden',
    vendor: vendor.id,
    message: SAY.notAmongThem({ grant: `Grant:${id}` }),
    hint: SAY.add(),
  });
}

function nothingAllowed({ vendor }: Settings): VendorAuthError {
  return new VendorAuthError({
    code: 'forbidden',
    vendor: vendor.id,
    message: SAY.nothingAllowed(),
    hint: SAY.enter(),
  });
}

function listProblem({ vendor }: Settings, message: Sentence): VendorAuthError {
  const problem = { field: 'allowedGrants', label: SAY.label(), message };
  return invalidFields(vendor.id, [problem], SAY.typeIn());
}
