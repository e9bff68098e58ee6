import type { Node, NodeAPI, NodeDef, NodeMessageInFlow } from 'node-red';
import { wait } from '../../lib/clock';
import { handleMessages } from '../../lib/credential-user';
import { migrate } from '../../lib/migrate';
import type { Unparsed } from './answer-message';
import { requestOptions, type RequestProperties } from './request-options';
import { requestWithToken, type RequestNode } from './request-with-token';

/** Where the catalogues say why an answer is no object, although one was wanted. */
const WARNINGS: Readonly<Record<Unparsed, string>> = {
  'not-json': 'node-red:httpin.errors.json-error',
  'too-deep': '@vendor-auth/node-red/vendor-auth-request:vendor-auth-request.warning.too-deep',
};

interface RequestDefinition extends NodeDef, RequestProperties {
  auth?: string;
}

/** Sends requests to the vendor's API, with the token handled. */
export = function registerRequest(RED: NodeAPI): void {
  const settings = RED.settings as unknown as Readonly<Record<string, unknown>>;

  function VendorAuthRequest(this: Node, definition: RequestDefinition): void {
    RED.nodes.createNode(this, definition);
    const { auth, ...properties } = migrate(definition);
    const node: RequestNode = {
      wait,
      options: requestOptions(
        properties,
        settings['httpRequestTimeout'],
        settings['vendorAuthRequestMaxAnswerBytes'],
      ),
      warn: (why) => this.warn(RED._(WARNINGS[why])),
      messageProperty: (msg: NodeMessageInFlow, property: string): unknown =>
        RED.util.getMessageProperty(msg, property),
    };
    handleMessages(RED, this, auth, (msg, credential, signal, tellRefusal) =>
      requestWithToken(node, msg, credential, signal, tellRefusal),
    );
  }

  RED.nodes.registerType('vendor-auth-request', VendorAuthRequest);
};
