/** How Agility writes what it answers: XML, or JSON where the request asks for it. */
import { type Answer, json, xml } from '../answer';
import type { Arrival } from '../arrival';

export type Attributes = Readonly<Record<string, string | null>>;

export interface Asset {
  /** Such as `Member:20`, or `Member:20:45` where it tells the moment as well. */
  readonly id: string;
  /** Of a relation, the id that it leads to. */
  readonly attributes: Attributes;
  readonly relations?: readonly string[];
}

/** How the member that lists exceptions is spelled in JSON: both have been seen. */
export type ExceptionsName = 'Exceptions' | 'exceptions';

const declaration = '<?xml version="1.0" encoding="UTF-8"?>';

/** The places at which the same API stands. */
export const REST_PLACES = ['rest-1.v1', 'rest-1.oauth.v1'] as const;

export function failure(
  arrival: Arrival,
  status: number,
  title: string,
  exceptionClass: string,
  messages: string[],
  exceptionsName: ExceptionsName = 'Exceptions',
): Answer {
  if (wantsJson(arrival)) {
    const isLower = exceptionsName === 'exceptions';
    return json(status, {
      _type: 'Error',
      href: arrival.path,
      [isLower ? 'message' : 'Message']: title,
      [exceptionsName]: messages.map((message) => ({
        class: exceptionClass,
        [isLower ? 'message' : 'Message']: message,
      })),
    });
  }
  const exceptions = messages
    .map(
      (message) =>
        `<Exception class="${exceptionClass}"><Message>${escapeXml(message)}</Message></Exception>`,
    )
    .join('');
  return xml(
    status,
    `${declaration}<Error href="${escapeXml(arrival.path)}">` +
      `<Message>${title}</Message>${exceptions}</Error>`,
  );
}

export function assetAnswer(arrival: Arrival, asset: Asset): Answer {
  return wantsJson(arrival)
    ? json(200, assetJson(arrival, asset))
    : xml(200, declaration + assetXml(arrival, asset));
}

/** A page of assets: all of them, unless the query's `page=size,start` asks for some. */
export function assetsAnswer(arrival: Arrival, all: readonly Asset[]): Answer {
  const [size, start] = (arrival.query.get('page') ?? '').split(',').map(Number);
  const pageSize = size || 2147483647;
  const pageStart = start || 0;
  const assets = all.slice(pageStart, pageStart + pageSize);
  if (wantsJson(arrival)) {
    return json(200, {
      _type: 'Assets',
      total: all.length,
      pageSize,
      pageStart,
      Assets: assets.map((asset) => assetJson(arrival, asset)),
    });
  }
  const inner = assets.map((asset) => assetXml(arrival, asset)).join('');
  const counts = `total="${all.length}" pageSize="${pageSize}" pageStart="${pageStart}"`;
  return xml(200, `${declaration}<Assets ${counts}>${inner}</Assets>`);
}

function assetJson(arrival: Arrival, { id, attributes, relations = [] }: Asset) {
  const described = Object.fromEntries(
    Object.entries(attributes).map(([name, value]): [string, object] => {
      if (value === null || !relations.includes(name)) {
        return [name, { _type: 'Attribute', name, value }];
      }
      const related = { _type: 'Asset', href: assetHref(arrival, value), idref: value };
      return [name, { _type: 'Relation', name, value: related }];
    }),
  );
  return { _type: 'Asset', href: assetHref(arrival, id), id, Attributes: described };
}

function assetXml(arrival: Arrival, { id, attributes, relations = [] }: Asset): string {
  const inner = Object.entries(attributes)
    .map(([name, value]) => {
      if (value === null || !relations.includes(name)) {
        return `<Attribute name="${name}">${escapeXml(value ?? '')}</Attribute>`;
      }
      const related = `<Asset href="${assetHref(arrival, value)}" idref="${value}"/>`;
      return `<Relation name="${name}">${related}</Relation>`;
    })
    .join('');
  return `<Asset href="${assetHref(arrival, id)}" id="${id}">${inner}</Asset>`;
}

/** Below the place at which the request came in. */
function assetHref({ path }: Arrival, id: string): string {
  const [, instance, place] = path.split('/');
  const isRest = REST_PLACES.some((name) => name === place);
  return `/${instance}/${isRest ? place : REST_PLACES[0]}/Data/${id.replaceAll(':', '/')}`;
}

export function wantsJson(arrival: Arrival): boolean {
  const accepts = arrival.headers.accept ?? arrival.query.get('accept') ?? '';
  return accepts.includes('application/json') || arrival.query.get('accept') === 'json';
}

function escapeXml(text: string): string {
  return text.replace(/[<>&"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
