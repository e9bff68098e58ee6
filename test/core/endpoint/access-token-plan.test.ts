import fc from 'fast-check';
import {
  staticToken,
  tokenEndpoint,
  type StaticTokenParts,
  type TokenEndpointParts,
} from '../../../core/endpoint/access-token-plan';
import { FORM, JSON_BODY, QUERY, QUERY_OF_POST } from '../../../core/endpoint/body-format';
import {
  basicCredentials,
  clientByCertificate,
  clientInBasicHeader,
  clientInBody,
  clientInPlainBasicHeader,
} from '../../../core/endpoint/client-authentication';
import { lifetime } from '../../../core/endpoint/lifetime-source';
import { WELL_KNOWN_TOKEN } from '../../../core/endpoint/token-location';
import { BEARER_HEADER } from '../../../core/endpoint/token-placement';

const CLIENT = { clientId: 'client', clientSecret: 'the secret' };
const IN_BODY = { client: clientInBody(CLIENT), format: FORM };

function endpoint(parts: Partial<TokenEndpointParts> = {}) {
  return tokenEndpoint({
    url: 'https://login.example.com/token',
    ways: [IN_BODY],
    parameters: { grant_type: 'client_credentials', scope: 'read' },
    lifetime: lifetime({ defaultSeconds: 300 }),
    ...parts,
  });
}

function fixed(parts: Partial<StaticTokenParts> = {}) {
  return staticToken({ accessToken: 'the token', url: 'https://api.example.com', ...parts });
}

/** The way with another client, or with the same one put otherwise. */
function asWay(client: typeof IN_BODY.client, format = FORM): Partial<TokenEndpointParts> {
  return { ways: [{ client, format }] };
}

const OTHER_ENDPOINTS: readonly (readonly [string, Partial<TokenEndpointParts>])[] = [
  ['URL', { url: 'https://login.example.com/token2' }],
  ['client id', asWay(clientInBody({ ...CLIENT, clientId: 'other' }))],
  ['secret', asWay(clientInBody({ ...CLIENT, clientSecret: 'The secret' }))],
  ['client authentication', asWay(clientInBasicHeader(CLIENT))],
  ['secret in the header', asWay(clientInBasicHeader({ ...CLIENT, clientSecret: 'other' }))],
  ['body format', asWay(clientInBody(CLIENT), JSON_BODY)],
  ['a further way', { ways: [IN_BODY, { ...IN_BODY, format: JSON_BODY }] }],
  ['address of a way', { ways: [{ ...IN_BODY, url: 'https://login.example.com/v1/token' }] }],
  ['order of the ways', { ways: [{ ...IN_BODY, format: JSON_BODY }, IN_BODY] }],
  ['value of a parameter', { parameters: { grant_type: 'client_credentials', scope: 'write' } }],
  ['name of a parameter', { parameters: { grant_type: 'client_credentials', scopes: 'read' } }],
  ['number of parameters', { parameters: { grant_type: 'client_credentials' } }],
  ['place of the token', { token: { ...WELL_KNOWN_TOKEN, identity: ['data', 'token'] } }],
  ['lifetime', { lifetime: lifetime({ defaultSeconds: 600 }) }],
  ['place of the lifetime', { lifetime: lifetime({ defaultSeconds: 300, path: 'ttl' }) }],
  ['unit of the lifetime', { lifetime: lifetime({ defaultSeconds: 300, unit: 'seconds' }) }],
  ['secret parameters', { secretParameters: { password: 'pass word' } }],
  ['another secret parameter', { secretParameters: { password: 'pass  word' } }],
  ['headers', { headers: { 'x-api-key': 'key' } }],
  ['value of a header', { headers: { 'x-api-key': 'other key' } }],
  ['query', asWay(clientInBody(CLIENT), QUERY)],
  ['query of a POST', asWay(clientInBody(CLIENT), QUERY_OF_POST)],
  ['name of the client id', asWay(clientInBody(CLIENT, { id: 'id', secret: 'client_secret' }))],
  ['name of the secret', asWay(clientInBody(CLIENT, { id: 'client_id', secret: 'secret' }))],
  ['other spelling of Basic', asWay(clientInPlainBasicHeader(CLIENT))],
  ['client certificate', asWay(clientByCertificate('client'))],
  ['header', { placement: { ...BEARER_HEADER, identity: ['x-token', 'Bearer'] } }],
  ['word in the header', { placement: { ...BEARER_HEADER, identity: ['authorization', 'Token'] } }],
];

const OTHER_STATIC_TOKENS: readonly (readonly [string, Partial<StaticTokenParts>])[] = [
  ['token', { accessToken: 'another' }],
  ['server', { url: 'https://api2.example.com' }],
  ['header', { placement: { ...BEARER_HEADER, identity: ['x-token', 'Bearer'] } }],
];

describe('the identity of a token endpoint', () => {
  test.each(OTHER_ENDPOINTS)('differs with the %s', (_part, parts) => {
    expect(endpoint(parts).identity).not.toEqual(endpoint().identity);
  });

  test('is another one for each of these', () => {
    const identities = [{}, ...OTHER_ENDPOINTS.map(([, parts]) => parts)].map((parts) =>
      endpoint(parts).identity.join(),
    );
    expect(new Set(identities).size).toBe(OTHER_ENDPOINTS.length + 1);
  });

  test('is the same for the same parts, made anew and in whatever order', () => {
    const parameters = { scope: 'read', grant_type: 'client_credentials' };
    const again = endpoint({ ...asWay(clientInBody({ ...CLIENT })), parameters });
    expect(again.identity).toEqual(endpoint().identity);
    const standard = { token: WELL_KNOWN_TOKEN, placement: BEARER_HEADER };
    expect(endpoint(standard).identity).toEqual(endpoint().identity);
  });

  test('does not depend on which refusals the vendor’s file tries another way after', () => {
    const ways: TokenEndpointParts['ways'] = [{ ...IN_BODY, isRefusedForItsForm: () => true }];
    expect(endpoint({ ways }).identity).toEqual(endpoint().identity);
  });

  test('differs wherever one text is split in two, be it in one part or across two', () => {
    const text = fc.string({ unit: fc.constantFrom(':', '1', '2', 'a'), minLength: 1 });
    fc.assert(
      fc.property(text, fc.nat(12), fc.nat(12), (whole, one, another) => {
        fc.pre(Math.min(one, whole.length) !== Math.min(another, whole.length));
        const within = (at: number) =>
          endpoint({
            token: { ...WELL_KNOWN_TOKEN, identity: [whole.slice(0, at), whole.slice(at)] },
          }).identity;
        const across = (at: number) =>
          endpoint({
            token: { ...WELL_KNOWN_TOKEN, identity: [whole.slice(0, at)] },
            placement: { ...BEARER_HEADER, identity: [whole.slice(at)] },
          }).identity;
        expect(within(one)).not.toEqual(within(another));
        expect(across(one)).not.toEqual(across(another));
      }),
    );
  });

  test('holds no secret', () => {
    expect(JSON.stringify(endpoint().identity)).not.toContain(CLIENT.clientSecret);
  });
});

describe('the identity of a static token', () => {
  test.each(OTHER_STATIC_TOKENS)('differs with the %s', (_part, parts) => {
    expect(fixed(parts).identity).not.toEqual(fixed().identity);
  });

  test('is the same for the same parts, and that of no token endpoint', () => {
    expect(fixed({ placement: BEARER_HEADER }).identity).toEqual(fixed().identity);
    expect(fixed().identity[0]).not.toBe(endpoint().identity[0]);
  });

  test('does not hold the token', () => {
    expect(JSON.stringify(fixed().identity)).not.toContain('the token');
  });
});

describe('the secrets of a plan', () => {
  test('are the client’s, in each form in which a way sends it', () => {
    expect(endpoint().secrets).toEqual(['the secret']);
    const both = endpoint({
      ways: [IN_BODY, { client: clientInBasicHeader(CLIENT), format: JSON_BODY }],
    });
    expect(new Set(both.secrets)).toEqual(new Set(['the secret', basicCredentials(CLIENT)]));
  });

  test('are those of every other part too', () => {
    const plan = endpoint({
      ways: [{ ...IN_BODY, format: { ...FORM, secrets: ['of the format'] } }],
      token: { ...WELL_KNOWN_TOKEN, secrets: ['of the place'] },
      lifetime: { ...lifetime({ defaultSeconds: 300 }), secrets: ['of the lifetime'] },
      placement: { ...BEARER_HEADER, secrets: ['of the header'] },
      headers: { 'x-api-key': 'of the request' },
      secretParameters: { password: 'of the parameters', deep: [{ pin: 1234 }] },
    });
    expect(new Set(plan.secrets)).toEqual(
      new Set([
        'the secret',
        'of the format',
        'of the place',
        'of the lifetime',
        'of the header',
        'of the request',
        'of the parameters',
        '1234',
      ]),
    );
  });

  test('are the static token itself, and those of its header', () => {
    expect(fixed().secrets).toEqual(['the token']);
    const placement = { ...BEARER_HEADER, secrets: ['of the header'] };
    expect(fixed({ placement }).secrets).toEqual(['the token', 'of the header']);
  });
});

describe('what a plan says where the vendor’s file says nothing', () => {
  test('is what RFC 6749 and RFC 6750 say', () => {
    expect(endpoint()).toMatchObject({ token: WELL_KNOWN_TOKEN, placement: BEARER_HEADER });
    expect(fixed().placement).toBe(BEARER_HEADER);
  });
});
