import { setTimeout as delay } from 'node:timers/promises';
import { callWithToken, TokenSources, type ApiAnswer } from '../core';
import { systemClock, wait } from '../node-red/lib/clock';
import { Credential } from '../node-red/lib/credential';
import type { Sandbox } from '../sandbox';
import type { Measurement } from './measurement';
import { coldRoutes, coldSecret } from './node-red/flows';
import type { Rivals } from './rivals';

/** So many messages at once; each number has flows of its own. */
export const MESSAGE_COUNTS = [10, 100];
/** A token endpoint across a network takes at least so long; on this machine it would take no time. */
const TOKEN_LATENCY_MS = 50;
/** Between the answers of calls that were made at the same moment: time for a whole token request. */
const ANSWERS_APART_MS = 2 * TOKEN_LATENCY_MS;
const LATE_ANSWERS = 10;
const ANSWERS_TIMEOUT_MS = 20_000;

/** Makes a call of the API with a token, and answers with the call's status. */
type CallApi = (perform: (authorization: string) => Promise<number>) => Promise<number>;

type Dvinci = Sandbox['vendors']['dvinci'];

/** How many token requests arrive at the vendor when nobody should need more than one. */
export async function measureTokenRequests(
  sandbox: Sandbox,
  hostUrl: string,
  rivals: Rivals | undefined,
): Promise<Measurement[]> {
  const { dvinci } = sandbox.vendors;
  dvinci.set({
    tokenEndpoint: { delayMs: TOKEN_LATENCY_MS },
    furtherClientSecrets: MESSAGE_COUNTS.map(coldSecret),
  });
  try {
    return [
      ...(await measureMessages(dvinci, hostUrl, rivals)),
      ...(await measureLateRejections(dvinci, rivals)),
    ];
  } finally {
    dvinci.reset();
  }
}

async function measureMessages(
  dvinci: Dvinci,
  hostUrl: string,
  rivals: Rivals | undefined,
): Promise<Measurement[]> {
  const measurements: Measurement[] = [];
  const measure = async (messageCount: number, who: string, path: string) => {
    const before = dvinci.stats().tokenRequests;
    const signal = AbortSignal.timeout(ANSWERS_TIMEOUT_MS);
    const messages = Array.from({ length: messageCount }, () =>
      fetch(`${hostUrl}${path}`, { signal }),
    );
    for (const answer of await Promise.all(messages)) await answer.text();
    measurements.push({
      group: 'Token requests of parallel messages in Node-RED, no token yet (1 is enough)',
      what: `${messageCount} messages, ${who}`,
      value: dvinci.stats().tokenRequests - before,
      unit: 'requests',
    });
  };
  for (const messageCount of MESSAGE_COUNTS) {
    const { ours, contrib } = coldRoutes(messageCount);
    await measure(messageCount, 'vendor-auth-bearer', ours);
    if (rivals !== undefined) await measure(messageCount, rivals.contribName, contrib);
  }
  return measurements;
}

/**
 * Calls made at once with a token that was withdrawn, whose rejections come in one after the other:
 * each finds that the token it was about has been replaced already.
 */
async function measureLateRejections(
  dvinci: Dvinci,
  rivals: Rivals | undefined,
): Promise<Measurement[]> {
  const callers: Record<string, CallApi> = {
    core: withCore(dvinci),
    ...(rivals === undefined ? {} : { [rivals.badgatewayName]: withBadgateway(dvinci, rivals) }),
  };
  const measurements: Measurement[] = [];
  for (const [who, call] of Object.entries(callers)) {
    let withdrawn = '';
    await call(async (authorization) => {
      withdrawn = authorization;
      return 200;
    });
    const before = dvinci.stats().tokenRequests;
    const calls = Array.from({ length: LATE_ANSWERS }, (_, index) =>
      call(async (authorization) => {
        if (authorization !== withdrawn) return 200;
        await delay(index * ANSWERS_APART_MS);
        return 401;
      }),
    );
    const statuses = await Promise.all(calls);
    const answered = statuses.filter((status) => status === 200).length;
    measurements.push({
      group: `Token requests after one withdrawn token and ${LATE_ANSWERS} late 401s (1 is enough)`,
      what: `${who} (${answered} of ${LATE_ANSWERS} calls answered)`,
      value: dvinci.stats().tokenRequests - before,
      unit: 'requests',
    });
  }
  return measurements;
}

/** What a comparison of token requests needs of an answer. */
function statusOnly(status: number): ApiAnswer {
  return { status, header: () => undefined, text: () => '', json: () => undefined };
}

function withCore({ baseUrl, clientId, clientSecret, protectedPath }: Dvinci): CallApi {
  const sources = new TokenSources(systemClock, Math.random);
  const fields = { baseUrl, clientId, clientSecret };
  const credential = Credential.from({ vendor: 'dvinci', fields }, sources);
  return (perform) =>
    callWithToken({
      settings: credential.settings,
      source: credential.source(),
      send: credential.send,
      url: new URL(`${baseUrl}${protectedPath}`),
      wait,
      canRepeat: true,
      perform: ({ authorization = '' }) => perform(authorization),
      answerOf: statusOnly,
    });
}

function withBadgateway(
  { tokenUrl, clientId, clientSecret, baseUrl, protectedPath }: Dvinci,
  { badgateway }: Rivals,
): CallApi {
  const client = new badgateway.OAuth2Client({
    tokenEndpoint: tokenUrl,
    clientId,
    clientSecret,
    authenticationMethod: 'client_secret_post',
  });
  const wrapper = new badgateway.OAuth2Fetch({
    client,
    getNewToken: () => client.clientCredentials(),
    scheduleRefresh: false,
  });
  const call = wrapper.mw();
  return async (perform) => {
    const response = await call(new Request(`${baseUrl}${protectedPath}`), async ({ headers }) => {
      return new Response('', { status: await perform(headers.get('authorization') ?? '') });
    });
    return response.status;
  };
}
