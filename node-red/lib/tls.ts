import type { SecureContextOptions } from 'node:tls';
import type { TlsOptions } from '../../core';
import { fingerprintOf } from './fingerprint';

/** Node's names for what a TLS connection can be told. */
export interface TlsConnectOptions extends Pick<
  SecureContextOptions,
  'ca' | 'cert' | 'key' | 'pfx' | 'passphrase'
> {
  servername?: string;
  ALPNProtocols?: string[];
  rejectUnauthorized?: boolean;
}

/** Node-RED's own `tls-config` node. */
export interface TlsConfigNode {
  /** `false` if its files could not be read. */
  readonly valid?: boolean;
  addTLSOptions(options: TlsConnectOptions): TlsConnectOptions;
}

/** Names the options of a `tls-config` node so that only equal ones share a token (rule T2). */
export function tlsOptionsKey(node: TlsConfigNode): string {
  const options = Object.entries(node.addTLSOptions({})).sort(([a], [b]) => (a < b ? -1 : 1));
  return fingerprintOf(options);
}

/** What the `tls-config` node says, with the configuration's own TLS fields over it. */
export function tlsConnectOptions(own: TlsOptions, node?: TlsConfigNode): TlsConnectOptions {
  const options: TlsConnectOptions = { ...node?.addTLSOptions({}) };
  if (own.caCertificate !== undefined) options.ca = own.caCertificate;
  if (own.clientCertificate !== undefined && own.clientKey !== undefined) {
    options.cert = own.clientCertificate;
    options.key = own.clientKey;
  }
  if (own.allowUnauthorizedCerts) options.rejectUnauthorized = false;
  return options;
}
