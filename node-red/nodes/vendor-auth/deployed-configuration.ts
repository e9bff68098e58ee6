import type { NodeAPI } from 'node-red';
import { invalidFields, sentences, type Sentence, type VendorAuthError } from '../../../core';
import type { Credential } from '../../lib/credential';
import { migrate } from '../../lib/migrate';
import { SAVED_SECRET } from '../../lib/saved-secret';
import {
  environmentOf,
  lookedUp,
  variablesIn,
  type LookedUp,
  type UnsetVariable,
} from '../../lib/variable-name';
import { isVendorAuthNode, type VendorAuthNode } from '../../lib/vendor-auth-node';
import { settingChangedFrom, settingChangedFromWorking, type SettingName } from './changed-setting';
import { deployedNodes } from './deployed-nodes';
import type { DialogContent } from './dialog-content';
import { settingLabel } from './labels';

const SAY = sentences('dialog', {
  lookedUpOnceDeployed:
    '__label__ stands for an environment variable, which is looked up once it is deployed.',
  deployFirst: 'Deploy, then test.',
  lookedUpAtWork:
    '__label__ stands for an environment variable. Only a login at work looks it up; inside a subflow, each instance does.',
  enterWhatItStandsFor: 'Enter what it stands for to test with it.',
});

/** For a setting that is of no use before it is deployed. */
export const deployFirst = SAY.deployFirst;

type Raw = Readonly<Record<string, unknown>>;

export interface CompletedFields {
  readonly fields: Readonly<Record<string, string | boolean>>;
  /** The fields with a value that the person at the dialog did not type and may not know. */
  readonly lent: ReadonlySet<SettingName>;
  /** Whether a saved secret is among those, and not only the value of a variable. */
  readonly lendsSecret: boolean;
  /** The variables without a value, by the names of the fields. */
  readonly unset: ReadonlyMap<string, UnsetVariable>;
}

/**
 * The deployed state of the configuration that a dialog is about. It lends the dialog the saved secrets,
 * which never go to the browser, and says what the dialog changed that decides where they go.
 */
export class DeployedConfiguration {
  private constructor(
    private readonly RED: NodeAPI,
    /** Undefined if it does not run: inside a subflow, only copies of it do. */
    private readonly node: VendorAuthNode | undefined,
    /** As in the flow file, variables not replaced. */
    private readonly properties: Raw,
    /** As they are stored, variables not replaced. */
    private readonly credentials: Raw,
  ) {}

  /** That of an id which is not deployed has nothing to lend. */
  static find(RED: NodeAPI, id: string): DeployedConfiguration {
    const deployed = deployedNodes(RED).find((node) => node.id === id && isVendorAuthNode(node));
    if (deployed === undefined) return new DeployedConfiguration(RED, undefined, {}, {});
    const node = RED.nodes.getNode(id);
    // For a configuration without any, Node-RED has no object.
    const credentials = (RED.nodes.getCredentials(id) as Raw | undefined) ?? {};
    const running = isVendorAuthNode(node) ? node : undefined;
    return new DeployedConfiguration(RED, running, { ...migrate(deployed) }, { ...credentials });
  }

  /**
   * The dialog's fields with saved secrets and variables replaced by what they stand for.
   *
   * @throws {VendorAuthError} `invalid-settings` for a variable that is not deployed: whoever may test
   *   need not be one who may read the environment.
   */
  complete({ vendor, fields }: DialogContent): CompletedFields {
    const lent = new Set<SettingName>();
    const unset = new Map<string, UnsetVariable>();
    let lendsSecret = false;
    const entries = Object.entries(fields).map(([name, typed]): [string, string | boolean] => {
      const value = typed === SAVED_SECRET ? textOf(this.credentials[name]) : typed;
      const isVariable = variablesIn(value).length > 0;
      // Nothing is saved for it, or it was typed.
      if (!isVariable && (value === '' || typed !== SAVED_SECRET)) return [name, value];
      lent.add(name);
      lendsSecret ||= typed === SAVED_SECRET;
      if (!isVariable) return [name, this.secret(name)];
      const found = this.variable(vendor, name, String(value));
      if (found.unset !== undefined) unset.set(name, found.unset);
      return [name, found.text];
    });
    return { fields: Object.fromEntries(entries), lent, lendsSecret, unset };
  }

  /** The first setting that the dialog changed while fields are lent, or undefined. */
  settingChangedBy(
    dialog: DialogContent,
    { lent }: Pick<CompletedFields, 'lent'>,
  ): SettingName | undefined {
    if (lent.size === 0) return undefined;
    return settingChangedFrom({ ...this.properties, ...this.credentials }, dialog, lent);
  }

  /** The same for the credential that was made of the dialog and what was lent. */
  settingChangedIn(
    credential: Credential,
    { lent }: Pick<CompletedFields, 'lent'>,
  ): SettingName | undefined {
    const working = this.node?.credential;
    if (lent.size === 0 || working === undefined) return undefined;
    return settingChangedFromWorking(working, credential, lent);
  }

  /** That of the running node goes with the settings at work, also while a deployment is under way. */
  private secret(name: string): string {
    return textOf(this.node === undefined ? this.credentials[name] : this.runningSecret(name));
  }

  private runningSecret(name: string): unknown {
    return (this.node?.credentials as Raw | undefined)?.[name];
  }

  private variable(vendorId: string, name: string, value: string): LookedUp {
    const isCredential = this.credentials[name] === value;
    if (!isCredential && this.properties[name] !== value) {
      throw notLookedUp(vendorId, name, SAY.lookedUpOnceDeployed, deployFirst());
    }
    if (this.node === undefined) {
      throw notLookedUp(vendorId, name, SAY.lookedUpAtWork, SAY.enterWhatItStandsFor());
    }
    const { RED, node } = this;
    const running = isCredential ? textOf(this.runningSecret(name)) : value;
    return lookedUp(value, running, environmentOf(RED, node));
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : '';
}

function notLookedUp(
  vendorId: string,
  name: string,
  why: typeof SAY.lookedUpAtWork,
  hint: Sentence,
): VendorAuthError {
  const label = settingLabel(vendorId, name);
  return invalidFields(vendorId, [{ field: name, label, message: why({ label }) }], hint);
}
