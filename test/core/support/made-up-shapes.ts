import type { Shape } from './shapes';

const GRANT = { literal: 'client_credentials' };
const CLIENT = { client_id: { text: true }, client_secret: { secret: true } } as const;
const SIGNED = {
  grant_type: GRANT,
  client_id: { text: true },
  client_assertion_type: {
    literal: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  },
  client_assertion: { text: true },
} as const;

const TEXTBOOK: Omit<Shape, 'api' | 'parameters'> = {
  method: 'POST',
  format: 'form',
  clientAuthentication: 'body',
  tokenRequestHeaders: {},
  answer: { tokenPath: 'access_token', lifetimePath: 'expires_in', lifetimeKind: 'seconds' },
  apiCall: { tokenHeader: 'Authorization', tokenPrefix: 'Bearer', headers: {} },
};

/** What the catalogue’s first half has none of, as made-up APIs. */
export const MADE_UP_SHAPES: readonly Shape[] = (
  [
    {
      api: 'grant type in the query of the Token URL, client in the form',
      query: { grant_type: GRANT },
      parameters: CLIENT,
    },
    {
      api: 'two parameters in the query, Basic, and a header',
      clientAuthentication: 'basic-unencoded',
      query: { grant_type: GRANT, answer_with: { literal: 'token' } },
      parameters: {},
      tokenRequestHeaders: { 'X-Application': { secret: true } },
    },
    {
      api: 'all in a query',
      method: 'GET',
      format: 'query',
      parameters: { appKey: { text: true }, appPhrase: { secret: true } },
    },
    {
      api: 'one secret in a query, token two levels deep',
      method: 'GET',
      format: 'query',
      parameters: { longLivedKey: { secret: true } },
      answer: {
        tokenPath: 'result.session.ticket',
        lifetimePath: 'result.session.lives',
        lifetimeKind: 'seconds',
      },
    },
    {
      api: 'assertion by an RSA key with a name',
      clientAuthentication: 'assertion',
      signing: { algorithm: 'RS256', keyId: true },
      parameters: SIGNED,
    },
    {
      api: 'assertion by an elliptic key with a name, and a scope',
      clientAuthentication: 'assertion',
      signing: { algorithm: 'ES256', keyId: true },
      parameters: { ...SIGNED, scope: { literal: 'read.all' } },
    },
    {
      api: 'values that are no text, and a lifetime that only the page tells',
      format: 'json',
      parameters: {
        user: { text: true },
        phrase: { secret: true },
        isHashed: { literal: false },
        attempts: { literal: 1 },
        second: { literal: '' },
      },
      tokenRequestHeaders: { 'x-partner-key': { secret: true } },
      answer: {
        tokenPath: 'jwt',
        lifetimePath: null,
        lifetimeKind: null,
        documentedLifetimeSeconds: 900,
      },
    },
    {
      api: 'a nested body, and a date',
      format: 'json',
      parameters: {
        login: {
          members: {
            keyName: { text: true },
            keySecret: { secret: true },
            place: { members: { site: { text: true } } },
          },
        },
      },
      answer: { tokenPath: 'login.token', lifetimePath: 'login.until', lifetimeKind: 'date' },
      apiCall: { tokenHeader: 'x-session', tokenPrefix: '', headers: {} },
    },
  ] satisfies readonly (Pick<Shape, 'api' | 'parameters'> & Partial<Shape>)[]
).map((facts) => ({ ...TEXTBOOK, ...facts }));
