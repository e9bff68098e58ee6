import { verbatim } from '../../../core';
import { VendorAuthEditor } from '../../../node-red/editor/browser/main';
import { EditorPage } from './editor-stand-in';
import { keysOnly, lookupOf } from './editor-language';

const GRANTS = [
  { number: '1020', label: '1020 · Build' },
  { number: '1021', label: '1021 · Deploy' },
];

describe('the list of grants in the dialog of agility-revoke-grant', () => {
  let page: EditorPage;
  beforeEach(() => {
    page = new EditorPage();
    page.install();
  });
  afterEach(() => page.remove());

  const login = () => page.element('#node-input-auth');
  const select = () => page.element('#vendor-auth-grants');
  const says = () => page.element('#vendor-auth-grants-says').ownText;
  const field = () => page.element('#node-input-grant');
  const asked = () => page.requestsTo('grants');
  const ask = () => void page.element('#vendor-auth-list-grants').trigger('click');

  function open(lookup = keysOnly): void {
    login().val('agility');
    new VendorAuthEditor().offerGrants({ _: lookup });
  }

  test('asks nothing before its button is pressed, and shows nothing', () => {
    open();
    expect(page.requests).toEqual([]);
    expect(select().isShown).toBe(false);
    expect(says()).toBe('');
  });

  test('asks for the grants of the login that is chosen, as JSON, and says so', () => {
    open();
    login().val('another');
    ask();
    expect(asked()).toMatchObject([
      { method: 'POST', contentType: 'application/json', data: '{"id":"another"}' },
    ]);
    expect(says()).toContain('grants.asking');
  });

  test.each(['_ADD_', ''])('asks with no login where none is chosen: “%s”', (id) => {
    open();
    login().val(id);
    ask();
    expect(asked()[0]!.data).toBe('{"id":""}');
  });

  test('fills in the grant that is chosen, and sends nothing', () => {
    open();
    ask();
    asked()[0]!.success({ grants: GRANTS, says: [] });
    expect(select().isShown).toBe(true);
    expect(
      select().content.map(({ attributes, ownText }) => [attributes['value'], ownText]),
    ).toEqual([
      ['', expect.stringContaining('grants.choose')],
      ['1020', '1020 · Build'],
      ['1021', '1021 · Deploy'],
    ]);
    expect(says()).toBe('');
    expect(field().typed).toEqual({});
    select().val('1021').trigger('change');
    expect(field().typed).toEqual({ type: 'str', value: '1021' });
    expect(page.requests).toHaveLength(1);
  });

  test('leaves the field as it is where no grant is chosen', () => {
    open();
    ask();
    asked()[0]!.success({ grants: GRANTS, says: [] });
    select().val('').trigger('change');
    expect(field().typed).toEqual({});
  });

  test('says what the runtime says of it', () => {
    open();
    ask();
    asked()[0]!.success({ grants: [], says: [verbatim('None.')] });
    expect(select().isShown).toBe(false);
    expect(says()).toBe('None.');
    ask();
    const failed = { verdict: 'failed', says: [verbatim('Refused.')], hint: [verbatim('Look.')] };
    asked()[1]!.success(failed);
    expect(says()).toBe('Refused. Look.');
  });

  test.each([
    [401, 'test.forbidden'],
    [403, 'test.otherOrigin'],
    [415, 'test.unreachable'],
    [0, 'test.unreachable'],
  ])('that is answered with status %d says %s', (status, key) => {
    open();
    ask();
    asked()[0]!.error({ status });
    expect(says()).toContain(key);
    expect(select().isShown).toBe(false);
  });

  test('goes with the login whose grants it lists, also while it is still to come', () => {
    open();
    ask();
    asked()[0]!.success({ grants: GRANTS, says: [] });
    login().val('another').trigger('change');
    expect(select().isShown).toBe(false);
    expect(select().content).toHaveLength(1);

    ask();
    login().val('third').trigger('change');
    asked()[1]!.success({ grants: GRANTS, says: [verbatim('Late.')] });
    expect(select().isShown).toBe(false);
    expect(says()).toBe('');
  });

  test('shows the answer to the last press alone', () => {
    open();
    ask();
    ask();
    asked()[1]!.success({ grants: GRANTS, says: [] });
    asked()[0]!.error({ status: 0 });
    expect(select().isShown).toBe(true);
    expect(says()).toBe('');
  });

  test.each([
    ['de', 'Agility wird gefragt …', 'Agility zeigt diesem Mitglied keine Grants.'],
    ['ja', 'Agilityに問い合わせ中…', 'このメンバーに見えるグラントはAgilityにありません。'],
  ])(
    'speaks the language of the editor, whose texts stand with the login: %s',
    (language, ...texts) => {
      const lookup = lookupOf(language);
      open((key, values) => {
        const [catalogue, own] = key.split(':');
        expect(catalogue).toBe('@vendor-auth/node-red/vendor-auth');
        return lookup(own!, values);
      });
      ask();
      const [asking] = texts.splice(0, 1);
      expect(says()).toBe(asking);
      const none = { key: 'grants.none', english: 'None.', values: {} };
      asked()[0]!.success({ grants: [], says: [none] });
      expect(says()).toBe(texts[0]);
    },
  );
});
