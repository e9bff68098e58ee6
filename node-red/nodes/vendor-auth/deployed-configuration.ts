import type { NodeAPI } from 'node-red';
import { checkSettings, fieldsOf, findVendor, VendorAuthError, type Settings } from '../../../core';
import { migrate } from '../../lib/migrate';
import { variableName } from '../../lib/variable-name';
import { isVendorAuthNode, type VendorAuthNode } from '../../lib/vendor-auth-node';
import { deployedNodes } from './deployed-nodes';
import type { DialogContent } from './dialog-content';

/** What the editor shows in place of a secret that is saved. */
const SAVED_SECRET = '__PWRD__';

type Raw = Readonly<Record<string, unknown>>;
type Saved = Readonly<Record<string, string | undefined>>;

interface CompletedFields {
  readonly fields: Readonly<Record<string, string | boolean>>;
  /** Whether anything is in them that the person at the dialog did not type and may not know. */
  readonly usesSaved: boolean;
}

/**
 * The deployed state of the configuration that a dialog is about. It lends the dialog the saved secrets,
 * which never go to the browser, and says whether they would go where they were meant to.
 */
export class DeployedConfiguration {
  private constructor(
    private readonly RED: NodeAPI,
    /** Undefined if it does not run: inside a subflow, only copies of it do. */
    private readonly node: VendorAuthNode | undefined,
    /** As in the flow file, variables not replaced. */
    private readonly properties: Raw,
    private readonly credentials: Saved,
  ) {}

  /** That of an id which is not deployed has nothing to lend. */
  static find(RED: NodeAPI, id: string): DeployedConfiguration {
    const deployed = deployedNodes(RED).find((node) => node.id === id && isVendorAuthNode(node));
    if (deployed === undefined) return new DeployedConfiguration(RED, undefined, {}, {});
    const properties = { ...deployed };
    const node = RED.nodes.getNode(id);
    // For a configuration without any, Node-RED has no object.
    const credentials = (RED.nodes.getCredentials(id) as Saved | undefined) ?? {};
    const running = isVendorAuthNode(node) ? node : undefined;
    return new DeployedConfiguration(RED, running, properties, credentials);
  }

  /**
   * The dialog's fields with saved secrets and variables replaced by what they stand for.
   *
   * @throws {VendorAuthError} `invalid-settings` for a variable that is not deployed: whoever may test
   *   need not be one who may read the environment.
   */
  complete({ vendor, fields }: DialogContent): CompletedFields {
    let usesSaved = false;
    const entries = Object.entries(fields).map(([name, typed]): [string, string | boolean] => {
      const value = typed === SAVED_SECRET ? (this.credentials[name] ?? '') : typed;
      const isVariable = variableName(value) !== undefined;
      if (typed !== SAVED_SECRET && !isVariable) return [name, typed];
      usesSaved = true;
      return [name, isVariable ? this.variable(vendor, name, String(value)) : String(value)];
    });
    return { fields: Object.fromEntries(entries), usesSaved };
  }

  /**
   * The label of the field by which these settings would carry a saved secret, or a token that was got
   * with it, to where the deployed configuration does not; undefined if they would not.
   */
  leadsElsewhere(settings: Settings, dialog: DialogContent): string | undefined {
    const deployed = this.destinations();
    if (origin(settings.baseUrl) !== deployed.api) return 'Base URL';
    const { plan } = settings;
    if (plan.kind === 'token-endpoint' && origin(plan.url) !== deployed.login) return 'Token URL';
    if (dialog.proxy !== (this.properties['proxy'] ?? '')) return 'Proxy';
    return undefined;
  }

  /** Of a configuration with a mistake in it, the addresses may be right all the same. */
  private destinations(): { api: string | undefined; login: string | undefined } {
    const settings = this.settings();
    if (settings !== undefined) {
      const { plan, baseUrl } = settings;
      return { api: origin(baseUrl), login: plan.kind === 'static' ? undefined : origin(plan.url) };
    }
    const { baseUrl, tokenUrl } = this.properties;
    return { api: origin(baseUrl), login: origin(tokenUrl || baseUrl) };
  }

  /** Those that it works with, or would if it ran; undefined if there is a mistake in them. */
  private settings(): Settings | undefined {
    if (this.node !== undefined) return this.node.credential?.settings;
    try {
      const { vendor, ...fields } = migrate(this.properties);
      return checkSettings(vendor, { ...fields, ...this.credentials });
    } catch {
      return undefined;
    }
  }

  private variable(vendorId: string, name: string, value: string): string {
    const isCredential = this.credentials[name] === value;
    if (!isCredential && this.properties[name] !== value) {
      throw notLookedUp(vendorId, name, {
        why: 'which is looked up once it is deployed',
        hint: 'Deploy, then test.',
      });
    }
    if (this.node === undefined) {
      throw notLookedUp(vendorId, name, {
        why: 'which only a login at work looks up, inside a subflow each instance for itself',
        hint: 'Enter what it stands for to test with it.',
      });
    }
    return isCredential
      ? String(this.node.credentials[name as keyof VendorAuthNode['credentials']] ?? '')
      : String(
          this.RED.util.evaluateNodeProperty(variableName(value) ?? '', 'env', this.node, {}) ?? '',
        );
  }
}

function notLookedUp(
  vendorId: string,
  name: string,
  { why, hint }: { why: string; hint: string },
): VendorAuthError {
  const vendor = findVendor(vendorId);
  const fields = vendor === undefined ? [] : fieldsOf(vendor);
  const label = fields.find((field) => field.name === name)?.label ?? name;
  const message = `${label} stands for an environment variable, ${why}.`;
  return new VendorAuthError({
    code: 'invalid-settings',
    vendor: vendorId,
    message,
    hint,
    problems: [{ field: name, label, message }],
  });
}

function origin(address: unknown): string | undefined {
  return typeof address === 'string' && URL.canParse(address) ? new URL(address).origin : undefined;
}
