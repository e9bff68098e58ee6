import { setTimeout as delay } from 'node:timers/promises';
import type { Sandbox } from '../../../../sandbox';
import { atMost, equal, exactly, says } from '../../support/checks';
import { described, sendRaw, type RawRequest } from '../raw-request';
import type { Section } from '../section';
import { atOnce, failureOf, tally, VendorAuthClient } from '../vendor-auth-client';
import {
  CLIENTS,
  DISABLED_REALM,
  HTTPS_ONLY_REALM,
  SHORT_LIFETIME_SECONDS,
  type ClientLogin,
} from './realms';
import type { Keycloak } from './server';

const AT_ONCE = 100;
/** So long a steady stream of calls goes on, over several lifetimes of a short-lived token. */
const STREAM_MS = 8000;
const STREAM_EVERY_MS = 40;

/** How the core gets on with a real Keycloak at DAI's addresses, and how close the sandbox is to it. */
export function keycloakSections(keycloak: Keycloak, sandbox: Sandbox): Section[] {
  const { origin, admin } = keycloak;
  const dai = sandbox.vendors['eggplant-dai'];
  const main: ClientLogin = dai;
  const realmPath = '/auth/realms/eggplant/protocol/openid-connect';
  const tokenPath = `${realmPath}/token`;
  const userinfo = `${origin}${realmPath}/userinfo`;

  const asDai = (login: ClientLogin, fields: object = {}) =>
    new VendorAuthClient('eggplant-dai', { baseUrl: origin, ...loginOf(login), ...fields });

  /** With the scope that lets it read its own user info, which serves as the protected API. */
  const withUserinfo = (login: ClientLogin, fields: object = {}) =>
    new VendorAuthClient('client-credentials', {
      baseUrl: `${origin}/auth`,
      tokenUrl: `${origin}${tokenPath}`,
      scope: 'openid',
      checkPath: 'realms/eggplant/protocol/openid-connect/userinfo',
      ...loginOf(login),
      ...fields,
    });

  const refusal = async (client: VendorAuthClient) => {
    const { code, fullMessage } = await failureOf(client.token());
    return `${code}: ${fullMessage}`;
  };

  const login: Section = {
    title: 'Keycloak: login',
    async run() {
      const before = await admin.tokenRequests(main.clientId);
      const client = asDai(main);
      const tokens = await atOnce(AT_ONCE, () => client.token());
      const counted = (await admin.tokenRequests(main.clientId)) - before;
      const { lifetimeSeconds } = await client.issued();
      const tokenUrl = `${origin}${tokenPath}`;
      const byTokenUrl = asDai(main, { baseUrl: 'http://127.0.0.1:9', tokenUrl });
      return [
        exactly(`tokens that ${AT_ONCE} callers at once get`, 1, new Set(tokens).size),
        exactly('token requests that Keycloak counted for them', 1, counted),
        exactly('lifetime in seconds', 300, lifetimeSeconds),
        equal('Token URL in place of Base URL', 'a token', kindOf(await byTokenUrl.token())),
        equal(
          'client ID with a colon in a Basic header',
          'a token',
          kindOf(await withUserinfo(main, { clientAuthentication: 'header' }).token()),
        ),
      ];
    },
  };

  const refusals: Section = {
    title: 'Keycloak: refusals in words',
    async run() {
      const { clientId } = main;
      const wrong = asDai({ clientId, clientSecret: 'wrong' });
      const before = await admin.tokenRequests(clientId);
      const failures = await atOnce(AT_ONCE, () => failureOf(wrong.token()));
      const counted = (await admin.tokenRequests(clientId)) - before;
      const unknown = asDai({ clientId: 'dai:nobody', clientSecret: 'x' });
      return [
        equal(
          `${AT_ONCE} callers with a wrong secret`,
          `${AT_ONCE} x invalid-client`,
          tally(failures.map(({ code }) => code)),
        ),
        exactly('token requests that Keycloak counted for them', 1, counted),
        says('unknown client', ['invalid-client', 'API Access'], await refusal(unknown)),
        says('disabled client', ['invalid-client'], await refusal(asDai(CLIENTS.disabled))),
        says(
          'client without a service account',
          ['token-request-refused', 'service account'],
          await refusal(asDai(CLIENTS.withoutServiceAccount)),
        ),
        says(
          'unknown realm',
          ['no-token-endpoint', 'no realm “nowhere”'],
          await refusal(asDai(main, { realm: 'nowhere' })),
        ),
        says(
          'disabled realm',
          ['token-request-refused', `realm “${DISABLED_REALM}”`],
          await refusal(asDai(main, { realm: DISABLED_REALM })),
        ),
        says(
          'realm that wants HTTPS',
          ['token-request-refused', 'https://'],
          await refusal(asDai(main, { realm: HTTPS_ONLY_REALM })),
        ),
        says(
          'Token URL without /auth',
          ['no-token-endpoint', 'web page'],
          await refusal(asDai(main, { tokenUrl: `${origin}${tokenPath.replace('/auth', '')}` })),
        ),
        says(
          'JSON body',
          ['token-request-refused', 'Body Format'],
          await refusal(withUserinfo(main, { bodyFormat: 'json' })),
        ),
        says(
          'unknown scope',
          ['token-request-refused', 'Check Scope'],
          await refusal(withUserinfo(main, { scope: 'nonsense' })),
        ),
      ];
    },
  };

  const expiry: Section = {
    title: `Keycloak: tokens of ${SHORT_LIFETIME_SECONDS} s`,
    async run() {
      const { clientId } = CLIENTS.shortLived;
      const client = withUserinfo(CLIENTS.shortLived);
      const first = await client.token();
      const before = (await admin.tokenRequests(clientId)) - 1;
      const statuses = await streamOf(() => client.call(userinfo));
      const counted = (await admin.tokenRequests(clientId)) - before;
      // The core renews a fifth of the lifetime ahead.
      const windows = Math.ceil(STREAM_MS / (SHORT_LIFETIME_SECONDS * 800)) + 1;
      const late = await sendRaw(origin, { path: pathOf(userinfo), authorization: bearer(first) });
      return [
        equal('calls over several lifetimes', `${statuses.length} x 200`, tally(statuses)),
        atMost('token requests that Keycloak counted for them', windows, counted),
        says('the first token afterwards', ['401', 'invalid_token'], described(late)),
      ];
    },
  };

  const withdrawal: Section = {
    title: 'Keycloak: tokens withdrawn by Not Before',
    async run() {
      const { clientId } = CLIENTS.withdrawn;
      const client = withUserinfo(CLIENTS.withdrawn);
      const cold = await atOnce(AT_ONCE, () => client.call(userinfo));
      // Not Before counts in whole seconds, and spares what was issued within its own.
      await delay(1100);
      await admin.withdrawTokens(clientId);
      const before = await admin.tokenRequests(clientId);
      const again = await atOnce(AT_ONCE, () => client.call(userinfo));
      const counted = (await admin.tokenRequests(clientId)) - before;
      const report = await client.verify();
      return [
        equal(`${AT_ONCE} calls at once, no token yet`, `${AT_ONCE} x 200`, tally(cold)),
        equal('as many after the token was withdrawn', `${AT_ONCE} x 200`, tally(again)),
        exactly('token requests that Keycloak counted for them', 1, counted),
        equal('test call with the new token', 'accepted', report.verdict),
      ];
    },
  };

  const rotation: Section = {
    title: 'Keycloak: client secret replaced',
    async run() {
      const client = withUserinfo(CLIENTS.rotated);
      await client.token();
      const clientSecret = await admin.replaceSecret(CLIENTS.rotated.clientId);
      const stillGood = await client.call(userinfo);
      client.forget();
      const refused = await failureOf(client.token());
      const renewed = withUserinfo({ ...CLIENTS.rotated, clientSecret });
      return [
        exactly('call with the token of the old secret', 200, stillGood),
        says('the next token request with it', ['invalid-client'], refused.code),
        exactly('call with the new secret', 200, await renewed.call(userinfo)),
      ];
    },
  };

  const likeness: Section = {
    title: 'Keycloak: what the sandbox answers (seen) to the same request (expected)',
    async run() {
      const form = { grant_type: 'client_credentials', ...rawLogin(main) };
      const requests: Record<string, RawRequest> = {
        'wrong secret': { path: tokenPath, form: { ...form, client_secret: 'wrong' } },
        'unknown client': { path: tokenPath, form: { ...form, client_id: 'dai:nobody' } },
        'no client': { path: tokenPath, form: { grant_type: 'client_credentials' } },
        'no grant_type': { path: tokenPath, form: rawLogin(main) },
        'unknown grant_type': { path: tokenPath, form: { ...form, grant_type: 'other' } },
        'JSON body': { path: tokenPath, json: form },
        'body without a type': { path: tokenPath, method: 'POST' },
        'unknown realm': { path: tokenPath.replace('eggplant', 'nowhere'), form },
        GET: { path: tokenPath },
      };
      const checks = [];
      for (const [what, raw] of Object.entries(requests)) {
        const [real, ours] = [await sendRaw(origin, raw), await sendRaw(dai.origin, raw)];
        checks.push(equal(what, described(real), described(ours)));
      }
      const granted = { path: tokenPath, form };
      const [real, ours] = [await sendRaw(origin, granted), await sendRaw(dai.origin, granted)];
      checks.push(equal('members of a token answer', membersOf(real.body), membersOf(ours.body)));
      const authorization = bearer('of-nobody');
      const refused = await sendRaw(origin, { path: pathOf(userinfo), authorization });
      const refusedByUs = await sendRaw(dai.origin, { path: dai.protectedPath, authorization });
      checks.push(
        equal('challenge to a bad token', String(refused.challenge), String(refusedByUs.challenge)),
      );
      return checks;
    },
  };

  return [login, refusals, expiry, withdrawal, rotation, likeness];
}

function loginOf({ clientId, clientSecret }: ClientLogin): ClientLogin {
  return { clientId, clientSecret };
}

function rawLogin({ clientId, clientSecret }: ClientLogin) {
  return { client_id: clientId, client_secret: clientSecret };
}

function kindOf(token: string): string {
  return token.length > 0 ? 'a token' : 'nothing';
}

function bearer(token: string): string {
  return `Bearer ${token}`;
}

function pathOf(url: string): string {
  return new URL(url).pathname;
}

/** Names and types, such as `access_token: string, expires_in: number`. */
function membersOf(body: unknown): string {
  const members = Object.entries(body as object);
  return members.map(([name, value]) => `${name}: ${typeof value}`).join(', ');
}

/** A call every few milliseconds, whether or not the one before has ended. */
async function streamOf(call: () => Promise<number>): Promise<number[]> {
  const calls: Promise<number>[] = [];
  const endMs = performance.now() + STREAM_MS;
  while (performance.now() < endMs) {
    calls.push(call());
    await delay(STREAM_EVERY_MS);
  }
  return Promise.all(calls);
}
