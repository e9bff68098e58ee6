import type { NodeAPI } from 'node-red';
import {
  asVendorAuthError,
  fieldByName,
  findVendor,
  sentences,
  testedToken,
  VendorAuthError,
  type FieldSentence,
  type SendRequest,
  type Sentence,
  type ServerCertificate,
} from '../../../core';
import { monotonicMs, wait } from '../../lib/clock';
import { Credential } from '../../lib/credential';
import { fingerprintOf } from '../../lib/fingerprint';
import type { HttpProxyNode } from '../../lib/proxy';
import { SETTING_LABELS } from '../../lib/setting-labels';
import { tokenSources } from '../../lib/shared-token-sources';
import type { TlsConfigNode } from '../../lib/tls';
import { assertVariablesSet } from '../../lib/unset-variable';
import type { SettingName } from './changed-setting';
import { deployFirst, DeployedConfiguration, type CompletedFields } from './deployed-configuration';
import { readDialog, type DialogContent } from './dialog-content';
import { settingLabel } from './labels';
import { offeredCertificate } from './server-certificate';
import { TestLimits, TooManyTests } from './test-limits';

const SAY = sentences('dialog', {
  notDeployed: '__setting__ is not deployed yet.',
  secretNotToNewAddress: 'You changed __setting__. The saved secret is not sent to a new address.',
  secretOnlyAsDeployed:
    'You changed __setting__. The saved secret is used only with the settings deployed.',
  variableNotToNewAddress:
    'You changed __setting__. The value of the environment variable is not sent to a new address.',
  variableOnlyAsDeployed:
    'You changed __setting__. The value of the environment variable is used only with the settings deployed.',
  enterAgain: 'Enter __fields__ again, or deploy before you test.',
  listed: '__first__, __second__',
  tooManyTests: 'Too many requests were started within a short time.',
  waitAMinute: 'Wait a minute, then try again.',
});

/** What came of a test, in words. It holds neither secret nor token. */
export interface TestOutcome {
  /**
   * `limited`: the API takes the token, but its owner may not make the test call. `issued`: there is a token,
   * and whether the API takes it could not be told.
   */
  readonly verdict: 'accepted' | 'limited' | 'issued' | 'failed';
  /** What happened. */
  readonly says: readonly Sentence[];
  /** What to do about it. */
  readonly hint: readonly Sentence[];
  /**
   * A `VendorAuthErrorCode`, or `secret-needed`, `test-call-refused` (of new tokens as well), or
   * `too-many-tests`.
   */
  readonly code?: string | undefined;
  /** Until the token expires; a static one does not. */
  readonly secondsLeft?: number | undefined;
  /** The answer is that of an earlier request: so long until a test may ask the vendor again. */
  readonly nextAttemptInSeconds?: number | undefined;
  readonly problems?: readonly FieldSentence[];
  /** A certificate that would be trusted if it were entered as CA Certificate. */
  readonly certificate?: ServerCertificate | undefined;
}

const limits = new TestLimits<TestOutcome>(monotonicMs);

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
    assertVariablesSet(dialog.vendor, completed.fields, completed.unset);
    const opened = Credential.from(
      { vendor: dialog.vendor, fields: completed.fields, ...nodesOf(RED, dialog) },
      tokenSources,
    );
    credential = opened;
    const changedAtWork = deployed.settingChangedIn(opened, completed);
    if (changedAtWork !== undefined) return secretNeeded(dialog.vendor, changedAtWork, completed);
    return await limits.run(fingerprintOf(dialog), (sent) => runTest(opened, sent));
  } catch (thrown) {
    return failure(thrown);
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
  const { report } = await testedToken({ settings, source, send, wait, explicit: true });
  const { says, hint, verdict, refusesNewTokens, nextAttemptInSeconds } = report;
  const { secondsLeft } = source.status();
  if (refusesNewTokens) {
    return { verdict: 'failed', says, hint, code: 'test-call-refused', nextAttemptInSeconds };
  }
  switch (verdict) {
    case 'accepted':
      return { verdict: report.status === 403 ? 'limited' : verdict, says, hint, secondsLeft };
    case 'rejected':
      return { verdict: 'failed', says, hint, code: 'token-rejected' };
    case 'unknown':
      return source.isRenewable
        ? { verdict: 'issued', says, hint, secondsLeft }
        : { verdict: 'failed', says, hint, code: 'request-failed' };
  }
}

/** The nodes that the dialog refers to, which must be deployed to be of any use. */
function nodesOf(RED: NodeAPI, { tls, proxy }: DialogContent) {
  return {
    tlsNode: nodeOf<TlsConfigNode>(RED, tls, 'tls-config', SETTING_LABELS.tls()),
    proxyNode: nodeOf<HttpProxyNode>(RED, proxy, 'http proxy', SETTING_LABELS.proxy()),
    proxyOptions: Reflect.get(RED.settings, 'proxyOptions') as unknown,
  };
}

function nodeOf<OtherNode>(
  RED: NodeAPI,
  id: string,
  type: string,
  setting: Sentence,
): OtherNode | undefined {
  if (id === '') return undefined;
  const node = RED.nodes.getNode(id);
  // A node of Node-RED's own, whose type nothing but its documentation vouches for.
  if (node?.type === type) return node as unknown as OtherNode;
  throw new VendorAuthError({
    code: 'invalid-settings',
    vendor: '',
    message: SAY.notDeployed({ setting }),
    hint: deployFirst(),
  });
}

/** Why there is no answer to what a dialog asked for. */
export function failure(thrown: unknown, certificate?: ServerCertificate): TestOutcome {
  if (thrown instanceof TooManyTests) return tooManyTests();
  const { texts, code, replayed, retryAfterSeconds } = asVendorAuthError(thrown, '');
  return {
    verdict: 'failed',
    says: texts.message,
    hint: texts.hint,
    code,
    problems: texts.problems,
    nextAttemptInSeconds: replayed ? retryAfterSeconds : undefined,
    certificate,
  };
}

/** A saved secret would have been used with a changed setting. */
function secretNeeded(
  vendorId: string,
  name: SettingName,
  { lent, lendsSecret }: CompletedFields,
): TestOutcome {
  const setting = settingLabel(vendorId, name);
  const fields = [...lent].map((field) => settingLabel(vendorId, field)).reduce(listed);
  return {
    verdict: 'failed',
    says: [notUsed(isAddress(vendorId, name), lendsSecret)({ setting })],
    hint: [SAY.enterAgain({ fields })],
    code: 'secret-needed',
  };
}

function notUsed(isNewAddress: boolean, lendsSecret: boolean) {
  if (lendsSecret) return isNewAddress ? SAY.secretNotToNewAddress : SAY.secretOnlyAsDeployed;
  return isNewAddress ? SAY.variableNotToNewAddress : SAY.variableOnlyAsDeployed;
}

function isAddress(vendorId: string, name: SettingName): boolean {
  const vendor = findVendor(vendorId);
  const field = vendor && fieldByName(vendor, name);
  return field?.kind === 'baseUrl' || field?.kind === 'url';
}

function listed(first: Sentence, second: Sentence): Sentence {
  return SAY.listed({ first, second });
}

function tooManyTests(): TestOutcome {
  return {
    verdict: 'failed',
    says: [SAY.tooManyTests()],
    hint: [SAY.waitAMinute()],
    code: 'too-many-tests',
  };
}

/** Through a proxy, the server's certificate cannot be looked at without speaking to the proxy. */
async function offer(credential: Credential): Promise<ServerCertificate | undefined> {
  if (credential.proxy?.httpsProxy) return undefined;
  return await offeredCertificate(credential.settings);
}
