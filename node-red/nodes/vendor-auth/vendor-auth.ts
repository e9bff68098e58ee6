import type { NodeAPI, NodeDef } from 'node-red';
import {
  asVendorAuthError,
  invalidFields,
  say,
  sentences,
  tokenFailureError,
  VENDORS,
  type TokenFailure,
} from '../../../core';
import { monotonicMs } from '../../lib/clock';
import { persistentStores } from '../../lib/context-stores';
import { Credential } from '../../lib/credential';
import { DeployedLogins } from '../../lib/deployed-logins';
import { runtimeLanguage } from '../../lib/language';
import { migrate } from '../../lib/migrate';
import { NodeError } from '../../lib/node-error';
import type { HttpProxyNode } from '../../lib/proxy';
import { SETTING_LABELS } from '../../lib/setting-labels';
import { tokenSources } from '../../lib/shared-token-sources';
import { statusTranslator } from '../../lib/status';
import { storedFields } from '../../lib/stored-fields';
import type { TlsConfigNode } from '../../lib/tls';
import { TokenNews } from '../../lib/token-news';
import { shareToken } from '../../lib/token-store';
import { assertVariablesSet } from '../../lib/unset-variable';
import { environmentOf, lookedUp, type UnsetVariable } from '../../lib/variable-name';
import type { VendorAuthCredentials, VendorAuthNode } from '../../lib/vendor-auth-node';
import { registerAdminRoutes } from './admin';

const SAY = sentences('dialog', {
  notThere:
    '__setting__ refers to a node that is not there. Open the login and choose another, or none.',
});

interface VendorAuthDefinition extends NodeDef {
  vendor?: string;
  tls?: string;
  proxy?: string;
  /** The name of a context store, or empty. */
  tokenStore?: string;
}

/** The configuration node: one vendor's login, which other nodes use. */
export = function registerVendorAuth(RED: NodeAPI): void {
  const translate = statusTranslator(RED);
  const language = runtimeLanguage(RED);
  const deployedLogins = new DeployedLogins();

  function VendorAuth(this: VendorAuthNode, definition: VendorAuthDefinition): void {
    RED.nodes.createNode(this, definition);
    const node = Object.assign(this, { users: {} });
    let stopSharing: (() => void) | undefined;
    try {
      const { vendor, tls, proxy, tokenStore, ...properties } = migrate(definition);
      const variable = environmentOf(RED, node);
      const stored = (RED.nodes.getCredentials(node.id) as Record<string, unknown>) ?? {};
      const fields: Record<string, unknown> = {};
      const unset = new Map<string, UnsetVariable>();
      for (const [name, value] of Object.entries<unknown>({ ...properties, ...node.credentials })) {
        fields[name] = value;
        if (typeof value !== 'string') continue;
        const typed = stored[name];
        const found = lookedUp(typeof typed === 'string' ? typed : value, value, variable);
        fields[name] = found.text;
        if (found.unset !== undefined) unset.set(name, found.unset);
      }
      assertVariablesSet(vendor, fields, unset);
      node.credential = Credential.from(
        {
          vendor,
          fields,
          tlsNode: referredNode<TlsConfigNode>(tls, 'tls'),
          proxyNode: referredNode<HttpProxyNode>(proxy, 'proxy'),
          proxyOptions: Reflect.get(RED.settings, 'proxyOptions'),
        },
        tokenSources,
      );
      const { settings } = node.credential;
      const errorOf = (failure: TokenFailure) => tokenFailureError(settings, failure);
      const source = node.credential.source();
      node.news = new TokenNews(node, source, translate, monotonicMs, { errorOf, language });
      // Whoever changed a login has probably put right what failed, and wants to see it (rule T6).
      if (deployedLogins.remember(node.id, settings)) source.liftHold();
      if (tokenStore) stopSharing = shareToken(RED, node, node.credential, tokenStore, language);
      for (const repair of settings.repairs) node.warn(say(repair, language));
    } catch (thrown) {
      node.problem = asVendorAuthError(thrown, '');
      deployedLogins.remember(node.id, undefined);
      node.error(new NodeError(node.problem, language));
    }
    node.on('close', (removed: boolean, done: () => void) => {
      if (removed) deployedLogins.forget(node.id);
      stopSharing?.();
      node.news?.close();
      node.credential?.close();
      done();
    });
  }

  /** A node of another package, whose type nothing but its documentation vouches for. */
  function referredNode<OtherNode>(
    id: string | undefined,
    field: 'tls' | 'proxy',
  ): OtherNode | undefined {
    if (!id) return undefined;
    const node = RED.nodes.getNode(id) as unknown as OtherNode | null;
    if (node) return node;
    const label = SETTING_LABELS[field]();
    throw invalidFields('', [{ field, label, message: SAY.notThere({ setting: label }) }]);
  }

  RED.nodes.registerType<VendorAuthNode, VendorAuthDefinition, object, VendorAuthCredentials>(
    'vendor-auth',
    VendorAuth,
    {
      credentials: storedFields(VENDORS),
      // What the dialog offers. It is not asked for at all where no store outlives the process.
      settings: {
        vendorAuthTokenStores: {
          value: persistentStores(Reflect.get(RED.settings, 'contextStorage')),
          exportable: true,
        },
      },
    },
  );
  registerAdminRoutes(RED);
};
