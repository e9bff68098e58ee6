import { VENDORS } from '../../../core';
import { extendPaletteSearch } from '../../../node-red/editor/browser/palette-search';
import { EditorPage } from './editor-stand-in';

const LABELS: Readonly<Record<string, string>> = {
  'vendor-auth-request': 'auth request',
  'vendor-auth-bearer': 'auth bearer',
  'agility-revoke-grant': 'revoke grant',
  inject: 'inject',
};

describe("the palette's search", () => {
  let page: EditorPage;
  let registered: Set<string>;
  let register: (type: string) => void;
  beforeEach(() => {
    page = new EditorPage();
    page.install();
    registered = new Set(['agility-revoke-grant', 'inject']);
    const nodes = {
      getType: (type: string) =>
        registered.has(type) ? { paletteLabel: LABELS[type] } : undefined,
    };
    const events = {
      on(_event: string, handler: (type: string) => void) {
        register = (type) => {
          registered.add(type);
          handler(type);
        };
      },
    };
    Object.assign(globalThis, { RED: { nodes, events } });
    extendPaletteSearch(VENDORS);
  });
  afterEach(() => {
    page.remove();
    Reflect.deleteProperty(globalThis, 'RED');
  });

  /** What Node-RED's palette would search for a type, beside the type itself. */
  const searched = (type: string) =>
    page.element(`.red-ui-palette-node[data-palette-type="${type}"]`).attributes[
      'data-palette-label'
    ];

  test('finds a node that was registered before, by its vendor, what it does and its label', () => {
    expect(searched('agility-revoke-grant')).toMatch(/^revoke grant, .*Digital\.ai Agility/);
    expect(searched('agility-revoke-grant')).toContain('token');
    expect(searched('agility-revoke-grant')).not.toContain('Eggplant');
  });

  test.each(['vendor-auth-request', 'vendor-auth-bearer'])(
    'finds %s, registered later, by every vendor and by what it does',
    (type) => {
      expect(searched(type)).toBeUndefined();
      register(type);
      expect(searched(type)).toMatch(new RegExp(`^${LABELS[type]}, `));
      for (const { productName, id } of VENDORS) {
        expect(searched(type)).toContain(productName);
        expect(searched(type)).toContain(id);
      }
      for (const words of ['oauth', 'client credentials', 'bearer', 'token']) {
        expect(searched(type)!.toLowerCase()).toContain(words);
      }
    },
  );

  test('leaves the nodes of others alone', () => {
    register('inject');
    register('constructor');
    expect(searched('inject')).toBeUndefined();
    expect(searched('constructor')).toBeUndefined();
  });
});
