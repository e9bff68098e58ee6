import { VendorToken } from '../../../nodes/vendorToken/VendorToken.node';
import { startSandbox, type Sandbox } from '../../../sandbox';
import { vendorCases, type VendorCase } from '../../e2e/n8n/vendor-cases';
import { CredentialsTable, InMemoryN8n } from '../support/in-memory-n8n';
import { shippedTypes } from '../support/n8n-process';

// Sockets are real here, and the machine may be busy.
jest.setTimeout(30_000);

let sandbox: Sandbox;
beforeEach(async () => (sandbox = await startSandbox()));
afterEach(async () => await sandbox.close());

function scene(id: string, fields: Record<string, unknown>) {
  const vendorCase = vendorCases(sandbox).find((one) => one.id === id) as VendorCase;
  const table = new CredentialsTable();
  table.save(id, { ...vendorCase.fields(), ...fields } as never);
  const n8n = new InMemoryN8n(table, shippedTypes());
  const { credentialType } = vendorCase;
  const run = async (operation: string, options = {}) => {
    const parameters = { credentialType, operation };
    const items = await n8n.run(new VendorToken(), credentialType, id, parameters, options);
    return items[0]?.json ?? {};
  };
  return { vendorCase, table, run };
}

describe('Get Certificates', () => {
  test('shows the certificate of a self-signed box, which works once it is entered', async () => {
    const { vendorCase, run } = scene('ddi-central', { caCertificate: '' });
    const trusted = String(vendorCase.fields()['caCertificate']);
    const { hint } = await run('check', { continueOnFail: true });
    expect(hint).toMatch(/CA Certificate\. .*The node Vendor Token .* Get Certificates\.$/);

    const { vendor, servers } = await run('getCertificates');
    expect(vendor).toBe('ManageEngine DDI Central');
    expect(servers).toEqual([
      {
        server: vendorCase.vendor.baseUrl,
        subject: expect.any(String),
        fingerprint: expect.stringMatching(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/),
        validUntil: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        pem: expect.stringMatching(/^-----BEGIN CERTIFICATE-----\n/),
        says: expect.stringContaining('Compare its fingerprint'),
      },
    ]);
    const [{ pem }] = servers as [{ pem: string }];
    expect(pem.trim()).toBe(trusted.trim());

    const again = scene('ddi-central', { caCertificate: pem });
    expect(await again.run('check')).toMatchObject({ verdict: 'accepted' });
  });

  test('is held to the domains that the credential allows', async () => {
    const { vendorCase, run } = scene('ddi-central', {
      caCertificate: '',
      allowedHttpRequestDomains: 'domains',
      allowedDomains: 'elsewhere.example',
    });
    const { error } = await run('getCertificates', { continueOnFail: true });
    expect(error).toMatch(/Domain not allowed/);
    expect(vendorCase.vendor.stats().apiRequests).toBe(0);
  });

  test('asks for no token, and sends nothing of the credential', async () => {
    const { vendorCase, table, run } = scene('ddi-central', { caCertificate: '' });
    await run('getCertificates');
    expect(vendorCase.vendor.stats()).toMatchObject({ tokenRequests: 0, rejectedTokens: 0 });
    expect(table.writes).toBe(0);
  });

  test('says that there is none to trust behind http, once for each server', async () => {
    const { vendorCase, run } = scene('client-credentials', {});
    const { servers } = await run('getCertificates');
    const { baseUrl, tokenUrl } = vendorCase.fields() as Record<string, string>;
    const origins = new Set([baseUrl, tokenUrl].map((url) => new URL(url!).origin));
    expect(servers).toEqual(
      [...origins].map((server) => ({ server, says: expect.stringContaining('no self-signed') })),
    );
  });

  test('tells of a server that does not answer', async () => {
    const { run } = scene('ddi-central', { baseUrl: 'https://127.0.0.1:9' });
    const { error } = await run('getCertificates', { continueOnFail: true });
    expect(error).toMatch(/127\.0\.0\.1:9/);
  });
});
