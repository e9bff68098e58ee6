import type { NodeMessageInFlow } from 'node-red';
import { revokeGrant, type VendorAuthError } from '../../core';
import type { Credential } from './credential';
import { invalidField } from './invalid-field';
import type { Outgoing } from './message-end';

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
  if (settings.vendor.id !== 'agility') throw notAgility(settings.vendor.productName);
  const send = credential.sendUntil(signal);
  msg.payload = await revokeGrant(settings, credential.source(), grant, { send, signal });
  return msg;
}

/** What is wrong with an expression for the grant, in the words of what evaluates it. */
export function notEvaluated(thrown: unknown): never {
  throw invalidField('grant', 'Grant', `Grant could not be evaluated: ${reasonOf(thrown)}`);
}

/** An expression may throw anything, even what cannot be read. */
function reasonOf(thrown: unknown): string {
  try {
    const reason = (thrown as Partial<Error> | null)?.message ?? thrown;
    return String(reason).slice(0, LONGEST_REASON);
  } catch {
    return 'it failed for a reason that cannot be shown.';
  }
}

function notAgility(productName: string): VendorAuthError {
  const message = `Login is for ${productName}, but only Digital.ai Agility has grants. Choose a login for Agility.`;
  return invalidField('auth', 'Login', message);
}
