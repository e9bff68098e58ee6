/**
 * In place of Node's `crypto`, for the core's checks of what is typed. A browser cannot read a
 * certificate, so here every one is taken for readable; the runtime looks again.
 */
export class X509Certificate {
  readonly fingerprint256 = 'unknown';
}
