import type { IncomingMessage, ServerResponse } from 'node:http';
import { parseUrl } from '../../../core';

/** What a browser says of who made the request; "none" is a person who typed the address. */
const OWN_SITES = new Set(['same-origin', 'none']);

type Next = (error?: unknown) => void;
type Middleware = (request: IncomingMessage, response: ServerResponse, next: Next) => void;

/**
 * Keeps pages of other origins away from a route. A browser lets any page send a form anywhere, with
 * nothing that shows who sent it but what is checked here. Programs that are no browser pass: permissions
 * are Node-RED's matter.
 *
 * An origin that `httpAdminCors` allows passes too, since the operator chose it. Nothing here helps
 * against a page whose host name is made to point at Node-RED (DNS rebinding); `adminAuth` does.
 */
export const keepOtherOriginsOut: Middleware = (request, response, next) => {
  // Lets no page of another origin embed the answer, and no browser take it for anything but JSON.
  response.setHeader('cache-control', 'no-store');
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('cross-origin-resource-policy', 'same-origin');
  if (isOfOwnOrigin(request) || isAllowedByOperator(request, response)) next();
  else refuse(response, 403, 'This request comes from a page of another origin.');
};

/**
 * Takes nothing but JSON. A page of another origin can send forms and plain text as it likes, but JSON
 * only after the browser has asked Node-RED, which does not agree.
 */
export const acceptJsonOnly: Middleware = (request, response, next) => {
  const [type = ''] = (request.headers['content-type'] ?? '').split(';', 1);
  if (type.trim().toLowerCase() === 'application/json') next();
  else refuse(response, 415, 'Send the request as application/json.');
};

function isOfOwnOrigin({ headers }: IncomingMessage): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return OWN_SITES.has(String(site));
  // Browsers send it over HTTPS and to the local machine only, and old ones never.
  const { origin } = headers;
  if (origin === undefined) return true;
  const named = [headers.host, headers['x-forwarded-host']].flat();
  const hosts = named.flatMap((header = '') => hostsIn(header));
  const asked = hostOf(origin);
  if (asked !== undefined && hosts.includes(asked)) return true;
  // The editor behind a proxy that changes the host. Another origin cannot set this header unasked.
  return headers['x-requested-with'] !== undefined;
}

/** Each proxy on the way may have added one. */
function hostsIn(header: string): string[] {
  return header.split(',').map((host) => host.trim().toLowerCase());
}

/** Nothing for an origin without one, such as `null` or `file://`. */
function hostOf(origin: string): string | undefined {
  return parseUrl(origin)?.host || undefined;
}

/** Node-RED has answered for `httpAdminCors` by then, if it is set. */
function isAllowedByOperator({ headers }: IncomingMessage, response: ServerResponse): boolean {
  const allowed = response.getHeader('access-control-allow-origin');
  return allowed !== undefined && (allowed === '*' || allowed === headers.origin);
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response.statusCode = status;
  response.setHeader('content-type', 'application/json; charset=utf-8');
  response.end(JSON.stringify({ message }));
}
