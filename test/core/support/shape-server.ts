import { put } from '../../../sandbox/example/token-answer';
import { createPublicKey, verify } from 'crypto';
import type { HttpRequest } from '../../../core';
import type { Answer } from './fake-vendor';
import {
  asText,
  BASE_URL,
  KEY_ID,
  signingKeyOf,
  TOKEN_URL,
  type Login,
  type Shape,
} from './shapes';

export const LIFETIME_SECONDS = 1200;

/**
 * A server that is built from a shape and takes nothing else: it says what was wrong with the first
 * request that it refused, for the test to show.
 */
export class ShapeServer {
  readonly complaints: string[] = [];
  tokenRequests = 0;
  private tokens = 0;
  private token = '';

  constructor(
    private readonly shape: Shape,
    private readonly login: Login,
    private readonly wallMs: () => number,
  ) {}

  readonly respond = (request: HttpRequest): Answer => {
    const isLogin = request.url.split('?')[0] === TOKEN_URL;
    const date = new Date(this.wallMs()).toUTCString();
    const answer = isLogin ? this.answerLogin(request) : this.answerApi(request);
    return { headers: { date }, ...answer };
  };

  private answerLogin(request: HttpRequest): Answer {
    this.tokenRequests++;
    if (request.method !== this.shape.method) return { status: 405 };
    const wrongClient = this.wrongClient(request);
    if (wrongClient !== undefined) {
      return this.complain(401, wrongClient, { error: 'invalid_client' });
    }
    const wrong =
      this.wrongHeaders(request, this.login.tokenRequestHeaders) ?? this.wrongBody(request);
    if (wrong !== undefined) return this.complain(400, wrong, { error: 'invalid_request' });
    this.token = `token/${++this.tokens}+of==the.vendor`;
    return { body: this.tokenAnswer() };
  }

  private complain(status: number, complaint: string, body: unknown): Answer {
    this.complaints.push(complaint);
    return { status, body };
  }

  private wrongClient({ headers }: HttpRequest): string | undefined {
    const { clientId, clientSecret } = this.login;
    const encoded = [clientId, clientSecret].map((text) =>
      new URLSearchParams([['', text]]).toString().slice(1),
    );
    const expected = {
      basic: encoded.join(':'),
      'basic-unencoded': `${clientId}:${clientSecret}`,
      body: undefined,
      assertion: undefined,
      none: undefined,
    }[this.shape.clientAuthentication];
    const authorization =
      headers['authorization'] ?? this.login.tokenRequestHeaders['authorization'];
    if (expected === undefined) {
      const isAllowed = authorization === this.login.tokenRequestHeaders['authorization'];
      return isAllowed ? undefined : 'an Authorization header that nobody asked for';
    }
    const sent = Buffer.from(authorization?.replace('Basic ', '') ?? '', 'base64').toString();
    return sent === expected ? undefined : `Basic ${sent}, not ${expected}`;
  }

  private wrongHeaders(
    { headers }: HttpRequest,
    expected: Readonly<Record<string, string>>,
  ): string | undefined {
    for (const [name, value] of Object.entries(expected)) {
      const sent = headers[name.toLowerCase()];
      if (sent !== value) return `header ${name}: ${sent}, not ${value}`;
    }
    return undefined;
  }

  private wrongBody(request: HttpRequest): string | undefined {
    const sent = this.parametersIn(request);
    if (typeof sent === 'string') return sent;
    // Only JSON knows more than texts.
    const expected: Record<string, unknown> = Object.fromEntries(
      Object.entries(this.login.parameters).map(([name, value]) => [
        name,
        this.shape.format === 'json' ? value : asText(value),
      ]),
    );
    if (this.shape.clientAuthentication === 'assertion') {
      const assertion = String(sent['client_assertion']);
      if (!isSigned(assertion, this.shape)) return 'an assertion that is not signed by the key';
      expected['client_assertion'] = assertion;
    }
    const [own, told] = [sent, expected].map(sortedText);
    return own === told ? undefined : `parameters ${own}, not ${told}`;
  }

  /** The parameters of the request, in the one place and encoding in which the shape wants them. */
  private parametersIn({
    method,
    url,
    body = '',
    headers,
  }: HttpRequest): Record<string, unknown> | string {
    const query = Object.fromEntries(new URL(url).searchParams);
    const isInQuery = this.shape.format === 'query' || method === 'GET';
    if (isInQuery) return body === '' ? query : 'a body beside the query';
    const fixed = Object.entries(this.shape.query ?? {}).map(([name, value]) => [
      name,
      value.literal,
    ]);
    if (sortedText(query) !== sortedText(Object.fromEntries(fixed))) {
      return `a query beside the body: ${sortedText(query)}`;
    }
    const type = headers['content-type'];
    if (this.shape.format === 'json') {
      if (type !== 'application/json') return `JSON as ${type}`;
      return JSON.parse(body) as Record<string, unknown>;
    }
    if (type !== 'application/x-www-form-urlencoded') return `a form as ${type}`;
    return Object.fromEntries(new URLSearchParams(body));
  }

  private tokenAnswer(): unknown {
    const { tokenPath, lifetimePath, lifetimeKind } = this.shape.answer;
    if (tokenPath === '.') return this.token;
    const answer: Record<string, unknown> = {};
    put(answer, tokenPath, this.token);
    const diesAtMs = this.wallMs() + LIFETIME_SECONDS * 1000;
    const told = {
      seconds: LIFETIME_SECONDS,
      milliseconds: LIFETIME_SECONDS * 1000,
      date: new Date(diesAtMs).toISOString(),
      epoch: Math.floor(diesAtMs / 1000),
      'epoch-ms': diesAtMs,
    };
    if (lifetimePath !== null && lifetimeKind !== null)
      put(answer, lifetimePath, told[lifetimeKind]);
    return answer;
  }

  private answerApi(request: HttpRequest): Answer {
    const { tokenHeader, tokenPrefix } = this.shape.apiCall;
    const name = tokenHeader.toLowerCase();
    const expected = tokenPrefix === '' ? this.token : `${tokenPrefix} ${this.token}`;
    const sent = request.headers[name];
    if (sent !== expected) return this.complain(401, `token ${name}: ${sent}, not ${expected}`, '');
    const others = Object.entries(this.login.apiHeaders).filter(([other]) => other !== name);
    const wrong = this.wrongHeaders(request, Object.fromEntries(others));
    if (wrong !== undefined) return this.complain(403, wrong, '');
    const isElsewhere = name !== 'authorization' && !('authorization' in this.login.apiHeaders);
    if (isElsewhere && 'authorization' in request.headers) {
      return this.complain(400, 'an Authorization header that nobody asked for', '');
    }
    return new URL(request.url).origin === BASE_URL ? { body: { id: 1 } } : { status: 404 };
  }
}

/** The same text for equal parameters, in whatever order they stand. */
function sortedText(values: Record<string, unknown>): string {
  return JSON.stringify(values, (_name, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
      : value,
  );
}

function isSigned(assertion: string, shape: Shape): boolean {
  const [header = '', payload, signature = ''] = assertion.split('.');
  const told = JSON.parse(Buffer.from(header, 'base64url').toString()) as Record<string, unknown>;
  const { algorithm, keyId } = shape.signing ?? { algorithm: 'RS256', keyId: false };
  if (told['alg'] !== algorithm || told['kid'] !== (keyId ? KEY_ID : undefined)) return false;
  const signed = Buffer.from(`${header}.${payload}`);
  const key = createPublicKey(signingKeyOf(shape));
  const options = { key, dsaEncoding: 'ieee-p1363' } as const;
  return verify('sha256', signed, options, Buffer.from(signature, 'base64url'));
}
