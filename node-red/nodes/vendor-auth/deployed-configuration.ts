import type { NodeAPI } from 'node-red';
import { fieldsOf, findVendor, VendorAuthError, type Settings } from '../../../core';
import { isVendorAuthNode, type VendorAuthNode } from '../../lib/vendor-auth-node';
import type { DialogContent } from './dialog-content';

/** What the editor shows in place of a secret that is saved. */
const SAVED_SECRET = '__PWRD__';
/** What Node-RED replaces by an environment variable. */
const VARIABLE = /^\$\{[^}]+\}$/;

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
    private readonly node: VendorAuthNode | undefined,
    /** As in the flow file, variables not replaced. */
    private readonly properties: Raw,
    private readonly credentials: Saved,
  ) {}

  /** That of an id which is not deployed has nothing to lend. */
  static find(RED: NodeAPI, id: string): DeployedConfiguration {
    const node = RED.nodes.getNode(id);
    if (!isVendorAuthNode(node)) return new DeployedConfiguration(RED, undefined, {}, {});
    let properties: Raw = {};
    RED.nodes.eachNode((candidate) => {
      if (candidate.id === id) properties = { ...candidate };
    });
    // For a configuration without any, Node-RED has no object.
    const credentials = (RED.nodes.getCredentials(id) as Saved | undefined) ?? {};
    return new DeployedConfiguration(RED, node, properties, credentials);
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
      const isVariable = VARIABLE.test(String(value));
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
    const settings = this.node?.credential?.settings;
    if (settings !== undefined) {
      const { plan, baseUrl } = settings;
      return { api: origin(baseUrl), login: plan.kind === 'static' ? undefined : origin(plan.url) };
    }
    const { baseUrl, tokenUrl } = this.properties;
    return { api: origin(baseUrl), login: origin(tokenUrl || baseUrl) };
  }

  private variable(vendorId: string, name: string, value: string): string {
    if (this.credentials[name] === value) {
      return String(this.node?.credentials[name as keyof VendorAuthNode['credentials']] ?? '');
    }
    if (this.node !== undefined && this.properties[name] === value) {
      return String(this.RED.util.evaluateNodeProperty(value, 'env', this.node, {}) ?? '');
    }
    const vendor = findVendor(vendorId);
    const fields = vendor === undefined ? [] : fieldsOf(vendor);
    const label = fields.find((field) => field.name === name)?.label ?? name;
    const message = `${label} stands for an environment variable, which is looked up once it is deployed.`;
    throw new VendorAuthError({
      code: 'invalid-settings',
      vendor: vendorId,
      message,
      hint: 'Deploy, then test.',
      problems: [{ field: name, label, message }],
    });
  }
}

function origin(address: unknown): string | undefined {
  return typeof address === 'string' && URL.canParse(address) ? new URL(address).origin : undefined;
}
