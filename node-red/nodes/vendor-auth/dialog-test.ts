import type { NodeAPI } from 'node-red';
import {
  asVendorAuthError,
  fieldsOf,
  isSecretField,
  VendorAuthError,
  type FieldProblem,
  type Settings,
} from '../../../core';
import { Credential } from '../../lib/credential';
import type { HttpProxyNode } from '../../lib/proxy';
import { tokenSources } from '../../lib/shared-token-sources';
import type { TlsConfigNode } from '../../lib/tls';
import { assertVariablesSet } from '../../lib/unset-variable';
import { DeployedConfiguration } from './deployed-configuration';
import { readDialog, type DialogContent } from './dialog-content';
import { offeredCertificate, type ServerCertificate } from './server-certificate';

/** What came of a test, in words. It holds neither secret nor token. */
export interface TestOutcome {
  /** `issued`: there is a token, and whether the API takes it could not be told. */
  readonly verdict: 'accepted' | 'issued' | 'failed';
  /** What happened, as a sentence. */
  readonly says: string;
  /** What to do about it, as a sentence. */
  readonly hint?: string | undefined;
  /** A `VendorAuthErrorCode`, or `secret-needed`. */
  readonly code?: string | undefined;
  /** Until the token expires; a static one does not. */
  readonly secondsLeft?: number | undefined;
  readonly problems?: readonly FieldProblem[];
  /** A certificate that would be trusted if it were entered as CA Certificate. */
  readonly certificate?: ServerCertificate | undefined;
}

/**
 * Tries what a dialog holds: gets a token from the token sources that all nodes share, so that all
 * rules about the number of token requests hold here too, and makes the vendor's own test call.
 *
 * @returns the outcome, also of a dialog that holds nothing that could be tried
 */
export async function testDialog(RED: NodeAPI, body: unknown): Promise<TestOutcome> {
  let credential: Credential | undefined;
  try {
    const dialog = readDialog(body);
    const deployed = DeployedConfiguration.find(RED, dialog.id);
    const { fields, usesSaved } = deployed.complete(dialog);
    assertVariablesSet(dialog.vendor, fields);
    credential = Credential.from(
      { vendor: dialog.vendor, fields, ...nodesOf(RED, dialog) },
      tokenSources,
    );
    const { settings } = credential;
    const elsewhere = usesSaved ? deployed.leadsElsewhere(settings, dialog) : undefined;
    if (elsewhere !== undefined) return secretNeeded(settings, elsewhere);
    return await trial(credential);
  } catch (thrown) {
    const { message, hint, code, problems } = asVendorAuthError(thrown, '');
    const certificate = code === 'certificate' ? await offer(credential) : undefined;
    return { verdict: 'failed', says: message, hint, code, problems, certificate };
  } finally {
    credential?.close();
  }
}

async function trial(credential: Credential): Promise<TestOutcome> {
  const { settings, send } = credential;
  const source = credential.source();
  let token = await source.token({ send });
  let report = await source.verify(token, send, settings);
  if (report.verdict === 'rejected' && source.reject(token.value)) {
    // A token from before may have been withdrawn; only a new one tells of the login.
    token = await source.token({ send });
    report = await source.verify(token, send, settings);
  }
  const { says, hint, verdict } = report;
  const { secondsLeft } = source.status();
  switch (verdict) {
    case 'accepted':
      source.accepted(token.value);
      return { verdict, says, hint, secondsLeft };
    case 'rejected':
      source.reject(token.value);
      return { verdict: 'failed', says, hint, code: 'token-rejected' };
    case 'unknown':
      return settings.plan.kind === 'static'
        ? { verdict: 'failed', says, hint, code: 'request-failed' }
        : { verdict: 'issued', says, hint, secondsLeft };
  }
}

/** The nodes that the dialog refers to, which must be deployed to be of any use. */
function nodesOf(RED: NodeAPI, { tls, proxy }: DialogContent) {
  return {
    tlsNode: nodeOf<TlsConfigNode>(RED, tls, 'TLS Configuration'),
    proxyNode: nodeOf<HttpProxyNode>(RED, proxy, 'Proxy'),
  };
}

function nodeOf<OtherNode>(RED: NodeAPI, id: string, label: string): OtherNode | undefined {
  if (id === '') return undefined;
  // A node of Node-RED's own, whose type nothing but its documentation vouches for.
  const node = RED.nodes.getNode(id) as unknown as OtherNode | null;
  if (node) return node;
  throw new VendorAuthError({
    code: 'invalid-settings',
    vendor: '',
    message: `${label} is not deployed yet.`,
    hint: 'Deploy, then test.',
  });
}

function secretNeeded({ vendor }: Settings, label: string): TestOutcome {
  const secret = fieldsOf(vendor).find(isSecretField)?.label ?? 'the secret';
  return {
    verdict: 'failed',
    says: `${label} leads elsewhere than what is deployed, and what is saved is not sent there.`,
    hint: `Enter ${secret} again to test with it.`,
    code: 'secret-needed',
  };
}

/** Through a proxy, the server's certificate cannot be looked at without speaking to the proxy. */
async function offer(credential: Credential | undefined): Promise<ServerCertificate | undefined> {
  if (credential === undefined || credential.proxy?.httpsProxy) return undefined;
  return await offeredCertificate(credential.settings);
}
