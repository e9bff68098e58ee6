import type { TlsOptions } from '../../../core';
import { tlsConnectOptions, tlsOptionsKey } from '../../../node-red/lib/tls';

const VERIFIED: TlsOptions = { allowUnauthorizedCerts: false };
const OF_NODE = { ca: 'CA of the node', cert: 'CERT of the node', key: 'KEY of the node' };

function tlsConfig(options: object) {
  return { addTLSOptions: (others: object) => ({ ...others, ...options }) };
}

describe('the TLS options of a connection', () => {
  test('verify, and trust what Node.js trusts, unless something is said (rule T15)', () => {
    expect(tlsConnectOptions(VERIFIED)).toEqual({});
  });

  test.each<[string, Partial<TlsOptions>, object]>([
    ['an authority', { caCertificate: 'CA' }, { ca: 'CA' }],
    [
      'a certificate with its key',
      { clientCertificate: 'CERT', clientKey: 'KEY' },
      { cert: 'CERT', key: 'KEY' },
    ],
    ['a certificate without its key', { clientCertificate: 'CERT' }, {}],
    ['that anybody is trusted', { allowUnauthorizedCerts: true }, { rejectUnauthorized: false }],
  ])('say what the configuration says: %s', (_what, own, expected) => {
    expect(tlsConnectOptions({ ...VERIFIED, ...own })).toEqual(expected);
    expect(tlsConnectOptions({ ...VERIFIED, ...own }, tlsConfig(OF_NODE))).toEqual({
      ...OF_NODE,
      ...expected,
    });
  });

  test('of a tls-config node have a name that only equal ones share (rule T2)', () => {
    const keyOf = (options: object) => tlsOptionsKey(tlsConfig(options));
    expect(keyOf({ ca: 'a', cert: 'b' })).toBe(keyOf({ cert: 'b', ca: 'a' }));
    const all = [{}, { ca: 'a' }, { ca: 'b' }, { cert: 'a' }, { rejectUnauthorized: false }];
    expect(new Set(all.map(keyOf)).size).toBe(all.length);
    expect(keyOf({ key: 'KEY' })).not.toContain('KEY');
  });
});
