import * as n8nWorkflow from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';

/** The parts of the package `n8n-workflow` that tell which n8n it belongs to. */
export interface HostExports {
  readonly n8nOAuth2Auth?: unknown;
  readonly NodeHelpers?: { readonly resolveSupportedCredentialActivation?: unknown };
}

export const EXPORTS_OF_HOST: HostExports = { ...n8nWorkflow, NodeHelpers };

/**
 * Whether n8n is 2.34.0 or newer. Both names that are looked for came with that version, and no version before
 * has either. An n8n that has neither cannot be told, and counts as older.
 */
export function isSince2_34(host: HostExports): boolean {
  return (
    host.n8nOAuth2Auth !== undefined ||
    host.NodeHelpers?.resolveSupportedCredentialActivation !== undefined
  );
}
