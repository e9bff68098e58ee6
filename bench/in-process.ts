import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { Bench } from 'tinybench';
import { request } from 'undici';
import { checkSettings, TokenSources } from '../core';
import { DvinciApi } from '../credentials/DvinciApi.credentials';
import { systemClock } from '../node-red/lib/clock';
import { Credential } from '../node-red/lib/credential';
import type { Sandbox } from '../sandbox';
import type { Measurement } from './measurement';

const TIME_MS = 1000;
const WARM_UP_MS = 300;

/** What the core, and n8n's credential type on it, cost a request that finds a token in memory. */
export async function measureInProcess(sandbox: Sandbox): Promise<Measurement[]> {
  const { baseUrl, clientId, clientSecret, protectedPath } = sandbox.vendors.dvinci;
  const fields = { baseUrl, clientId, clientSecret };

  const sources = new TokenSources(systemClock, Math.random);
  const credential = Credential.from({ vendor: 'dvinci', fields }, sources);
  const { send, settings } = credential;
  const { value } = await credential.source().token({ settings, send });

  const { preAuthentication, authenticate } = new DvinciApi();
  // n8n's own HTTP helper is not reached: the token is there before anything is measured.
  const host = { helpers: { httpRequest: hostRequest } };
  const url = `${baseUrl}${protectedPath}`;
  let storedToken = '';
  const item = async () => {
    // As n8n does, a credentials object of its own for every request, with what is stored in it.
    const credentials: ICredentialDataDecryptedObject = { ...fields, storedToken };
    const ask = async () => {
      const output = await preAuthentication.call(host, credentials);
      storedToken = (output['storedToken'] as string | undefined) ?? storedToken;
    };
    const authorize = async () =>
      await authenticate(credentials, { url, method: 'GET', headers: {} });
    await ask();
    // The first request with a new token is interrupted until n8n has stored that.
    await authorize().catch(async () => {
      await ask();
      await authorize();
    });
  };
  await item();

  const bench = new Bench({ time: TIME_MS, warmupTime: WARM_UP_MS })
    .add('a token that is in memory', async () => {
      await credential.source().token({ settings, send });
    })
    .add('checking the fields of a credential', () => {
      checkSettings('dvinci', fields);
    })
    .add('n8n, per item: both calls of the credential type', item)
    .add('for scale: one request to a server on this machine', async () => {
      const { body } = await request(url, { headers: { authorization: `Bearer ${value}` } });
      await body.dump();
    });
  await bench.run();
  credential.close();
  return bench.tasks.map((task) => {
    const { result } = task;
    if (!('latency' in result)) throw new Error(`"${task.name}" could not be measured.`);
    return {
      group: 'In memory (median)',
      what: task.name,
      value: result.latency.p50 * 1000,
      unit: 'µs',
    };
  });
}

/** The part of n8n's HTTP helper that a token request uses. */
async function hostRequest(options: {
  readonly url: string;
  readonly method: 'POST';
  readonly headers: Record<string, string>;
  readonly body: string;
}) {
  const { url, method, headers, body } = options;
  const response = await request(url, { method, headers, body });
  return { statusCode: response.statusCode, headers: response.headers, body: response.body };
}
