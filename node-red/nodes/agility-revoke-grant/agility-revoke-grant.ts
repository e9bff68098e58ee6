import { promisify } from 'node:util';
import type { Node, NodeAPI, NodeDef } from 'node-red';
import { handleMessages } from '../../lib/credential-user';
import { migrate } from '../../lib/migrate';
import { notEvaluated, revokeFor } from './revoke';

interface RevokeDefinition extends NodeDef {
  auth?: string;
  grant?: string;
  grantType?: string;
}

/** Revokes a grant of Digital.ai Agility, and with it the grant's access token. */
export = function registerRevoke(RED: NodeAPI): void {
  const evaluate = promisify(RED.util.evaluateNodeProperty.bind(RED.util));

  function AgilityRevokeGrant(this: Node, definition: RevokeDefinition): void {
    RED.nodes.createNode(this, definition);
    const { auth, grant = '', grantType = 'str' } = migrate(definition);
    handleMessages(RED, this, auth, async (msg, credential, signal) => {
      const value: unknown = await evaluate(grant, grantType, this, msg).catch(notEvaluated);
      return await revokeFor(msg, value, credential, signal);
    });
  }

  RED.nodes.registerType('agility-revoke-grant', AgilityRevokeGrant);
};
