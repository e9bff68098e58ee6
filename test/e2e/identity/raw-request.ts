import { Agent, request } from 'undici';

/** A request as it goes over the wire, without the core. */
export interface RawRequest {
  readonly method?: 'GET' | 'POST';
  readonly path: string;
  readonly form?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  /** A body as it stands, with the content type of JSON. */
  readonly text?: string;
  readonly authorization?: string;
}

export interface RawAnswer {
  readonly status: number;
  /** JSON, or `a page` for HTML, or the text. */
  readonly body: unknown;
  readonly challenge: string | undefined;
  readonly location: string | undefined;
}

/** Both servers are on loopback, and one has a certificate of its own. */
const dispatcher = new Agent({ connect: { rejectUnauthorized: false } });

export async function sendRaw(origin: string, raw: RawRequest): Promise<RawAnswer> {
  const { contentType, body } = encoded(raw);
  const response = await request(`${origin}${raw.path}`, {
    method: raw.method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      ...(contentType === undefined ? {} : { 'content-type': contentType }),
      ...(raw.authorization === undefined ? {} : { authorization: raw.authorization }),
    },
    ...(body === undefined ? {} : { body }),
    dispatcher,
  });
  const text = await response.body.text();
  const { 'www-authenticate': challenge, location } = response.headers;
  return {
    status: response.statusCode,
    body: readable(text),
    challenge: challenge?.toString(),
    location: location?.toString(),
  };
}

/** An answer on one line, for the table and for comparing two servers. */
export function described({ status, body, challenge, location }: RawAnswer): string {
  const shown = typeof body === 'string' ? body : JSON.stringify(body);
  return [String(status), shown, challenge, location].filter(Boolean).join(' ');
}

function encoded({ form, json, text }: RawRequest): { contentType?: string; body?: string } {
  if (form !== undefined) {
    const body = new URLSearchParams(form).toString();
    return { contentType: 'application/x-www-form-urlencoded', body };
  }
  const body = text ?? (json === undefined ? undefined : JSON.stringify(json));
  return body === undefined ? {} : { contentType: 'application/json', body };
}

function readable(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return /^\s*</.test(text) ? 'a page' : text;
  }
}
