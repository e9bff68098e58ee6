import type { Node, NodeAPI, NodeDef, NodeMessageInFlow } from 'node-red';
import { handleMessages } from '../../lib/credential-user';
import { migrate } from '../../lib/migrate';
import { requestOptions, type RequestProperties } from '../../lib/request/request-options';
import { requestWithToken } from '../../lib/request/vendor-request';

const CATALOGUE = '@vendor-auth/node-red/vendor-auth-request:vendor-auth-request';

interface RequestDefinition extends NodeDef, RequestProperties {
  auth?: string;
}

/** Sends requests to the vendor's API, with the token handled. */
export = function registerRequest(RED: NodeAPI): void {
  const settings = RED.settings as unknown as Readonly<Record<string, unknown>>;

  function VendorAuthRequest(this: Node, definition: RequestDefinition): void {
    RED.nodes.createNode(this, definition);
    const { auth, ...properties } = migrate(definition);
    const node = {
      options: requestOptions(
        properties,
        settings['httpRequestTimeout'],
        settings['vendorAuthRequestMaxAnswerBytes'],
      ),
      warnNotJson: () => this.warn(RED._('node-red:httpin.errors.json-error')),
      warnTooDeep: () => this.warn(RED._(`${CATALOGUE}.warning.too-deep`)),
      messageProperty: (msg: NodeMessageInFlow, property: string): unknown =>
        RED.util.getMessageProperty(msg, property),
    };
    handleMessages(RED, this, auth, (msg, credential, signal) =>
      requestWithToken(node, msg, credential, signal),
    );
  }

  RED.nodes.registerType('vendor-auth-request', VendorAuthRequest);
};
