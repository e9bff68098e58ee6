/** Stories and defects of Agility, and the other APIs that read and change them. */
import { type Answer, json } from '../answer';
import { type Arrival, isObject, jsonBody, jsonObject } from '../arrival';
import type { Handler } from '../vendor';
import { type Asset, type Attributes, assetAnswer, assetsAnswer, failure } from './agility-answers';
import type { AgilitySettings } from './agility';

type Type = 'Story' | 'Defect';

/** The attributes that the sandbox knows, with what a new asset has. */
const ATTRIBUTES: Attributes = {
  Name: '',
  Number: '',
  'Status.Name': 'None',
  Scope: 'Scope:0',
  Description: null,
};

/** What requests have changed. */
export interface Assets {
  readonly of: Record<Type, Map<string, Record<string, string | null>>>;
  /** The number of the next asset. */
  next: number;
  /** Counts changes: what the third part of an id tells. */
  moment: number;
}

export function noAssets(): Assets {
  return { of: { Story: new Map(), Defect: new Map() }, next: 0, moment: 0 };
}

export function restoreAssets(assets: Assets): void {
  assets.next = 2001;
  assets.moment = 4630;
  for (const type of ['Story', 'Defect'] as const) assets.of[type].clear();
  const stories = ['Log in', 'Log out', 'Reset the password', 'Change the address', 'Pay'];
  stories.forEach((name, index) => {
    create(assets, 'Story', { Name: name, 'Status.Name': index < 2 ? 'Done' : 'None' });
  });
  create(assets, 'Defect', { Name: 'The button does nothing' });
}

/** The paths of the REST API, which stands at several places, without what goes before them. */
export function assetRoutes(assets: Assets): Record<string, Handler<AgilitySettings>> {
  const routes: Record<string, Handler<AgilitySettings>> = {};
  for (const type of ['Story', 'Defect'] as const) {
    routes[`GET /Data/${type}`] = (arrival, { settings }) => list(assets, type, arrival, settings);
    routes[`POST /Data/${type}`] = (arrival, { settings }) =>
      changed(arrival, settings, (attributes) => create(assets, type, attributes));
    routes[`GET /Data/${type}/:id`] = (arrival, { settings }) => {
      const id = arrival.params.id ?? '';
      const attributes = assets.of[type].get(id);
      if (attributes === undefined) return notFound(arrival, settings);
      return selected(arrival, type, settings, (names) =>
        assetAnswer(arrival, { id: `${type}:${id}`, attributes: only(attributes, names) }),
      );
    };
    routes[`POST /Data/${type}/:id`] = (arrival, { settings }) => {
      const id = arrival.params.id ?? '';
      if (!assets.of[type].has(id)) return notFound(arrival, settings);
      return changed(arrival, settings, (attributes) => update(assets, type, id, attributes));
    };
  }
  return routes;
}

/** `query.v1` and `api/asset`, which stand beside the REST API. */
export function furtherRoutes(
  assets: Assets,
  basePath: string,
): Record<string, Handler<AgilitySettings>> {
  return {
    [`POST ${basePath}/query.v1`]: (arrival) => queried(assets, arrival),
    [`POST ${basePath}/api/asset`]: (arrival) => bulk(assets, arrival),
  };
}

function create(assets: Assets, type: Type, attributes: Attributes): Asset {
  const id = String(assets.next++);
  const number = `${type === 'Story' ? 'S' : 'D'}-${id.padStart(5, '0')}`;
  assets.of[type].set(id, { ...ATTRIBUTES, Number: number, ...attributes });
  return withMoment(assets, type, id, attributes);
}

function update(assets: Assets, type: Type, id: string, attributes: Attributes): Asset {
  assets.of[type].set(id, { ...assets.of[type].get(id), ...attributes });
  return withMoment(assets, type, id, attributes);
}

/** A change is answered with its moment in the id. */
function withMoment(assets: Assets, type: Type, id: string, attributes: Attributes): Asset {
  assets.moment += 1;
  return { id: `${type}:${id}:${assets.moment}`, attributes };
}

function list(assets: Assets, type: Type, arrival: Arrival, settings: AgilitySettings): Answer {
  const all = [...assets.of[type]].map(([id, attributes]) => ({ id: `${type}:${id}`, attributes }));
  return listed(arrival, type, settings, all);
}

/**
 * The assets that a query is after: `where` with conditions, `find` with a text that the attributes of `findin`
 * hold, `sort` with attributes that may begin with a minus. An unknown attribute fails the whole call.
 */
export function listed(
  arrival: Arrival,
  type: string,
  settings: AgilitySettings,
  all: readonly Asset[],
  known: readonly string[] = Object.keys(ATTRIBUTES),
): Answer {
  const { query } = arrival;
  const conditions = [...(query.get('where') ?? '').matchAll(/([\w.]+)=["']([^"']*)["']/g)];
  const sought = query.get('find')?.toLowerCase() ?? '';
  const soughtIn = query.get('findin')?.split(',') ?? known;
  const order = query.get('sort')?.split(',') ?? [];
  const asked = [...conditions.map(([, name]) => name!), ...soughtIn, ...order.map(plainName)];
  const unknown = asked.find((name) => !known.includes(name));
  if (unknown !== undefined) return unknownAttribute(arrival, type, unknown, settings);
  const holds = (value: string | null | undefined) => value?.toLowerCase().includes(sought);
  const found = all
    .filter(({ attributes }) => conditions.every(([, name, value]) => attributes[name!] === value))
    .filter(({ attributes }) => sought === '' || soughtIn.some((name) => holds(attributes[name])));
  for (const name of order.reverse()) {
    const sign = name.startsWith('-') ? -1 : 1;
    const valueOf = ({ attributes }: Asset) => attributes[plainName(name)] ?? '';
    found.sort((one, other) => sign * valueOf(one).localeCompare(valueOf(other)));
  }
  const work = (names: readonly string[]) =>
    assetsAnswer(
      arrival,
      found.map((asset) => ({ ...asset, attributes: only(asset.attributes, names) })),
    );
  return selected(arrival, type, settings, work, known);
}

function plainName(sorted: string): string {
  return sorted.replace(/^-/, '');
}

/** Does with the attributes that `sel` names; one that is unknown fails the whole call. */
export function selected(
  arrival: Arrival,
  type: string,
  settings: AgilitySettings,
  work: (names: readonly string[]) => Answer,
  known: readonly string[] = Object.keys(ATTRIBUTES),
): Answer {
  const names = arrival.query.get('sel')?.split(',') ?? known;
  const unknown = names.find((name) => !known.includes(name));
  return unknown === undefined ? work(names) : unknownAttribute(arrival, type, unknown, settings);
}

function unknownAttribute(
  arrival: Arrival,
  type: string,
  name: string,
  { exceptionsName }: AgilitySettings,
): Answer {
  const message = `Invalid SEL parameter: Unknown AttributeDefinition: ${type}.${name}`;
  const exception = 'VersionOne.Data.MetaException';
  return failure(arrival, 400, 'Bad Request', exception, [message], exceptionsName);
}

function only(attributes: Attributes, names: readonly string[]): Attributes {
  return Object.fromEntries(names.map((name) => [name, attributes[name] ?? null]));
}

/** A change by `{"Attributes":{"Name":{"value":"…","act":"set"}}}`. */
function changed(
  arrival: Arrival,
  settings: AgilitySettings,
  change: (attributes: Attributes) => Asset,
): Answer {
  const given = jsonObject(arrival)?.Attributes;
  const attributes = isObject(given) ? valuesOf(given) : undefined;
  const unknown = Object.keys(attributes ?? {}).find((name) => !(name in ATTRIBUTES));
  if (attributes === undefined || unknown !== undefined) {
    const message =
      unknown === undefined
        ? 'The body holds no Attributes.'
        : `Unknown AttributeDefinition: ${unknown}`;
    const exception = 'VersionOne.Data.ValidationException';
    return failure(arrival, 400, 'Bad Request', exception, [message], settings.exceptionsName);
  }
  return assetAnswer(arrival, change(attributes));
}

function valuesOf(given: Record<string, unknown>): Record<string, string | null> {
  const entries = Object.entries(given).map(([name, one]): [string, string | null] => {
    const value = isObject(one) ? one.value : one;
    return [name, typeof value === 'string' ? value : null];
  });
  return Object.fromEntries(entries);
}

export function notFound(arrival: Arrival, { exceptionsName }: AgilitySettings): Answer {
  const messages = ['There is nothing here.'];
  return failure(arrival, 404, 'Not Found', 'System.Web.HttpException', messages, exceptionsName);
}

/** `{"from":"Story","select":["Name"],"page":{"start":"0","size":"5"}}` → `[[{"_oid":…}]]`. */
function queried(assets: Assets, arrival: Arrival): Answer {
  const { from, select, page, where } = jsonObject(arrival) ?? {};
  if (from !== 'Story' && from !== 'Defect') return json(400, { error: 'Unknown AssetType' });
  const names = Array.isArray(select) ? select.map(String) : [];
  const { start, size } = isObject(page) ? page : {};
  const first = Number(start ?? 0) || 0;
  const conditions = isObject(where) ? Object.entries(where) : [];
  const found = [...assets.of[from]]
    .filter(([, attributes]) => conditions.every(([name, value]) => attributes[name] === value))
    .slice(first, first + (Number(size) || Infinity))
    .map(([id, attributes]) => ({ _oid: `${from}:${id}`, ...only(attributes, names) }));
  return json(200, [found]);
}

/** Answers 200 even where commands fail: `commandFailures` tells. */
function bulk(assets: Assets, arrival: Arrival): Answer {
  const body = jsonBody(arrival);
  if (body === undefined) return json(400, { error: 'The body is no JSON.' });
  const commands: unknown[] = Array.isArray(body) ? body : [body];
  const created: string[] = [];
  const modified: string[] = [];
  const failed: unknown[] = [];
  for (const command of commands) {
    const {
      AssetType: type,
      from,
      update: changes,
      ...attributes
    } = isObject(command) ? command : {};
    const [, ofType, id] = /^(Story|Defect):(\d+)/.exec(String(from)) ?? [];
    if (type === 'Story' || type === 'Defect') {
      created.push(create(assets, type, valuesOf(attributes)).id);
    } else if (isObject(changes) && id !== undefined && assets.of[ofType as Type].has(id)) {
      modified.push(update(assets, ofType as Type, id, valuesOf(changes)).id);
    } else {
      failed.push({ command, error: 'The asset or its type is unknown.' });
    }
  }
  return json(200, {
    assetsCreated: { oidTokens: created, count: created.length },
    assetsModified: { oidTokens: modified, count: modified.length },
    assetsOperatedOn: { oidTokens: [], count: 0 },
    commandFailures: { commands: failed, count: failed.length },
  });
}
