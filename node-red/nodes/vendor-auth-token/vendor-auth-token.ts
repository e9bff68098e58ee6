import type { Node, NodeAPI, NodeDef } from 'node-red';
import {
  checkInWords,
  checkToken,
  forgetToken,
  say,
  sentences,
  type VendorAuthError,
} from '../../../core';
import { wait } from '../../lib/clock';
import { handleMessages } from '../../lib/credential-user';
import { invalidField } from '../../lib/invalid-field';
import { runtimeLanguage } from '../../lib/language';
import { migrate } from '../../lib/migrate';

const SAY = sentences('tokenNode', {
  operation: 'Operation',
  unknown: 'Operation is not one of the list. Open the node and choose one.',
});

function unknownOperation(): VendorAuthError {
  return invalidField('operation', SAY.operation(), SAY.unknown());
}

interface TokenDefinition extends NodeDef {
  auth?: string;
  operation?: string;
}

/** Checks or forgets the token of a login: the twin of n8n's Vendor Token. */
export = function registerToken(RED: NodeAPI): void {
  function VendorAuthToken(this: Node, definition: TokenDefinition): void {
    RED.nodes.createNode(this, definition);
    const { auth, operation = 'check' } = migrate(definition);
    const language = runtimeLanguage(RED);
    handleMessages(RED, this, auth, async (msg, credential, signal, tellRefusal) => {
      const { settings } = credential;
      const source = credential.source();
      if (operation !== 'check' && operation !== 'forget') throw unknownOperation();
      if (operation === 'forget') {
        const { says, ...forgotten } = forgetToken(settings, source);
        msg.payload = { ...forgotten, says: say(says, language) };
        return msg;
      }
      // What is sent is shared with other nodes, so it goes on when this one is stopped.
      const { send } = credential;
      const check = await checkToken({ settings, source, send, wait, signal });
      // The node's status shows a refusal; what it means is in the message.
      if (check.status !== undefined && check.status >= 400) tellRefusal(check.status);
      msg.payload = checkInWords(check, language);
      return msg;
    });
  }

  RED.nodes.registerType('vendor-auth-token', VendorAuthToken);
};
