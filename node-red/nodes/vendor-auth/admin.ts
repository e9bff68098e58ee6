import type { NodeAPI } from 'node-red';
import type { TokenStatus } from '../../../core';
import { isVendorAuthNode, type VendorAuthNode } from '../../lib/vendor-auth-node';
import { deployedNodes } from './deployed-nodes';
import { testDialog } from './dialog-test';
import { acceptJsonOnly, keepOtherOriginsOut } from './same-origin';

/** What an operator may see of one deployed configuration: no secret, no token. */
export interface ConfigurationCounts extends Omit<TokenStatus, 'lastError'> {
  readonly id: string;
  readonly name: string;
  readonly vendor: string;
  readonly lastError?: string;
}

type Handler = ReturnType<NodeAPI['auth']['needsPermission']>;

/**
 * The routes that the `vendor-auth` dialog calls:
 *
 * - `POST vendor-auth/test` tries what the dialog holds and answers a `TestOutcome`; it needs the
 *   permission `vendor-auth.write`.
 * - `GET vendor-auth/stats` answers the counts of every deployed configuration; it needs
 *   `vendor-auth.read`.
 *
 * Neither answers a page of another origin (403), and the test takes only `application/json` (else 415).
 */
export function registerAdminRoutes(RED: NodeAPI): void {
  const tested: Handler = (request, response, next) => {
    testDialog(RED, request.body).then((outcome) => response.json(outcome), next);
  };
  const counted: Handler = (_request, response) => {
    response.json({ configurations: deployedConfigurations(RED).map(countsOf) });
  };
  RED.httpAdmin.post(
    '/vendor-auth/test',
    [keepOtherOriginsOut, acceptJsonOnly, RED.auth.needsPermission('vendor-auth.write')],
    tested,
  );

  RED.httpAdmin.get(
    '/vendor-auth/stats',
    [keepOtherOriginsOut, RED.auth.needsPermission('vendor-auth.read')],
    counted,
  );
}

function deployedConfigurations(RED: NodeAPI): VendorAuthNode[] {
  return deployedNodes(RED)
    .map(({ id }) => RED.nodes.getNode(id))
    .filter(isVendorAuthNode);
}

function countsOf(node: VendorAuthNode): ConfigurationCounts {
  const { id, name = '' } = node;
  if (node.credential === undefined) {
    const lastError = node.problem?.fullMessage ?? '';
    return { id, name, vendor: '', state: 'none', tokenRequests: 0, lastError };
  }
  const { lastError, ...status } = node.credential.source().status();
  return {
    id,
    name,
    vendor: node.credential.settings.vendor.id,
    ...status,
    ...(lastError === undefined ? {} : { lastError: lastError.fullMessage }),
  };
}
