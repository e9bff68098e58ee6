import type { Node } from 'node-red';
import type { VendorAuthError } from '../../core';
import type { Credential } from './credential';
import type { TokenNews } from './token-news';

/** What Node-RED stores encrypted, apart from the flow: see `storedFields`. */
export type VendorAuthCredentials = Record<string, unknown>;

/** A `vendor-auth` configuration at work, as the nodes that use it see it. */
export interface VendorAuthNode extends Node<VendorAuthCredentials> {
  /** The nodes that use it, by id: Node-RED hands on its statuses and errors to their flows. */
  users: Record<string, Node>;
  /** What is wrong with its fields; if set, there is no credential and no news. */
  problem?: VendorAuthError;
  credential?: Credential;
  news?: TokenNews;
}

export function isVendorAuthNode(node: object | null | undefined): node is VendorAuthNode {
  return (node as Partial<VendorAuthNode> | null | undefined)?.type === 'vendor-auth';
}
