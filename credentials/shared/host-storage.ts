import { UserError, type IDataObject } from 'n8n-workflow';
import { ALWAYS_DUE, STORED_TOKEN } from './form';
import { EXPORTS_OF_HOST, isSince2_34, type HostExports } from './host-version';

/**
 * What this n8n does with a credential when it stores a token in it. From 2.34.0 on, n8n writes the keys that
 * `preAuthentication` returned. Earlier versions write the whole credential with its values worked out, and
 * so replace for good every expression that a person typed, and drop every field that the form hides.
 */
export class HostStorage {
  private keeps: boolean;

  /** @param host - what `n8n-workflow` exports */
  constructor(host: HostExports = EXPORTS_OF_HOST) {
    this.keeps = isSince2_34(host);
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
