/** What a handler answers: plain data, written to the socket by the server. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string | Buffer;
}

type Headers = Record<string, string>;

export function json(status: number, value: unknown, headers: Headers = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(value),
  };
}

/** A problem object (RFC 9457). */
export function problem(
  status: number,
  title: string,
  detail: string,
  headers: Headers = {},
): Answer {
  return json(
    status,
    { status, title, detail, type: 'about:blank' },
    { 'content-type': 'application/problem+json', ...headers },
  );
}

export function xml(status: number, body: string, headers: Headers = {}): Answer {
  return { status, headers: { 'content-type': 'text/xml; charset=utf-8', ...headers }, body };
}

export function plain(status: number, body: string): Answer {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body };
}

export function html(status: number, title: string): Answer {
  const page = `<!doctype html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`;
  return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, body: page };
}

export function empty(status: number, headers: Headers = {}): Answer {
  return { status, headers, body: '' };
}

/** What RFC 6749 section 5.1 wants on every answer that carries a token. */
export const noStore: Headers = { 'cache-control': 'no-store', pragma: 'no-cache' };
