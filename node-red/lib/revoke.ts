import type { NodeMessageInFlow } from 'node-red';
import { revokeGrant, type VendorAuthError } from '../../core';
import type { Credential } from './credential';
import type { Outgoing } from './credential-user';
import { invalidField } from './invalid-field';

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
  const reason = (thrown as Partial<Error> | null)?.message ?? String(thrown);
  throw invalidField('grant', 'Grant', `Grant could not be evaluated: ${reason}`);
}

function notAgility(productName: string): VendorAuthError {
  const message = `Login is for ${productName}, but only Digital.ai Agility has grants. Choose a login for Agility.`;
  return invalidField('auth', 'Login', message);
}
