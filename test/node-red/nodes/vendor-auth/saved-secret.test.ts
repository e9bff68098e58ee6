import { fieldsOf, VENDORS, type Field, type FieldKind, type Vendor } from '../../../../core';
import type { FlowNode } from '../../../../demo/node-red-host';
import type { SandboxVendor } from '../../../../sandbox';
import { HARMLESS } from '../../../../node-red/nodes/vendor-auth/changed-setting';
import { CERTIFICATE } from '../../../core/support/certificate';
import { dialogOf, pressTest, SAVED } from '../../support/dialog';
import { flowOf } from '../../support/flows';
import { freshLogin, useHost } from '../../support/host';

jest.setTimeout(30_000);

/** A value that is right for the field, and not the one that is deployed. */
function anotherValue(
  { kind, choices = [] }: Field,
  deployed: string | boolean | undefined,
): string | boolean {
  switch (kind) {
    case 'flag':
      return deployed !== true;
    case 'choice':
      return choices.find(({ value }) => value !== (deployed ?? choices[0]?.value))!.value;
    case 'baseUrl':
      return String(deployed).replace('127.0.0.1', 'localhost');
    case 'url':
      return `${String(deployed ?? 'http://127.0.0.1:9/token')}?tenant=another`;
    case 'origins':
      return 'https://files.example.com';
    case 'parameters':
    case 'secretParameters':
      return 'resource=another';
    case 'secretHeaders':
      return 'x-route: another';
    case 'headerName':
      return 'X-Another';
    case 'statuses':
      return '498';
    case 'seconds':
      return '77';
    case 'pem':
      return CERTIFICATE;
    case 'path':
      return 'another/path';
    default:
      return 'another';
  }
}

/** What somebody types into them is theirs, and leads nowhere. */
const PLAIN_SECRETS: ReadonlySet<FieldKind> = new Set(['secret', 'token', 'privateKey']);

describe('a saved secret', () => {
  const host = useHost();
  const sandboxOf = ({ id }: Vendor): SandboxVendor => {
    const { vendors } = host.sandbox;
    if (id in vendors) return vendors[id as keyof typeof vendors];
    throw new Error(`The sandbox has no ${id}: write sandbox/vendors/${id}.ts.`);
  };

  function loginOf(vendor: Vendor, more: object = {}): FlowNode {
    const sandboxVendor = sandboxOf(vendor);
    if (!('accessToken' in sandboxVendor)) return freshLogin(sandboxVendor, more);
    sandboxVendor.reset();
    const { baseUrl, accessToken } = sandboxVendor;
    const login = { id: 'auth', type: 'vendor-auth', vendor: vendor.id, baseUrl, version: 1 };
    return { ...login, ...more, credentials: { accessToken } };
  }
  const sent = (vendor: Vendor): number => {
    const { tokenRequests, apiRequests } = sandboxOf(vendor).stats();
    return tokenRequests + apiRequests;
  };
  const testSaved = (login: FlowNode, changed: object = {}, more: object = {}) =>
    pressTest(host, dialogOf(login, { ...SAVED, ...changed }, more));

  const rows = VENDORS.flatMap((vendor) =>
    fieldsOf(vendor)
      .filter(({ kind }) => !PLAIN_SECRETS.has(kind))
      .map((field) => [vendor.id, field.name, vendor, field] as const),
  );

  test.each(rows)('of %s is not used once %s is changed', async (_id, name, vendor, field) => {
    // What the field counts with.
    const { onlyWhen } = field;
    const login = loginOf(vendor, onlyWhen && { [onlyWhen.field]: onlyWhen.values[0] });
    await host.nodeRed.deploy(flowOf(login));
    const deployed = { ...login, ...(login['credentials'] as object) } as Record<string, string>;
    const outcome = await testSaved(login, { [name]: anotherValue(field, deployed[name]) });

    if (name in HARMLESS) return expect(outcome.code).not.toBe('secret-needed');
    expect(outcome).toMatchObject({
      verdict: 'failed',
      code: 'secret-needed',
      says: expect.stringContaining(`You changed ${field.label}.`),
      hint: expect.stringMatching(/^Enter .+ again, or deploy before you test\.$/),
    });
    expect(sent(vendor)).toBe(0);
  });

  test.each(VENDORS.map((vendor) => [vendor.id, vendor] as const))(
    'of %s is used while all is as it is deployed, empty fields and defaults included',
    async (_id, vendor) => {
      const login = loginOf(vendor);
      await host.nodeRed.deploy(flowOf(login));
      const empty = Object.fromEntries(
        fieldsOf(vendor)
          .filter(({ name }) => login[name] === undefined && SAVED[name] === undefined)
          .map(({ kind, name, default: standard }) => [
            name,
            kind === 'flag' ? false : (standard ?? ''),
          ]),
      );
      // What is encrypted and no secret comes back to the dialog.
      const credentials = login['credentials'] as Record<string, string>;
      const shown = Object.entries(credentials).filter(([name]) => SAVED[name] === undefined);
      const outcome = await testSaved(login, { ...empty, ...Object.fromEntries(shown) });
      expect(outcome.verdict).not.toBe('failed');
      expect(sent(vendor)).toBeGreaterThan(0);
    },
  );

  describe('goes over no other connection:', () => {
    const ddi = VENDORS.find(({ id }) => id === 'ddi-central')!;
    const tlsNode = (more: object) => ({
      id: 'tls-1',
      type: 'tls-config',
      cert: '',
      key: '',
      ca: '',
      servername: '',
      verifyservercert: true,
      ...more,
    });

    test.each([
      ['Ignore SSL Issues (Insecure)', { allowUnauthorizedCerts: true }, {}],
      ['Ignore SSL Issues (Insecure)', { allowUnauthorizedCerts: 'true' }, {}],
      ['CA Certificate', { caCertificate: 'the server’s own' }, {}],
      ['TLS Configuration', {}, { tls: 'tls-1' }],
    ])('%s, though the deployment refuses the server', async (label, changed, more) => {
      const login = loginOf(ddi, { caCertificate: '' });
      const unverified = tlsNode({ verifyservercert: false });
      await host.nodeRed.deploy(flowOf(login, unverified));
      const { caCertificate } = host.sandbox.vendors['ddi-central'];
      const fields = 'caCertificate' in changed ? { caCertificate } : changed;
      expect(await testSaved(login, fields, more)).toMatchObject({
        code: 'secret-needed',
        says: expect.stringContaining(`You changed ${label}.`),
      });
      expect(sent(ddi)).toBe(0);
    });

    test('without the TLS configuration that is deployed', async () => {
      const login = loginOf(ddi, { tls: 'tls-1' });
      await host.nodeRed.deploy(flowOf(login, tlsNode({})));
      expect(await testSaved(login, {}, { tls: '' })).toMatchObject({
        code: 'secret-needed',
        says: expect.stringContaining('You changed TLS Configuration.'),
      });
      expect(sent(ddi)).toBe(0);
    });

    test('a node of another kind is no TLS configuration and no proxy', async () => {
      const login = loginOf(ddi);
      const other = { ...loginOf(VENDORS.find(({ id }) => id === 'dvinci')!), id: 'other' };
      await host.nodeRed.deploy(flowOf(login, other));
      for (const more of [{ tls: 'other' }, { proxy: 'other' }]) {
        const outcome = await pressTest(host, dialogOf(login, {}, more));
        expect(outcome).toMatchObject({ verdict: 'failed', code: 'invalid-settings' });
      }
      expect(sent(ddi)).toBe(0);
    });
  });

  test('is not lent to another vendor', async () => {
    const [dai, , dvinci] = VENDORS;
    const login = loginOf(dvinci!);
    await host.nodeRed.deploy(flowOf(login));
    const outcome = await testSaved({ ...login, vendor: dai!.id });
    expect(outcome).toMatchObject({
      code: 'secret-needed',
      says: expect.stringContaining('You changed Vendor.'),
    });
    expect(sent(dvinci!)).toBe(0);
  });

  test('of another login is lent by its id only for what that login does', async () => {
    const fifth = VENDORS.find(({ id }) => id === 'client-credentials')!;
    const { protectedPath } = host.sandbox.vendors['client-credentials'];
    const theirs = { ...loginOf(fifth, { checkPath: protectedPath }), id: 'theirs' };
    await host.nodeRed.deploy(flowOf(theirs));
    const mine = { ...theirs, checkPath: 'sandbox/echo' };
    expect((await testSaved(mine)).code).toBe('secret-needed');
    expect(sent(fifth)).toBe(0);
    expect((await testSaved(theirs)).verdict).toBe('accepted');
  });

  describe('that is an environment variable', () => {
    const dvinci = VENDORS.find(({ id }) => id === 'dvinci')!;

    async function deployWithVariables(fields: readonly string[]): Promise<FlowNode> {
      const login = loginOf(dvinci);
      const values = { ...login, ...(login['credentials'] as object) } as Record<string, string>;
      const env = fields.map((name) => ({ name: `V_${name}`, value: values[name], type: 'str' }));
      const variables = Object.fromEntries(fields.map((name) => [name, `\${V_${name}}`]));
      const { baseUrl = login['baseUrl'], ...credentials } = variables;
      const changed = {
        ...login,
        baseUrl,
        credentials: { ...(login['credentials'] as object), ...credentials },
      };
      await host.nodeRed.deploy([
        ...flowOf(changed),
        { id: 'environment', type: 'global-config', env },
      ]);
      return changed;
    }

    test.each([['clientId'], ['clientSecret'], ['baseUrl']])(
      'in %s goes nowhere else',
      async (name) => {
        const login = await deployWithVariables([name]);
        host.sandbox.elsewhere.reset();
        const { baseUrl } = host.sandbox.elsewhere;
        const moved = name === 'baseUrl' ? { allowUnauthorizedCerts: true } : { baseUrl };
        const outcome = await pressTest(host, dialogOf(login, moved));
        expect(outcome).toMatchObject({ code: 'secret-needed', hint: expect.any(String) });
        expect(host.sandbox.elsewhere.stats().requests).toBe(0);
        expect(sent(dvinci)).toBe(0);
        expect((await pressTest(host, dialogOf(login))).verdict).toBe('accepted');
      },
    );

    test('lends its value to no other vendor, whose words for a mistake would tell it', async () => {
      const fifth = VENDORS.find(({ id }) => id === 'client-credentials')!;
      const login = loginOf(fifth);
      const value = `${login['baseUrl'] as string}/a-path-to-hide`;
      const env = [{ name: 'V_HIDDEN', value, type: 'str' }];
      const withVariable = { ...login, baseUrl: '${V_HIDDEN}' };
      const global = { id: 'environment', type: 'global-config', env };
      await host.nodeRed.deploy([...flowOf(withVariable), global]);
      const body = dialogOf({ ...withVariable, vendor: 'dvinci' });
      const outcome = await pressTest(host, body);
      expect(outcome).toMatchObject({
        code: 'secret-needed',
        says: expect.stringMatching(/^You changed Vendor\. The value of the environment variable/),
      });
      expect(JSON.stringify(outcome)).not.toContain('a-path-to-hide');
    });

    test('does not keep a new secret from being tried with the rest as it is deployed', async () => {
      const login = await deployWithVariables(['baseUrl', 'clientId']);
      const rotated = 'a new secret';
      host.sandbox.vendors.dvinci.set({ clientSecret: rotated });
      const outcome = await pressTest(host, dialogOf(login, { clientSecret: rotated }));
      expect(outcome.verdict).toBe('accepted');
    });
  });
});
