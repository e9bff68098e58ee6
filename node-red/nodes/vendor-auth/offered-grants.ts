import type { NodeAPI } from 'node-red';
import {
  isRecord,
  listGrants,
  sentences,
  VendorAuthError,
  type SendRequest,
  type Sentence,
} from '../../../core';
import { assertHasGrants } from '../../lib/agility-login';
import { monotonicMs, wait } from '../../lib/clock';
import type { Credential } from '../../lib/credential';
import { missingConfiguration } from '../../lib/credential-user';
import { isVendorAuthNode } from '../../lib/vendor-auth-node';
import { failure, type TestOutcome } from './dialog-test';
import { TestLimits } from './test-limits';

const SAY = sentences('dialog', {
  loginNotDeployed: 'This login is not deployed yet.',
  deployOrEnter: 'Deploy, then try again. Inside a subflow, enter the number of the grant.',
});

/** What the dialog of `agility-revoke-grant` offers. It holds neither secret nor token. */
export interface OfferedGrants {
  readonly grants: readonly { readonly number: string; readonly label: string }[];
  /** What a person must know to judge the list. */
  readonly says: readonly Sentence[];
}

const limits = new TestLimits<OfferedGrants>(monotonicMs);

/**
 * Lists the grants that the member of a deployed login may see, up to 1000.
 *
 * @param body - what the dialog sent: the `id` of the login
 * @returns why there is no list, if there is none
 */
export async function offeredGrants(
  RED: NodeAPI,
  body: unknown,
): Promise<OfferedGrants | TestOutcome> {
  try {
    const id = isRecord(body) && Object.hasOwn(body, 'id') ? body['id'] : undefined;
    if (typeof id !== 'string' || id === '') throw missingConfiguration();
    const credential = deployedLogin(RED, id);
    return await limits.run(id, async (sent) => await listed(credential, sent));
  } catch (thrown) {
    return failure(thrown);
  }
}

function deployedLogin(RED: NodeAPI, id: string): Credential {
  const node = RED.nodes.getNode(id);
  if (!isVendorAuthNode(node)) throw notDeployed();
  if (node.credential === undefined) throw node.problem ?? notDeployed();
  assertHasGrants(node.credential.settings);
  return node.credential;
}

async function listed(credential: Credential, sent: () => void): Promise<OfferedGrants> {
  const send: SendRequest = (request) => {
    sent();
    return credential.send(request);
  };
  const { settings } = credential;
  const { grants, says } = await listGrants({ settings, source: credential.source(), send, wait });
  return { grants: grants.map(({ number, label }) => ({ number, label })), says };
}

function notDeployed(): VendorAuthError {
  return new VendorAuthError({
    code: 'invalid-settings',
    vendor: '',
    message: SAY.loginNotDeployed(),
    hint: SAY.deployOrEnter(),
  });
}
