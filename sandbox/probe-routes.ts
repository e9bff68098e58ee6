import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { empty, json } from './answer';
import { type Arrival, bearerToken } from './arrival';
import type { TokenStore } from './token-store';
import type { Handler } from './vendor';

const pageCount = 3;
const itemsPerPage = 2;
const longestWaitMs = 60_000;
const mostBytes = 64 * 1024 * 1024;
const longestEchoBytes = 64 * 1024;

/**
 * Protected routes that no vendor has, under `{base URL}/sandbox/`, for what clients need a server
 * to do: echo, pages, redirects, statuses, waiting and long answers. `elsewhereUrl` is the origin that
 * `redirect/other-origin` leads to.
 */
export function probeRoutes(
  basePath: string,
  elsewhereUrl: string,
): Record<string, Handler<unknown>> {
  const prefix = `${basePath}/sandbox`;
  return {
    [`ANY ${prefix}/echo`]: (arrival, { tokens }) => json(200, echo(arrival, tokens)),
    [`ANY ${prefix}/status/:code`]: answerStatus,
    [`GET ${prefix}/items`]: (arrival, { origin }) => answerPage(arrival, origin),
    [`ANY ${prefix}/redirect/same-origin`]: (arrival) => redirect(arrival, `${prefix}/echo`),
    [`ANY ${prefix}/redirect/itself`]: (arrival) => redirect(arrival, arrival.path),
    [`ANY ${prefix}/redirect/other-origin`]: (arrival) =>
      redirect(arrival, `${elsewhereUrl}/landing`),
    [`ANY ${prefix}/slow/:ms`]: async (arrival) => {
      const waitedMs = Math.min(Number(arrival.params.ms) || 0, longestWaitMs);
      await wait(waitedMs, undefined, { ref: false });
      return json(200, { waitedMs });
    },
    [`GET ${prefix}/bytes/:count`]: ({ params }) => ({
      status: 200,
      headers: { 'content-type': 'application/octet-stream' },
      body: Buffer.alloc(Math.min(Number(params.count) || 0, mostBytes), 'sandbox '),
    }),
  };
}

/** What arrived, without the token: only its scheme, length and fingerprint are told. */
function echo(arrival: Arrival, tokens: TokenStore) {
  const { authorization, ...others } = arrival.headers;
  const headers = Object.fromEntries(
    Object.entries(others).filter(([, value]) => !carriesToken(String(value), tokens)),
  );
  const token = bearerToken(arrival);
  return {
    method: arrival.method,
    path: arrival.path,
    query: [...arrival.query],
    headers,
    authorizationScheme: authorization?.split(' ')[0],
    bearerTokenLength: token?.length,
    bearerTokenSha256: token && createHash('sha256').update(token).digest('hex'),
    contentType: arrival.headers['content-type'],
    bodyLengthBytes: arrival.body.length,
    bodySha256: createHash('sha256').update(arrival.body).digest('hex'),
    ...(arrival.body.length <= longestEchoBytes && { body: arrival.body.toString('utf8') }),
  };
}

/** Some vendors want the token in another header. */
function carriesToken(value: string, tokens: TokenStore): boolean {
  return value.split(' ').some((word) => tokens.ownerOf(word) !== undefined);
}

const answerStatus: Handler<unknown> = (arrival) => {
  const status = Number(arrival.params.code);
  if (!Number.isInteger(status) || status < 200 || status > 599) {
    return json(400, { message: 'The status must be a whole number from 200 to 599.' });
  }
  if (status === 204 || status === 304) return empty(status);
  const retryAfter = arrival.query.get('retryAfter');
  return json(status, { status }, retryAfter === null ? {} : { 'retry-after': retryAfter });
};

function answerPage(arrival: Arrival, origin: string) {
  const page = Number(arrival.query.get('page') ?? 1);
  if (!Number.isInteger(page) || page < 1 || page > pageCount) {
    return json(404, { message: `There are pages 1 to ${pageCount}.` });
  }
  const first = (page - 1) * itemsPerPage + 1;
  const items = Array.from({ length: itemsPerPage }, (_, index) => ({ id: first + index }));
  const next = page < pageCount ? `${origin}${arrival.path}?page=${page + 1}` : null;
  const headers: Record<string, string> = next === null ? {} : { link: `<${next}>; rel="next"` };
  const nextPage = next === null ? null : page + 1;
  return json(200, { page, pageCount, items, nextPage, next }, headers);
}

const redirectStatuses = [301, 302, 303, 307, 308];

/** 302 unless the query's `status` names another redirect. */
function redirect(arrival: Arrival, location: string) {
  const asked = Number(arrival.query.get('status'));
  return empty(redirectStatuses.includes(asked) ? asked : 302, { location });
}
