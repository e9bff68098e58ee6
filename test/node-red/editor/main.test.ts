import { dvinci, verbatim, type Sentence } from '../../../core';
import { VendorAuthEditor } from '../../../node-red/editor/browser/main';
import { CERTIFICATE } from '../../core/support/certificate';
import { keysOnly, lookupOf } from './editor-language';
import { EditorPage, type PageElement } from './editor-stand-in';

describe('the dialog of a login', () => {
  let page: EditorPage;
  let editor: VendorAuthEditor;
  beforeEach(() => {
    page = new EditorPage();
    page.install();
    editor = new VendorAuthEditor();
  });
  afterEach(() => page.remove());

  const input = (name: string) => page.element(`#node-config-input-${name}`);
  const outcome = () => page.element('#vendor-auth-test-result');
  const shownOutcome = () => outcome().attributes['data-outcome'];
  const press = (button: PageElement) => void button.trigger('click');
  const pressTest = () => press(page.element('#vendor-auth-test'));

  function type(name: string, text: string): void {
    input(name).val(text).trigger('input');
  }

  /** Opens the dialog of a login of which everything is filled in. */
  function open(id: string, lookup = keysOnly): void {
    input('vendor').val(dvinci.id);
    input('baseUrl').val(`https://${id}.example`);
    input('clientId').val('user');
    input('clientSecret').val('secret');
    editor.prepare({ id, vendor: dvinci.id, _: lookup });
  }

  function cancel(): void {
    editor.cancel();
    page.closeDialog();
  }

  const accepted = { verdict: 'accepted', says: [verbatim('It works.')] };
  const untrusted = {
    verdict: 'failed',
    says: [verbatim('Nobody vouches for it.')],
    problems: [{ field: 'baseUrl', message: verbatim('Nobody vouches for it.') }],
    certificate: { pem: CERTIFICATE, subject: 'a', fingerprint: 'AA', validUntil: '2030-01-01' },
  };

  test('lists any other vendor as such', () => {
    open('a');
    expect(input('vendor').shownText).toContain('Any other vendor (OAuth2 client credentials)');
    expect(input('vendor').shownText).toContain('Eggplant DAI');
  });

  test('shows what came of a test, and the counts after it', () => {
    open('a');
    pressTest();
    expect(shownOutcome()).toBe('running');

    page.requestsTo('test')[0]!.success(accepted);
    expect(shownOutcome()).toBe('accepted');
    expect(outcome().shownText).toContain('It works.');
    expect(page.requestsTo('stats')).toHaveLength(2);
  });

  describe('and the context stores of settings.js', () => {
    const select = () => input('tokenStore');
    const offered = () => select().content.map(({ attributes }) => attributes['value']);
    const row = () => page.element('#vendor-auth-token-store');
    const offer = (configured?: readonly string[], tokenStore?: string) =>
      editor.offerTokenStores(
        { id: 'a', _: keysOnly, ...(tokenStore && { tokenStore }) },
        configured,
      );

    test.each([[undefined], [[]]])('asks nothing where there is none: %j', (configured) => {
      offer(configured);
      expect(row().isShown).toBe(false);
    });

    test('offers those that outlive the process, and none at all', () => {
      offer(['file', 'redis'], 'redis');
      expect(row().isShown).toBe(true);
      expect(offered()).toEqual(['', 'file', 'redis']);
      expect(select().val()).toBe('redis');
    });

    test('keeps one that is not there any more, so that nobody loses it by looking', () => {
      offer([], 'redis');
      expect(row().isShown).toBe(true);
      expect(select().val()).toBe('redis');
    });
  });

  test('says of missing rights that the login works, and that rights are missing', () => {
    open('a', lookupOf('en-US'));
    pressTest();
    page.requestsTo('test')[0]!.success({ ...accepted, verdict: 'limited' });
    expect(shownOutcome()).toBe('limited');
    expect(outcome().shownText).toContain('Login works, rights missing.');
  });

  test('lets a click count that leaves a field', () => {
    open('a');
    const dialog = page.element('.vendor-auth-dialog');
    const pressed = (isButton: boolean) => {
      let isKept = false;
      const target = { closest: () => (isButton ? { focus: () => undefined } : null) };
      dialog.dispatch('mousedown', { target, preventDefault: () => (isKept = true) });
      return isKept;
    };
    expect(pressed(true)).toBe(true);
    expect(pressed(false)).toBe(false);
  });

  test('takes the address of an example for none', () => {
    open('a');
    input('baseUrl').val('https://your-company.dvinci-hr.com');
    pressTest();
    expect(page.requestsTo('test')).toHaveLength(0);
    expect(page.element('#vendor-auth-problem-baseUrl').shownText).toContain('your own address');
  });

  describe('opened from a node that only Agility can serve', () => {
    const openedFrom = (...types: string[]) => {
      const getEditStack = () => types.map((type) => ({ type }));
      Object.assign(globalThis, { RED: { editor: { getEditStack } } });
    };
    afterEach(() => Object.assign(globalThis, { RED: { editor: {} } }));

    test('begins with Agility', () => {
      openedFrom('agility-revoke-grant', 'vendor-auth');
      editor.prepare({ id: 'new', vendor: 'eggplant-dai', _: keysOnly });
      expect(input('vendor').val()).toBe('agility');
    });

    test('leaves the vendor of a login that is there', () => {
      openedFrom('agility-revoke-grant', 'vendor-auth');
      editor.prepare({ id: 'old', vendor: 'dvinci', baseUrl: 'https://a.example', _: keysOnly });
      expect(input('vendor').val()).toBe('dvinci');
    });

    test('and otherwise with the first vendor', () => {
      openedFrom('vendor-auth-request', 'vendor-auth');
      editor.prepare({ id: 'new', vendor: 'eggplant-dai', _: keysOnly });
      expect(input('vendor').val()).toBe('eggplant-dai');
    });

    test('tells what is wrong with a login of another vendor', () => {
      const logins: Record<string, object> = {
        a: { vendor: 'agility' },
        broken: { vendor: 'agility', valid: false },
        d: { vendor: 'dvinci', _: keysOnly },
      };
      Object.assign(globalThis, {
        RED: { editor: {}, nodes: { node: (id: string) => logins[id] } },
      });
      expect(editor.validateAgility('a')).toBe(true);
      expect(editor.validateAgility('broken')).toBe(false);
      expect(editor.validateAgility('gone')).toBe(false);
      expect(editor.validateAgility('d')).toContain('Login is for d.vinci');
    });
  });

  test('starts no second test while one runs', () => {
    open('a');
    pressTest();
    pressTest();

    expect(page.requestsTo('test')).toHaveLength(1);
  });

  test.each([
    ['success', (late: ReturnType<EditorPage['requestsTo']>[number]) => late.success(untrusted)],
    ['failure', (late: ReturnType<EditorPage['requestsTo']>[number]) => late.error({ status: 0 })],
  ])('shows no outcome of what it held before: %s', (_, arrive) => {
    open('a');
    pressTest();
    type('baseUrl', 'https://another.example');
    expect(shownOutcome()).toBe('');

    arrive(page.requestsTo('test')[0]!);
    expect(shownOutcome()).toBe('');
    expect(outcome().content).toEqual([]);
    expect(page.element('#vendor-auth-problem-baseUrl').shownText).toBe('');
    expect(page.requestsTo('stats')).toHaveLength(1);
  });

  describe('in German', () => {
    const german = lookupOf('de');
    const baseUrl: Sentence = {
      key: 'vendors.dvinci.fields.baseUrl.label',
      english: 'Base URL',
      values: {},
    };
    const clientSecret: Sentence = {
      key: 'vendors.dvinci.fields.clientSecret.label',
      english: 'API Token',
      values: {},
    };
    const says: Sentence = {
      key: 'dialog.secretNotToNewAddress',
      english: 'English of the server, __setting__.',
      values: { setting: baseUrl },
    };
    const hint: Sentence = {
      key: 'dialog.enterAgain',
      english: 'English of the server, __fields__.',
      values: { fields: clientSecret },
    };

    test('says what was changed and what to enter, with the labels of the form', () => {
      open('a', german);
      pressTest();
      page.requestsTo('test')[0]!.success({ verdict: 'failed', says: [says], hint: [hint] });
      const shown = outcome().shownText;
      expect(shown).toContain('Basis-URL');
      expect(shown).toContain('API-Token');
      expect(shown).not.toContain('English of the server');
    });

    test('says what is wrong with a field, at the field', () => {
      open('a', german);
      pressTest();
      const message: Sentence = { key: 'field.notText', english: '', values: { label: baseUrl } };
      const problems = [{ field: 'baseUrl', message }];
      page.requestsTo('test')[0]!.success({ verdict: 'failed', says: [], hint: [], problems });
      expect(page.element('#vendor-auth-problem-baseUrl').shownText).toContain('Basis-URL');
    });

    test('has the words of the form', () => {
      open('a', german);
      const row = page.element('#vendor-auth-row-clientSecret');
      expect(row.find('.vendor-auth-label').shownText).toBe('API-Token');
      expect(row.find('.vendor-auth-help').shownText).toContain('API-Benutzer');
      type('baseUrl', 'dvinci');
      expect(page.element('#vendor-auth-problem-baseUrl').shownText).toMatch(/^Basis-URL /);
      type('clientSecret', '');
      pressTest();
      expect(page.element('#vendor-auth-problem-clientSecret').shownText).toBe('API-Token fehlt.');
    });

    test('validates with the words of the form', () => {
      const node = { id: 'a', vendor: dvinci.id, _: german };
      expect(editor.validate(node, 'baseUrl', 'dvinci')).toMatch(/^Basis-URL /);
      expect(editor.validate(node, 'baseUrl', 'https://dvinci.example')).toBe(true);
    });

    test('says the English of what the catalogue lacks', () => {
      open('a', german);
      pressTest();
      const unknown: Sentence = {
        key: 'not.known',
        english: 'What __label__ is, nobody knows.',
        values: { label: baseUrl },
      };
      page.requestsTo('test')[0]!.success({ verdict: 'failed', says: [unknown] });
      expect(outcome().shownText).toContain('What Basis-URL is, nobody knows.');
    });
  });

  test('says when the answer is one of before, and when to test again', () => {
    open('a');
    pressTest();
    page.requestsTo('test')[0]!.success({
      verdict: 'failed',
      code: 'invalid-client',
      says: [verbatim('Wrong.')],
      nextAttemptInSeconds: 12,
    });
    expect(outcome().shownText).toContain('test.replayed vendor-auth.duration.seconds 12');
  });

  test.each([
    [401, 'test.forbidden'],
    [403, 'test.otherOrigin'],
    [415, 'test.unreachable'],
    [0, 'test.unreachable'],
  ])('that is answered with status %d says %s', (status, key) => {
    open('a');
    pressTest();
    page.requestsTo('test')[0]!.error({ status });
    expect(shownOutcome()).toBe('failed');
    expect(outcome().shownText).toContain(key);
  });

  test.each(['tls', 'proxy', 'vendor'])('takes another %s for a change, too', (property) => {
    open('a');
    pressTest();
    page.requestsTo('test')[0]!.success(accepted);
    input(property).trigger('change');

    expect(shownOutcome()).toBe('');
  });

  test('can be tested anew as soon as it is changed, and shows the outcome of that test only', () => {
    open('a');
    pressTest();
    type('baseUrl', 'https://another.example');
    pressTest();
    const [before, after] = page.requestsTo('test');
    before!.success(untrusted);
    expect(shownOutcome()).toBe('running');

    after!.success(accepted);
    expect(shownOutcome()).toBe('accepted');
  });

  test.each([
    ['cancelled', () => editor.cancel()],
    ['done', () => editor.save()],
    ['gone because its configuration was deleted', () => undefined],
  ])('shows nothing in another one’s place once it is %s', (_, end) => {
    open('a');
    pressTest();
    end();
    page.closeDialog();
    open('b');
    page.requestsTo('test')[0]!.success(untrusted);

    expect(shownOutcome()).toBe('');
    expect(outcome().content).toEqual([]);
    expect(input('caCertificate').val()).toBe('');
    expect(page.requestsTo('stats')).toHaveLength(2);
  });

  test('tests once more with a certificate as soon as that is trusted', () => {
    open('a');
    pressTest();
    page.requestsTo('test')[0]!.success(untrusted);
    press(outcome().content.at(-1)!);

    expect(input('caCertificate').val()).toBe(CERTIFICATE);
    expect(shownOutcome()).toBe('running');
    expect(JSON.parse(page.requestsTo('test')[1]!.data!)).toMatchObject({
      id: 'a',
      fields: { caCertificate: CERTIFICATE },
    });
  });

  describe('its counts', () => {
    const countsOf = (...ids: string[]) => ({
      configurations: ids.map((id) => ({ id, state: 'valid', tokenRequests: 7 })),
    });
    const counts = () => page.element('#vendor-auth-counts');

    test('are those of its own configuration', () => {
      open('a');
      page.requestsTo('stats')[0]!.success(countsOf('b', 'a'));

      expect(counts().isShown).toBe(true);
      expect(page.element('#vendor-auth-counts-text').shownText).toContain('counts.state.valid');
    });

    test('do not appear in another one’s dialog', () => {
      open('a');
      cancel();
      open('b');
      page.requestsTo('stats')[0]!.success(countsOf('a', 'b'));
      expect(counts().isShown).toBe(false);

      page.requestsTo('stats')[1]!.success(countsOf('a'));
      expect(counts().isShown).toBe(false);
    });
  });
});
