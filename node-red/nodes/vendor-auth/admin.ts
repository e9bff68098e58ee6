import type { NodeAPI } from 'node-red';
import {
  forgetToken,
  isRecord,
  tokenFailureError,
  type Sentence,
  type TokenStatus,
  type VendorAuthError,
} from '../../../core';
import { isVendorAuthNode, type VendorAuthNode } from '../../lib/vendor-auth-node';
import { deployedNodes } from './deployed-nodes';
import { testDialog } from './dialog-test';
import { offeredGrants } from './offered-grants';
import { acceptJsonOnly, keepOtherOriginsOut } from './same-origin';

/** What an operator may see of one deployed configuration: no secret, no token. */
export interface ConfigurationCounts extends Omit<TokenStatus, 'lastFailure'> {
  readonly id: string;
  readonly name: string;
  readonly vendor: string;
  /** What failed last, and what to do about it. */
  readonly lastError?: readonly Sentence[];
}

type Handler = ReturnType<NodeAPI['auth']['needsPermission']>;

/**
 * The routes that the dialogs call:
 *
 * - `POST vendor-auth/test` tries what the dialog holds and answers a `TestOutcome`; it needs the
 *   permission `vendor-auth.write`.
 * - `POST vendor-auth/grants` answers what the dialog of `agility-revoke-grant` offers; it needs the same one.
 * - `POST vendor-auth/forget` drops the token of the deployed configuration whose `id` it is sent, and
 *   answers whether there was one to drop; 404 if there is no such configuration. It needs
 *   `vendor-auth.write`.
 * - `GET vendor-auth/stats` answers the counts of every deployed configuration; it needs
 *   `vendor-auth.read`.
 *
 * None answers a page of another origin (403), and what is posted must be `application/json` (else 415).
 */
export function registerAdminRoutes(RED: NodeAPI): void {
  const answering =
    (answer: (RED: NodeAPI, body: unknown) => Promise<object>): Handler =>
    (request, response, next) => {
      answer(RED, request.body).then((outcome) => response.json(outcome), next);
    };
  const forgotten: Handler = (request, response) => {
    const body: unknown = request.body;
    const id = isRecord(body) ? body['id'] : undefined;
    const node = typeof id === 'string' ? RED.nodes.getNode(id) : null;
    const credential = isVendorAuthNode(node) ? node.credential : undefined;
    if (credential === undefined) {
      response.status(404).json({ message: 'No such login is deployed.' });
      return;
    }
    response.json(forgetToken(credential.settings, credential.source()));
  };
  const counted: Handler = (_request, response) => {
    response.json({ configurations: deployedConfigurations(RED).map(countsOf) });
  };
  const mayWrite = RED.auth.needsPermission('vendor-auth.write');
  const write = [keepOtherOriginsOut, acceptJsonOnly, mayWrite];
  RED.httpAdmin.post('/vendor-auth/test', write, answering(testDialog));
  RED.httpAdmin.post('/vendor-auth/grants', write, answering(offeredGrants));
  RED.httpAdmin.post('/vendor-auth/forget', write, forgotten);

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
  const { id, name = '', credential, problem } = node;
  if (credential === undefined) {
    const lastError = problem === undefined ? [] : textsOf(problem);
    return { id, name, vendor: '', state: 'none', tokenRequests: 0, lastError };
  }
  const { settings } = credential;
  const { lastFailure, ...status } = credential.source().status();
  return {
    id,
    name,
    vendor: settings.vendor.id,
    ...status,
    ...(lastFailure && { lastError: textsOf(tokenFailureError(settings, lastFailure)) }),
  };
}

function textsOf({ texts }: VendorAuthError): Sentence[] {
  return [...texts.message, ...texts.hint];
}
