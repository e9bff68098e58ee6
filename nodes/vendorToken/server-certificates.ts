import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import {
  certificateToTrust,
  exchange,
  isRecord,
  type PeerCertificate,
  sentences,
  type ServerCertificate,
  type Settings,
  VendorAuthError,
} from '../../core';
import { olderHelper } from '../../credentials/shared/http-helper';
import { sendThrough } from '../../credentials/shared/transport';
import type { ItemCredential } from '../shared/open-credential';

const TIMEOUT_MS = 10_000;

/**
 * The self-signed certificates of the credential's servers, each with its fingerprint, so that a person can
 * compare it and enter it as CA Certificate. Nothing of the credential is sent: each server is asked for its
 * front page, whoever it is.
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
  'This certificate is self-signed. Compare its fingerprint with the one that the server’s administrator sees. If they are equal, copy pem into CA Certificate of the credential, unless it holds this one already.';
const NOTHING_TO_TRUST =
  'There is no self-signed certificate to be trusted. If the test still does not trust the server, enter the certificate of the authority that issued the server’s.';

const SAY = sentences('n8n', {
  notTold: 'This n8n does not tell which certificate a server has.',
  askOpenssl: 'Ask on a computer with OpenSSL: openssl s_client -connect host:port',
});

function notTold({ vendor }: Settings): VendorAuthError {
  const [message, hint] = [SAY.notTold(), SAY.askOpenssl()];
  return new VendorAuthError({ code: 'not-sent', vendor: vendor.id, message, hint });
}

async function certificateOf(
  context: IExecuteFunctions,
  { settings, vendor, restriction }: ItemCredential,
  origin: string,
): Promise<ServerCertificate | undefined> {
  let found: ServerCertificate | undefined;
  const helper = olderHelper(context.helpers);
  if (helper === undefined) throw notTold(settings);
  const send = sendThrough(async (options) => {
    const answer: unknown = await helper({ ...options, ...restriction });
    found = certificateBehind(answer, settings.plan.secrets);
    return answer;
  }, vendor);
  // Looked at only; whoever answers gets nothing of the credential.
  const tls = { allowUnauthorizedCerts: true };
  const request = { method: 'GET', url: `${origin}/`, headers: {}, timeoutMs: TIMEOUT_MS } as const;
  await exchange({ ...settings, tls }, send, request).catch((error: unknown) => {
    // What came after the certificate does not matter.
    if (found === undefined) throw error;
  });
  return found;
}

/** What is looked at of Node.js's `TLSSocket`. */
interface Connection {
  readonly authorizationError: unknown;
  getPeerCertificate(detailed: true): PeerCertificate;
}

function certificateBehind(
  answer: unknown,
  secrets: readonly string[],
): ServerCertificate | undefined {
  const request = isRecord(answer) ? answer['request'] : undefined;
  const socket = (isRecord(request) ? request['socket'] : undefined) as
    Partial<Connection> | undefined;
  try {
    const leaf = socket?.getPeerCertificate?.(true);
    return leaf && certificateToTrust(socket?.authorizationError, leaf, secrets);
  } catch {
    // Whoever answers has written the certificate, and not all that can stand in one can be read.
    return undefined;
  }
}
