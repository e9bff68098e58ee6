import type { NodeAPI } from 'node-red';
import {
  asVendorAuthError,
  fieldsOf,
  findVendor,
  testedToken,
  VendorAuthError,
  type FieldProblem,
  type SendRequest,
} from '../../../core';
import { monotonicMs } from '../../lib/clock';
import { Credential } from '../../lib/credential';
import { fingerprintOf } from '../../lib/fingerprint';
import type { HttpProxyNode } from '../../lib/proxy';
import { tokenSources } from '../../lib/shared-token-sources';
import type { TlsConfigNode } from '../../lib/tls';
import { assertVariablesSet } from '../../lib/unset-variable';
import type { SettingName } from './changed-setting';
import { DeployedConfiguration, type CompletedFields } from './deployed-configuration';
import { readDialog, type DialogContent } from './dialog-content';
import { offeredCertificate, type ServerCertificate } from './server-certificate';
import { TestLimits, TooManyTests } from './test-limits';

/** What came of a test, in words. It holds neither secret nor token. */
export interface TestOutcome {
  /** `issued`: there is a token, and whether the API takes it could not be told. */
  readonly verdict: 'accepted' | 'issued' | 'failed';
  /** What happened, as a sentence. */
  readonly says: string;
  /** What to do about it, as a sentence. */
  readonly hint?: string | undefined;
  /**
   * A `VendorAuthErrorCode`, or `secret-needed`, `test-call-refused` (of new tokens as well), or
   * `too-many-tests`.
   */
  readonly code?: string | undefined;
  /** Until the token expires; a static one does not. */
  readonly secondsLeft?: number | undefined;
  /** The answer is that of an earlier request: so long until a test may ask the vendor again. */
  readonly nextAttemptInSeconds?: number | undefined;
  readonly problems?: readonly FieldProblem[];
  /** For `secret-needed`: what was changed, and which fields are to be entered for that. */
  readonly changed?: ChangedSetting | undefined;
  /** A certificate that would be trusted if it were entered as CA Certificate. */
  readonly certificate?: ServerCertificate | undefined;
}

interface ChangedSetting {
  /** The name of a field, or `vendor`, `tls` or `proxy`. */
  readonly field: SettingName;
  /** The secret, or the variable's value, would go to a new address. */
  readonly isAddress: boolean;
  /** `variable`: no secret was lent, only the value of an environment variable. */
  readonly lent: 'secret' | 'variable';
  /** The names of the fields that were lent. */
  readonly enter: readonly string[];
}

const limits = new TestLimits<TestOutcome>(monotonicMs);

/** The settings of the dialog that are no fields of a vendor. */
const LABELS: Readonly<Record<SettingName, string>> = {
  vendor: 'Vendor',
  tls: 'TLS Configuration',
  proxy: 'Proxy',
};

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
    const completed = deployed.complete(dialog);
    // Before anything is checked: the words for a mistake may tell the value in which it is.
    const changed = deployed.settingChangedBy(dialog, completed);
    if (changed !== undefined) return secretNeeded(dialog.vendor, changed, completed);
    assertVariablesSet(dialog.vendor, completed.fields);
    const opened = Credential.from(
      { vendor: dialog.vendor, fields: completed.fields, ...nodesOf(RED, dialog) },
      tokenSources,
    );
    credential = opened;
    const changedAtWork = deployed.settingChangedIn(opened, completed);
    if (changedAtWork !== undefined) return secretNeeded(dialog.vendor, changedAtWork, completed);
    return await limits.run(fingerprintOf(dialog), (sent) => runTest(opened, sent));
  } catch (thrown) {
    return thrown instanceof TooManyTests ? tooManyTests() : failure(thrown);
  } finally {
    credential?.close();
  }
}

async function runTest(credential: Credential, sent: () => void): Promise<TestOutcome> {
  const send: SendRequest = (request) => {
    sent();
    return credential.send(request);
  };
  try {
    return await tokenTest(credential, send);
  } catch (thrown) {
    const { code } = asVendorAuthError(thrown, '');
    return failure(thrown, code === 'certificate' ? await offer(credential) : undefined);
  }
}

async function tokenTest(credential: Credential, send: SendRequest): Promise<TestOutcome> {
  const { settings } = credential;
  const source = credential.source();
  const { report } = await testedToken({ settings, source, send, explicit: true });
  const { says, hint, verdict, refusesNewTokens } = report;
  const { secondsLeft } = source.status();
  if (refusesNewTokens) return { verdict: 'failed', says, hint, code: 'test-call-refused' };
  switch (verdict) {
    case 'accepted':
      return { verdict, says, hint, secondsLeft };
    case 'rejected':
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
    tlsNode: nodeOf<TlsConfigNode>(RED, tls, 'tls-config', 'TLS Configuration'),
    proxyNode: nodeOf<HttpProxyNode>(RED, proxy, 'http proxy', 'Proxy'),
  };
}

function nodeOf<OtherNode>(
  RED: NodeAPI,
  id: string,
  type: string,
  label: string,
): OtherNode | undefined {
  if (id === '') return undefined;
  const node = RED.nodes.getNode(id);
  // A node of Node-RED's own, whose type nothing but its documentation vouches for.
  if (node?.type === type) return node as unknown as OtherNode;
  throw new VendorAuthError({
    code: 'invalid-settings',
    vendor: '',
    message: `${label} is not deployed yet.`,
    hint: 'Deploy, then test.',
  });
}

function failure(thrown: unknown, certificate?: ServerCertificate): TestOutcome {
  const error = asVendorAuthError(thrown, '');
  const { message, hint, code, problems, replayed, retryAfterSeconds } = error;
  return {
    verdict: 'failed',
    says: message,
    hint,
    code,
    problems,
    nextAttemptInSeconds: replayed ? retryAfterSeconds : undefined,
    certificate,
  };
}

function secretNeeded(
  vendorId: string,
  field: SettingName,
  { lent, lendsSecret }: CompletedFields,
): TestOutcome {
  const vendor = findVendor(vendorId);
  const fields = vendor === undefined ? [] : fieldsOf(vendor);
  const labelOf = (name: SettingName) =>
    LABELS[name] ?? fields.find((candidate) => candidate.name === name)?.label ?? name;
  const kind = fields.find(({ name }) => name === field)?.kind;
  const isAddress = kind === 'baseUrl' || kind === 'url';
  const what = lendsSecret ? 'saved secret' : 'value of the environment variable';
  const why = isAddress ? 'not sent to a new address' : 'used only with the settings deployed';
  const enter = [...lent];
  const labels = enter.map(labelOf).join(', ');
  return {
    verdict: 'failed',
    says: `You changed ${labelOf(field)}. The ${what} is ${why}.`,
    hint: `Enter ${labels} again, or deploy before you test.`,
    code: 'secret-needed',
    changed: { field, isAddress, lent: lendsSecret ? 'secret' : 'variable', enter },
  };
}

function tooManyTests(): TestOutcome {
  return {
    verdict: 'failed',
    says: 'Too many tests were started within a short time.',
    hint: 'Wait a minute, then test again.',
    code: 'too-many-tests',
  };
}

/** Through a proxy, the server's certificate cannot be looked at without speaking to the proxy. */
async function offer(credential: Credential): Promise<ServerCertificate | undefined> {
  if (credential.proxy?.httpsProxy) return undefined;
  return await offeredCertificate(credential.settings);
}
