import type { IDataObject, IExecuteFunctions, IN8nHttpFullResponse } from 'n8n-workflow';
import {
  certificateToTrust,
  exchange,
  isRecord,
  type PeerCertificate,
  type ServerCertificate,
} from '../../core';
import { sendThrough } from '../../credentials/shared/transport';
import type { ItemCredential } from '../shared/open-credential';

const TIMEOUT_MS = 10_000;

/**
 * The certificates of the credential's servers that nobody but themselves vouches for, each with its
 * fingerprint, so that a person can compare it and enter it as CA Certificate. Nothing of the credential is
 * sent: each server is asked for its front page, whoever it is.
 *
 * @throws {VendorAuthError} if a server does not answer
 */
export async function serverCertificates(
  context: IExecuteFunctions,
  credential: ItemCredential,
): Promise<IDataObject> {
  const { vendor, baseUrl, plan } = credential.settings;
  const origins = [...new Set([baseUrl, plan.url].map((url) => new URL(url).origin))];
  const servers: IDataObject[] = [];
  for (const origin of origins) {
    const certificate = await certificateOf(context, credential, origin);
    servers.push({
      server: origin,
      ...certificate,
      says: certificate === undefined ? NOTHING_TO_TRUST : COMPARE,
    });
  }
  return { vendor: vendor.productName, servers };
}

const COMPARE =
  'The server’s certificate is self-signed. Compare its fingerprint with the one that the server itself shows. If they are equal, copy pem into CA Certificate of the credential.';
const NOTHING_TO_TRUST =
  'There is no self-signed certificate to be trusted: the server has none, or n8n trusts it already.';

async function certificateOf(
  context: IExecuteFunctions,
  { settings, vendor }: ItemCredential,
  origin: string,
): Promise<ServerCertificate | undefined> {
  let found: ServerCertificate | undefined;
  const send = sendThrough(async (options) => {
    const answer = (await context.helpers.httpRequest(options)) as Partial<IN8nHttpFullResponse>;
    found = certificateBehind(answer.body, settings.plan.secrets);
    return answer;
  }, vendor);
  // Looked at only; whoever answers gets nothing of the credential.
  const tls = { allowUnauthorizedCerts: true };
  const request = { method: 'GET', url: `${origin}/`, headers: {}, timeoutMs: TIMEOUT_MS } as const;
  await exchange({ ...settings, tls }, send, request);
  return found;
}

/** What is looked at of Node.js's `TLSSocket`. */
interface Connection {
  readonly authorizationError: unknown;
  getPeerCertificate(detailed: true): PeerCertificate;
}

/** n8n's helper answers the stream itself, which knows its connection. */
function certificateBehind(
  body: unknown,
  secrets: readonly string[],
): ServerCertificate | undefined {
  const socket = (isRecord(body) ? body['socket'] : undefined) as Partial<Connection> | undefined;
  try {
    const leaf = socket?.getPeerCertificate?.(true);
    return leaf && certificateToTrust(socket?.authorizationError, leaf, secrets);
  } catch {
    // Whoever answers has written the certificate, and not all that can stand in one can be read.
    return undefined;
  }
}
