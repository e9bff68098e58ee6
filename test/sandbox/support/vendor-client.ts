import { Agent, request } from 'undici';
import type { SandboxVendor } from '../../../sandbox';

export interface Reply {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
  /** The body as JSON, for tests to compare. */
  json: unknown;
}

export interface Send {
  method?: string;
  headers?: Record<string, string>;
  token?: string;
  form?: Record<string, string>;
  json?: unknown;
  body?: string | Buffer;
}

/** Sends single requests to one vendor. It follows no redirect and keeps no state but its pool. */
export class VendorClient {
  private readonly agent: Agent;

  constructor(readonly vendor: SandboxVendor) {
    this.agent =
      'caCertificate' in vendor
        ? new Agent({ connect: { ca: vendor.caCertificate } })
        : new Agent();
  }

  /** A request to a path below the base URL, or to an absolute URL. */
  async send(target: string, options: Send = {}): Promise<Reply> {
    const url = target.startsWith('/') ? `${this.vendor.baseUrl}${target}` : target;
    const { headers = {}, token, form, json } = options;
    const body = form
      ? new URLSearchParams(form).toString()
      : json === undefined
        ? options.body
        : JSON.stringify(json);
    const contentType = form
      ? 'application/x-www-form-urlencoded'
      : json === undefined
        ? undefined
        : 'application/json';
    const answer = await request(url, {
      dispatcher: this.agent,
      method: options.method ?? (body === undefined ? 'GET' : 'POST'),
      headers: {
        ...(contentType && { 'content-type': contentType }),
        ...(token && { authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(body !== undefined && { body }),
    });
    const text = await answer.body.text();
    return { status: answer.statusCode, headers: answer.headers, text, json: parsed(text) };
  }

  /** Waits for what is under way. */
  close(): Promise<void> {
    return this.agent.close();
  }

  /** Drops what is under way. */
  destroy(): Promise<void> {
    return this.agent.destroy();
  }
}

/** The access token of a successful login. */
export function accessTokenIn(reply: Reply): string {
  const { access_token: token } = reply.json as { access_token?: string };
  if (token === undefined) throw new Error(`No token in ${reply.status} ${reply.text}`);
  return token;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
