import type { Sandbox } from '../../../../sandbox';
import type { Certificate } from '../../../../sandbox/certificate';
import { sayAll } from '../../../../core';
import { type Check, equal, exactly, says } from '../../support/checks';
import { described, sendRaw, type RawAnswer, type RawRequest } from '../raw-request';
import type { Section } from '../section';
import { atOnce, failureOf, tally, VendorAuthClient } from '../vendor-auth-client';
import type { BodyFormat, Django, DjangoClients } from './server';

const AT_ONCE = 100;
const tokenPath = '/oauth2/token/';
const clusterPath = '/api/cluster_settings/cluster/';
/** The same view behind the toolkit's decorator; the sandbox has it under the address above. */
const decoratedPath = '/decorated/cluster/';

export interface DjangoTest {
  readonly django: Django;
  readonly bodyFormat: BodyFormat;
  readonly clients: DjangoClients;
  readonly certificate: Certificate;
  readonly sandbox: Sandbox;
  /** Lets the sandbox's clock run ahead, past the end of every token. */
  readonly expireSandboxTokens: () => void;
}

/** How the core gets on with a real Django at DDI Central's addresses, and how close the sandbox is. */
export function djangoSections(test: DjangoTest): Section[] {
  const { django, bodyFormat, clients, certificate } = test;
  const { origin } = django;
  const clusters = `${origin}${clusterPath}`;
  const title = `Django reading ${bodyFormat === 'json' ? 'JSON' : 'forms'}`;
  // JSON is tried first, as the page's sample has it; a server that reads forms refuses it once.
  const attempts = bodyFormat === 'json' ? 1 : 2;
  const { clientId, clientSecret, otherClientId } = clients;
  const trusting = { caCertificate: certificate.certificatePem };
  const asDdi = (fields: object = {}) =>
    new VendorAuthClient('ddi-central', {
      baseUrl: origin,
      clientId,
      clientSecret,
      ...trusting,
      ...fields,
    });
  const refusal = async (client: VendorAuthClient) => {
    const { code, fullMessage } = await failureOf(client.token());
    return `${code}: ${fullMessage}`;
  };
  const countedDuring = async (act: () => Promise<void>) => {
    const before = await django.tokenRequests();
    await act();
    return (await django.tokenRequests()) - before;
  };

  const login: Section = {
    title: `${title}: login`,
    async run() {
      const client = asDdi();
      const tokens: string[] = [];
      const first = await countedDuring(async () => {
        tokens.push(...(await atOnce(AT_ONCE, () => client.token())));
      });
      const { lifetimeSeconds } = await client.issued();
      client.forget();
      const second = await countedDuring(async () => void (await client.token()));
      const report = await client.verify();
      return [
        exactly(`tokens that ${AT_ONCE} callers at once get`, 1, new Set(tokens).size),
        exactly('requests to the token endpoint for them', attempts, first),
        exactly('and for the next token, the encoding being known', 1, second),
        exactly('lifetime in seconds', 1800, lifetimeSeconds),
        says('test call', ['accepts', 'sees 1 cluster'], sayAll(report.says)),
      ];
    },
  };

  const tls: Section = {
    title: `${title}: TLS`,
    async run() {
      const distrustful = await refusal(asDdi({ caCertificate: '' }));
      const careless = asDdi({ caCertificate: '', allowUnauthorizedCerts: true });
      return [
        says('certificate of nobody known', ['certificate', 'CA Certificate'], distrustful),
        exactly('call with verification switched off', 200, await careless.call(clusters)),
        exactly('call with the certificate as CA Certificate', 200, await asDdi().call(clusters)),
      ];
    },
  };

  const refusals: Section = {
    title: `${title}: refusals in words`,
    async run() {
      const wrong = asDdi({ clientSecret: 'wrong' });
      let codes: string[] = [];
      const counted = await countedDuring(async () => {
        const failures = await atOnce(AT_ONCE, () => failureOf(wrong.token()));
        codes = failures.map(({ code }) => code);
      });
      const withoutSlash = new VendorAuthClient('client-credentials', {
        baseUrl: origin,
        tokenUrl: `${origin}${tokenPath.replace(/\/$/, '')}`,
        bodyFormat,
        clientId,
        clientSecret,
        ...trusting,
      });
      return [
        equal(
          `${AT_ONCE} callers with a wrong secret`,
          `${AT_ONCE} x invalid-client`,
          tally(codes),
        ),
        exactly('requests to the token endpoint for them', attempts, counted),
        says(
          'unknown client',
          ['invalid-client', 'Client Credentials'],
          await refusal(asDdi({ clientId: 'nobody' })),
        ),
        says(
          'client of another grant',
          ['token-request-refused', 'client credentials grant'],
          await refusal(asDdi({ clientId: otherClientId })),
        ),
        says(
          'Token URL without its final slash',
          ['redirected', 'with it'],
          await refusal(withoutSlash),
        ),
      ];
    },
  };

  const recovery: Section = {
    title: `${title}: tokens that end early`,
    async run() {
      const client = asDdi();
      const cold = await atOnce(AT_ONCE, () => client.call(clusters));
      const checks = [equal(`${AT_ONCE} calls at once, no token yet`, all200, tally(cold))];
      const endings = {
        expired: () => django.expireTokens(),
        withdrawn: () => django.withdrawTokens(),
      };
      for (const [what, end] of Object.entries(endings)) {
        await end();
        let again: number[] = [];
        const counted = await countedDuring(async () => {
          again = await atOnce(AT_ONCE, () => client.call(clusters));
        });
        checks.push(
          equal(`as many after the token was ${what}`, all200, tally(again)),
          exactly('requests to the token endpoint for them', 1, counted),
        );
      }
      await django.withdrawTokens();
      let refused = 0;
      const counted = await countedDuring(async () => {
        refused = await client.call(`${origin}${decoratedPath}`);
      });
      checks.push(
        exactly('withdrawn token at the decorator, which says no more', 403, refused),
        exactly('requests to the token endpoint for it', 0, counted),
      );
      return checks;
    },
  };

  const likeness: Section = {
    title: `${title}: what the sandbox answers (seen) to the same request (expected)`,
    run: () => likenessChecks(test),
  };

  return [login, tls, refusals, recovery, likeness];
}

const all200 = `${AT_ONCE} x 200`;

async function likenessChecks(test: DjangoTest): Promise<Check[]> {
  const { django, bodyFormat, clients, sandbox } = test;
  const ddi = sandbox.vendors['ddi-central'];
  ddi.reset();
  ddi.set({ refuseEncoding: bodyFormat === 'json' ? 'form' : 'json' });
  const otherFormat = bodyFormat === 'json' ? 'form' : 'json';
  const login = { client_id: clients.clientId, client_secret: clients.clientSecret };
  const granted = { grant_type: 'client_credentials', ...login };
  const body = (members: Record<string, string>): RawRequest => ({
    path: tokenPath,
    [bodyFormat]: members,
  });
  const requests: Record<string, RawRequest> = {
    'wrong secret': body({ ...granted, client_secret: 'wrong' }),
    'unknown client': body({ ...granted, client_id: 'nobody' }),
    'no client': body({ grant_type: 'client_credentials' }),
    'no grant_type': body(login),
    'unknown grant_type': body({ ...granted, grant_type: 'other' }),
    'the other encoding': { path: tokenPath, [otherFormat]: granted },
    'broken JSON': { path: tokenPath, text: '{"grant_type"' },
    'no final slash': { ...body(granted), path: tokenPath.replace(/\/$/, '') },
    'GET to the token endpoint': { path: tokenPath },
    'call without its final slash': { path: clusterPath.replace(/\/$/, '') },
    'call without a token': { path: clusterPath },
    'call with a token of nobody': { path: clusterPath, authorization: 'Bearer of-nobody' },
  };
  const checks: Check[] = [];
  const compare = (what: string, real: RawAnswer, ours: RawAnswer) =>
    checks.push(equal(what, described(real), described(ours)));
  for (const [what, raw] of Object.entries(requests)) {
    compare(what, await sendRaw(django.origin, raw), await sendRaw(ddi.origin, raw));
  }

  const real = await sendRaw(django.origin, body(granted));
  const ours = await sendRaw(ddi.origin, body(granted));
  const withoutToken = (answer: RawAnswer) => ({ ...answer, body: masked(answer.body) });
  compare('token answer but for the token', withoutToken(real), withoutToken(ours));

  await django.expireTokens();
  test.expireSandboxTokens();
  const callAt = (path: string, answer: RawAnswer) => ({ path, authorization: bearer(answer) });
  compare(
    'call with an expired token',
    await sendRaw(django.origin, callAt(clusterPath, real)),
    await sendRaw(ddi.origin, callAt(clusterPath, ours)),
  );
  ddi.set({ protectedView: 'decorator' });
  compare(
    'the same at the decorator',
    await sendRaw(django.origin, callAt(decoratedPath, real)),
    await sendRaw(ddi.origin, callAt(clusterPath, ours)),
  );
  ddi.reset();
  return checks;
}

function masked(body: unknown): object {
  return { ...(body as object), access_token: '…' };
}

function bearer({ body }: RawAnswer): string {
  return `Bearer ${(body as { access_token: string }).access_token}`;
}
