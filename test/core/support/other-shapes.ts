import fc from 'fast-check';
import type { Shape, ShapeValue } from './shapes';

const text = { text: true } as const;
const secret = { secret: true } as const;
const literal = (value: string) => ({ literal: value });

type Values = Readonly<Record<string, ShapeValue>>;

const METHODS: readonly Pick<Shape, 'method' | 'format'>[] = [
  { method: 'POST', format: 'form' },
  { method: 'POST', format: 'json' },
  { method: 'POST', format: 'query' },
  { method: 'GET', format: 'query' },
  { method: 'GET', format: 'form' },
];

/** How the client says who it is, and the parameters that this takes. */
const CLIENTS: readonly (readonly [Shape['clientAuthentication'], Values])[] = [
  ['body', { client_id: text, client_secret: secret }],
  ['body', { clientId: text, clientSecret: secret }],
  ['body', { username: text, password: secret }],
  ['body', { 'app.key': text, 'app-secret': secret }],
  ['body', { apiKey: secret }],
  ['body', { client_id: literal('the application'), user: text, pass: secret }],
  ['basic-unencoded', {}],
  ['basic', {}],
  ['basic-unencoded', { client_id: literal('the client: a&b') }],
  [
    'assertion',
    {
      client_id: text,
      client_assertion_type: literal('urn:ietf:params:oauth:client-assertion-type:jwt-bearer'),
      client_assertion: text,
    },
  ],
  ['none', { jwt: secret }],
];

const GRANTS: readonly Values[] = [
  { grant_type: literal('client_credentials') },
  {},
  { grant_type: literal('account_credentials'), account_id: text },
  { grant_type: literal('urn:ietf:params:oauth:grant-type:token-exchange') },
];

const FURTHER: readonly Values[] = [
  {},
  { scope: text, audience: literal('https://api.example.com') },
  { resource: text, refresh_token: secret },
  { Tenant: text, 'second.secret': secret, third_secret: secret },
];

const REQUEST_HEADERS: readonly Values[] = [
  {},
  { 'x-api-key': secret },
  { 'X-Tenant': text, Accept: literal('application/vnd.acme+json') },
];

const ANSWERS: readonly Shape['answer'][] = [
  { tokenPath: 'access_token', lifetimePath: 'expires_in', lifetimeKind: 'seconds' },
  { tokenPath: '.', lifetimePath: null, lifetimeKind: null },
  { tokenPath: 'token', lifetimePath: null, lifetimeKind: null },
  { tokenPath: 'Data', lifetimePath: 'Expiry', lifetimeKind: 'date' },
  { tokenPath: 'data.signIn.it', lifetimePath: 'data.signIn.until', lifetimeKind: 'epoch' },
  { tokenPath: 'session.id', lifetimePath: 'session.timeout', lifetimeKind: 'milliseconds' },
  { tokenPath: 'a.b.c.d', lifetimePath: 'meta.dies', lifetimeKind: 'epoch-ms' },
  { tokenPath: 'result.0.key', lifetimePath: 'result.0.seconds', lifetimeKind: 'seconds' },
];

const API_CALLS: readonly Shape['apiCall'][] = [
  { tokenHeader: 'Authorization', tokenPrefix: 'Bearer', headers: {} },
  { tokenHeader: 'authorization', tokenPrefix: '', headers: {} },
  { tokenHeader: 'Authorization', tokenPrefix: 'Zoho-oauthtoken', headers: { 'X-Org': text } },
  { tokenHeader: 'X-Shopify-Access-Token', tokenPrefix: '', headers: {} },
  {
    tokenHeader: 'x-token',
    tokenPrefix: 'Token',
    headers: { 'x-key': secret, 'X-Version': literal('2') },
  },
  { tokenHeader: 'X-Auth', tokenPrefix: '', headers: { authorization: secret } },
];

/** Shapes that vary every fact by itself against a textbook API, and all of them at once. */
export function otherShapes(): readonly Shape[] {
  const facts = [METHODS, CLIENTS, GRANTS, FURTHER, REQUEST_HEADERS, ANSWERS, API_CALLS] as const;
  const one = facts.flatMap((kind, at) =>
    kind.map((_value, index) => facts.map((_kind, other) => (other === at ? index : 0))),
  );
  const many = fc.sample(fc.tuple(...facts.map((kind) => fc.nat(kind.length - 1))), {
    seed: 2026,
    numRuns: 400,
  });
  const distinct = new Map([...one, ...many].map((picks) => [picks.join('-'), picks]));
  return [...distinct.values()].map((picks) => shapeOf(picks));
}

function shapeOf(picks: readonly number[]): Shape {
  const [method = 0, client = 0, grant = 0, further = 0, headers = 0, answer = 0, call = 0] = picks;
  const [clientAuthentication, own] = CLIENTS[client]!;
  return {
    api: `method ${method}, client ${client}, grant ${grant}, further ${further}, headers ${headers}, answer ${answer}, call ${call}`,
    ...METHODS[method]!,
    clientAuthentication,
    parameters: { ...GRANTS[grant], ...own, ...FURTHER[further] },
    tokenRequestHeaders: REQUEST_HEADERS[headers]!,
    answer: ANSWERS[answer]!,
    apiCall: API_CALLS[call]!,
  };
}
