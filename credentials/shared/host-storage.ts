import * as n8nWorkflow from 'n8n-workflow';
import { NodeHelpers, UserError, type IDataObject } from 'n8n-workflow';
import { ALWAYS_DUE, STORED_TOKEN } from './form';

/** The parts of the package `n8n-workflow` that tell which n8n it belongs to. */
export interface HostExports {
  readonly n8nOAuth2Auth?: unknown;
  readonly NodeHelpers?: { readonly resolveSupportedCredentialActivation?: unknown };
}

const OF_THIS_HOST: HostExports = { ...n8nWorkflow, NodeHelpers };

/**
 * What this n8n does with a credential when it stores a token in it. From 2.34.0 on, n8n writes the keys that
 * `preAuthentication` returned. Earlier versions write the whole credential with its values worked out, and
 * so replace for good every expression that a person typed, and drop every field that the form hides.
 */
export class HostStorage {
  private keeps: boolean;

  /**
   * @param host - what `n8n-workflow` exports. Both of its names that are looked for came with n8n 2.34.0, and
   *   no version before has either. An n8n that has neither is taken for one that cannot keep expressions.
   */
  constructor(host: HostExports = OF_THIS_HOST) {
    this.keeps =
      host.n8nOAuth2Auth !== undefined ||
      host.NodeHelpers?.resolveSupportedCredentialActivation !== undefined;
  }

  /** Whether n8n can store a token and leave alone what a person typed. Once false, it stays so. */
  get keepsWhatWasTyped(): boolean {
    return this.keeps;
  }

  /**
   * What `preAuthentication` returns, so that n8n stores the row with the token; nothing where n8n cannot
   * keep what was typed, or if there is no row.
   *
   * The names that n8n exports may deceive: an installation with peer dependencies brings its own copy of
   * `n8n-workflow`, of another version than n8n. An n8n that writes the whole credential turns that very object
   * into JSON first, and is stopped there, before anything is written.
   */
  handOver(credentials: IDataObject, row: string | undefined): IDataObject {
    if (!this.keeps || row === undefined) return {};
    Object.defineProperty(credentials, AS_JSON, {
      configurable: true,
      enumerable: false,
      value: () => {
        this.keeps = false;
        throw new WouldReplaceWhatWasTyped();
      },
    });
    return { [ALWAYS_DUE]: '', [STORED_TOKEN]: row };
  }

  /** n8n comes back with the credentials object: whatever it had to store is stored. */
  takeBack(credentials: IDataObject): void {
    Reflect.deleteProperty(credentials, AS_JSON);
  }
}

/** What `JSON.stringify` asks an object for. */
const AS_JSON = 'toJSON';

/** Fails one request of the process at most: from then on nothing is handed over any more. */
class WouldReplaceWhatWasTyped extends UserError {
  constructor() {
    super(
      'This version of n8n would replace the expressions in the credential by their values, so the access token was not stored. Run the workflow again: the token stays in memory from now on.',
    );
  }
}
