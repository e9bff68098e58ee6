import type { Node, NodeAPI } from 'node-red';
import {
  say,
  sentences,
  tokenSeal,
  TokenStore,
  type Sentence,
  type StoreTrouble,
  type Translate,
} from '../../core';
import { systemClock } from './clock';
import { configuredStores, contextTexts } from './context-stores';
import type { Credential } from './credential';

const SAY = sentences('store', {
  unknown:
    'Token Store “__store__” is not in contextStorage of settings.js. The token is kept in memory alone.',
  memory:
    'Token Store “__store__” keeps nothing when Node-RED stops, because its module is memory.',
  noSecret: 'This login has no secret to encrypt a token with, so Token Store is not used.',
  unavailable: 'Token Store “__store__” does not answer. Messages go on with the token in memory.',
  unreadable:
    'Token Store “__store__” holds something that is not this login’s token. The next new token takes its place.',
});

/**
 * Shares a login's token through a context store, encrypted, so that it survives a restart and serves other
 * processes. Whatever cannot be done is said in a warning, and the login works as without a store.
 *
 * @returns what ends it
 */
export function shareToken(
  RED: Pick<NodeAPI, 'settings'>,
  node: Pick<Node, 'warn' | 'context'>,
  credential: Credential,
  store: string,
  language: Translate,
): () => void {
  const warn = (sentence: Sentence) => node.warn(say(sentence, language));
  const refuse = (sentence: Sentence) => {
    warn(sentence);
    return () => undefined;
  };
  const kind = configuredStores(Reflect.get(RED.settings, 'contextStorage')).get(store);
  if (kind === undefined) return refuse(SAY.unknown({ store }));
  if (kind === 'memory') return refuse(SAY.memory({ store }));
  const source = credential.source();
  // What never changes need not be stored.
  if (!source.isRenewable) return () => undefined;
  const seal = tokenSeal(credential.settings);
  if (seal === undefined) return refuse(SAY.noSecret());
  const texts = contextTexts(node.context().global, store);
  const tell = (trouble: StoreTrouble) => warn(SAY[trouble]({ store }));
  return source.shareThrough(new TokenStore(texts, seal, systemClock, tell));
}
