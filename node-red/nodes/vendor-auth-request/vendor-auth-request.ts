import type { Node, NodeAPI, NodeDef, NodeMessageInFlow } from 'node-red';
import { wait } from '../../lib/clock';
import { handleMessages } from '../../lib/credential-user';
import { migrate } from '../../lib/migrate';
import type { Unparsed } from './answer-message';
import type { RequestWarning } from './outgoing-request';
import { requestOptions, type RequestProperties } from './request-options';
import { requestWithToken, type RequestNode } from './request-with-token';

const OWN = '@vendor-auth/node-red/vendor-auth-request:vendor-auth-request.warning.';
const CORE = 'node-red:httpin.errors.';

/** Where the catalogues, of Node-RED as far as it has them, word a warning. */
const WARNINGS: Readonly<Record<Unparsed | RequestWarning, string>> = {
  'not-json': `${CORE}json-error`,
  'too-deep': `${OWN}too-deep`,
  overridden: 'node-red:common.errors.nooverride',
  'timeout-isnan': `${CORE}timeout-isnan`,
  'timeout-isnegative': `${CORE}timeout-isnegative`,
  'certificate-check': `${OWN}certificate-check`,
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
    let hasToldOfCertificates = false;
    const node: RequestNode = {
      wait,
      options: requestOptions(
        properties,
        settings['httpRequestTimeout'],
        settings['vendorAuthRequestMaxAnswerBytes'],
      ),
      warn: (why) => {
        if (why === 'certificate-check' && hasToldOfCertificates) return;
        hasToldOfCertificates ||= why === 'certificate-check';
        this.warn(RED._(WARNINGS[why]));
      },
      messageProperty: (msg: NodeMessageInFlow, property: string): unknown =>
        RED.util.getMessageProperty(msg, property),
    };
    handleMessages(RED, this, auth, (msg, credential, signal, tellRefusal) =>
      requestWithToken(node, msg, credential, signal, tellRefusal),
    );
  }

  RED.nodes.registerType('vendor-auth-request', VendorAuthRequest);
};
