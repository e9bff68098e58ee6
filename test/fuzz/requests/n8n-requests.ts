import { dirname } from 'node:path';
import fc from 'fast-check';
import type { AxiosStatic } from 'axios';
import { settingsOf } from '../../core/support/credentials';
import { isOriginAllowed, type Settings } from '../core';
import { fuzzProperty, type Tally } from '../fuzz-property';
import { authorized, targetOf, type ApiRequest } from '../hosts';
import { anyAddress, HOME } from '../texts/addresses';
import { anyText } from '../texts/texts';

type HttpClient = Pick<AxiosStatic, 'getUri'>;

/** The HTTP client that n8n itself sends requests with. */
const client: HttpClient = (() => {
  const from = dirname(require.resolve('n8n-core/package.json'));
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- it is n8n's, wherever that has it
  return require(require.resolve('axios', { paths: [from] })) as HttpClient;
})();

const LOGINS: Readonly<Record<string, Settings>> = {
  plain: settingsOf('client-credentials', { baseUrl: `https://${HOME}` }),
  agility: settingsOf('agility', { baseUrl: `https://${HOME}/Acme` }),
  insecure: settingsOf('client-credentials', {
    baseUrl: `https://${HOME}`,
    allowUnauthorizedCerts: true,
  }),
};

interface Case {
  readonly login: string;
  readonly request: ApiRequest;
}

const headerName = fc.oneof(
  fc.constantFrom(
    'Authorization',
    'authorization',
    'AUTHORIZATION',
    'Accept',
    'accept',
    'User-Agent',
    '__proto__',
  ),
  anyText,
);
const address = fc.oneof(
  { weight: 5, arbitrary: anyAddress },
  { weight: 1, arbitrary: anyText },
  { weight: 1, arbitrary: fc.constantFrom('', '/me', 'me', '//evil.example', undefined) },
);

const anyRequest = fc.record(
  {
    url: address,
    uri: address,
    baseURL: fc.oneof(
      fc.constantFrom(`https://${HOME}`, `https://${HOME}/Acme/`, '', undefined),
      anyAddress,
    ),
    headers: fc.dictionary(headerName, fc.oneof(anyText, fc.integer()), { maxKeys: 4 }),
    sendCredentialsOnCrossOriginRedirect: fc.boolean(),
    skipSslCertificateValidation: fc.boolean(),
    agentOptions: fc.constant({ servername: 'evil.example' }),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<unknown> as fc.Arbitrary<ApiRequest>;

/** Where n8n sends the request; undefined if nowhere. */
function clientOrigin({ url, uri, baseURL }: ApiRequest): string | undefined {
  try {
    const target = url ?? uri;
    const whole = client.getUri({
      ...(target === undefined ? {} : { url: target }),
      ...(baseURL === undefined ? {} : { baseURL }),
    });
    const { protocol, origin } = new URL(whole);
    // Of other schemes it knows only `data:`, which leads nowhere.
    return /^https?:$/.test(protocol) ? origin : undefined;
  } catch {
    return undefined;
  }
}

function check({ login, request }: Case, tally: Tally): void {
  const settings = LOGINS[login]!;
  const before = JSON.stringify(request);
  const target = targetOf(request);
  const isAllowed = target !== undefined && isOriginAllowed(settings, target);
  tally.add(isAllowed ? 'with the token' : 'refused');
  const origin = clientOrigin(request);
  if (isAllowed && origin !== undefined && origin !== `https://${HOME}`) {
    throw new Error(`n8n sends it to ${origin}.`);
  }
  const sent = authorized(request, settings, { authorization: 'Bearer ours' });
  const names = Object.keys(sent.headers ?? {}).filter(
    (name) => name.toLowerCase() === 'authorization',
  );
  if (names.length !== 1 || sent.headers?.['authorization'] !== 'Bearer ours') {
    throw new Error(`It is sent with ${JSON.stringify(names)}.`);
  }
  if (sent.sendCredentialsOnCrossOriginRedirect !== false)
    throw new Error('A redirect takes the token along.');
  // One of the two dialects is left, so that both of n8n's helpers read the same address.
  const address: unknown = request.url ?? request.uri;
  const asked = [typeof address === 'string' ? address : '', undefined, request.baseURL];
  if (JSON.stringify([sent.url, sent.uri, sent.baseURL]) !== JSON.stringify(asked)) {
    throw new Error('It goes elsewhere than it was asked to.');
  }
  // n8n shows the request that it handed over, and keeps it with errors.
  if (JSON.stringify(request) !== before)
    throw new Error('The request that n8n keeps was changed.');
}

export const n8nRequests = fuzzProperty<Case>({
  kind: 'n8n-requests',
  guarantee:
    'a request that n8n sends elsewhere never gets the token, and one that gets it has only ours',
  runs: 200_000,
  runsInTests: 2_500,
  inputs: fc.record({ login: fc.constantFrom(...Object.keys(LOGINS)), request: anyRequest }),
  check,
  missing: (tally, runs) =>
    runs >= 500 && Math.min(tally.of('with the token'), tally.of('refused')) * 20 < runs
      ? 'Hardly any request got the token, or hardly any was refused.'
      : undefined,
});
