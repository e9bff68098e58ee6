import { agility } from '../../../core/vendors';
import type { Vendor } from '../../../core/vendor/vendor';
import { editor, jQuery } from './red';

const LOGIN = 'OAuth 2.0, OAuth2, client credentials, access token, bearer token, login';

/**
 * Node-RED's palette looks for what somebody types in the type and the label of a node. This adds, for our
 * nodes, the vendors' names and what the nodes are for. What the palette shows stays as it is. A Node-RED
 * that keeps the text for its search elsewhere finds the nodes by type and label, as before.
 */
export function extendPaletteSearch(vendors: readonly Vendor[]): void {
  const all = [...vendors.flatMap(namesOf), LOGIN].join(', ');
  const words: Readonly<Record<string, string>> = {
    'vendor-auth-request': all,
    'vendor-auth-bearer': all,
    'agility-revoke-grant': [...namesOf(agility), 'revoke, access token'].join(', '),
  };
  const extend = (type: string) => {
    const label = editor().nodes.getType(type)?.paletteLabel;
    if (label === undefined || !Object.hasOwn(words, type)) return;
    const entry = jQuery(`.red-ui-palette-node[data-palette-type="${type}"]`);
    entry.attr('data-palette-label', `${label}, ${words[type]}`);
  };
  // Some of the nodes are registered before this script runs, some after.
  for (const type of Object.keys(words)) extend(type);
  editor().events.on('registry:node-type-added', extend);
}

/** As its maker writes it, and as one word for those who leave out its points and spaces. */
function namesOf({ id, productName }: Vendor): string[] {
  return [productName, id];
}
