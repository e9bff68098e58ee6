import type { NodeMessageInFlow } from 'node-red';
import { grantFieldLabel, revokeGrant, sentences, type SentenceValue } from '../../../core';
import { assertHasGrants } from '../../lib/agility-login';
import type { Credential } from '../../lib/credential';
import { invalidField } from '../../lib/invalid-field';
import type { Outgoing } from '../../lib/message-end';

const SAY = sentences('revokeNode', {
  notEvaluated: 'Grant could not be evaluated: __reason__',
  noReason: 'it failed for a reason that cannot be shown.',
});

const LONGEST_REASON = 300;

/**
 * Revokes a grant of Digital.ai Agility and puts what came of it on `msg.payload`: `grant`,
 * `tokenStillAccepted` and a sentence, `says`.
 *
 * @throws {VendorAuthError} for every other outcome.
 */
export async function revokeFor(
  msg: NodeMessageInFlow,
  grant: unknown,
  credential: Credential,
  signal: AbortSignal,
): Promise<Outgoing> {
  const { settings } = credential;
  assertHasGrants(settings);
  const sendOwn = credential.sendUntil(signal);
  const { send } = credential;
  msg.payload = await revokeGrant(settings, credential.source(), grant, { send, sendOwn, signal });
  return msg;
}

/** What is wrong with an expression for the grant, in the words of what evaluates it. */
export function notEvaluated(thrown: unknown): never {
  throw invalidField('grant', grantFieldLabel(), SAY.notEvaluated({ reason: reasonOf(thrown) }));
}

/** An expression may throw anything, even what cannot be read. */
function reasonOf(thrown: unknown): SentenceValue {
  try {
    const reason = (thrown as Partial<Error> | null)?.message ?? thrown;
    return String(reason).slice(0, LONGEST_REASON);
  } catch {
    return SAY.noReason();
  }
}
