import { runInNewContext } from 'node:vm';
import { dialogHtml } from './dialog-definition';

interface Registered {
  oneditprepare(this: object): void;
  readonly defaults: { readonly name: { validate?(this: object): unknown } };
}

/** What a dialog registers, with the globals that its functions use later. */
function registeredBy(node: string, globals: object = {}, nodes: object = {}): Registered {
  const [, script] = /<script type="text\/javascript">([\s\S]*?)<\/script>/.exec(dialogHtml(node))!;
  let registered: Registered | undefined;
  const registerType = (_name: string, definition: Registered) => (registered = definition);
  const RED = { nodes: { registerType, ...nodes }, tray: { resize: () => undefined } };
  runInNewContext(script!, { RED, ...globals });
  return registered!;
}

interface Offered {
  readonly value: string;
  autoComplete?(typed: string): { readonly value: string }[];
}

/** The cells of the header list, each with what it offers, its type, and its value. */
function cellsOf(headers: object[]) {
  const cells: { types: Offered[]; type?: string; value?: string }[] = [];
  let addItem: (container: object, index: number, header: object) => void;
  const element: object = new Proxy(
    {},
    {
      get: (_target, method) => {
        if (method === 'typedInput') {
          return (what: { types: Offered[] } | 'type' | 'value', value: string) => {
            if (typeof what === 'object') cells.push({ types: what.types });
            else cells.at(-1)![what] = value;
            return element;
          };
        }
        if (method === 'editableList') {
          return (what: { addItem: typeof addItem } | string, header: object) => {
            if (typeof what === 'object') addItem = what.addItem;
            else addItem(element, 0, header);
            return element;
          };
        }
        return () => element;
      },
    },
  );
  const globals = { $: () => element, VendorAuthEditor: { offerFirst: () => undefined } };
  const { oneditprepare } = registeredBy('vendor-auth-request', globals);
  oneditprepare.call({ headers, method: 'GET', paytoqs: 'ignore', ret: 'obj', _: String });
  return cells;
}

describe('the headers in the dialog of vendor-auth-request', () => {
  test('offer the names and values that the core node has as presets, while somebody types', () => {
    const [name, value] = cellsOf([{}]);
    const offered = (cell: typeof name, typed: string) =>
      cell!.types.find((type) => type.value === 'other')!.autoComplete!(typed).map(
        (one) => one.value,
      );
    expect(offered(name, 'acc')).toEqual(['Accept', 'Accept-Encoding', 'Accept-Language']);
    expect(offered(name, 'CONTENT')).toEqual(['Content-Type']);
    expect(offered(name, '')).not.toContain('Authorization');
    expect(offered(value, 'json')).toEqual(['application/json']);
    expect(offered(value, 'nothing of it')).toEqual([]);
  });

  test('show a preset that the core node saved as the text that it is', () => {
    const row = { keyType: 'Accept', keyValue: '', valueType: 'application/json', valueValue: '' };
    expect(cellsOf([row])).toMatchObject([
      { type: 'other', value: 'Accept' },
      { type: 'other', value: 'application/json' },
    ]);
  });

  test('show what is taken from the message as such', () => {
    const row = { keyType: 'msg', keyValue: 'a', valueType: 'msg', valueValue: 'b' };
    expect(cellsOf([row])).toMatchObject([
      { type: 'msg', value: 'a' },
      { type: 'msg', value: 'b' },
    ]);
  });
});

describe('the dialog of vendor-auth-bearer', () => {
  test.each([
    ['an http request node with a login of its own', 'http request', 'basic', false],
    ['an http request node without', 'http request', '', true],
    ['another node', 'function', 'basic', true],
  ])('marks the node if behind it is %s: %s, %s', (_what, type, authType, isValid) => {
    const asked: object[] = [];
    const filterLinks = (filter: object) => {
      asked.push(filter);
      return [{ target: { type, authType } }];
    };
    const { name } = registeredBy('vendor-auth-bearer', {}, { filterLinks }).defaults;
    const valid = name.validate!.call({ id: 'bearer', _: (key: string) => key });
    expect(valid).toBe(isValid || 'vendor-auth-bearer.warning.own-login');
    expect(asked).toEqual([{ source: { id: 'bearer' }, sourcePort: 0 }]);
  });
});
