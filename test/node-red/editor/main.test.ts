import { dvinci, VENDORS } from '../../../core';
import { VendorAuthEditor } from '../../../node-red/editor/browser/main';
import { formsOf } from '../../../node-red/editor/forms';
import { CERTIFICATE } from '../../core/support/certificate';
import { EditorPage, type PageElement } from './editor-stand-in';

describe('the dialog of a login', () => {
  let page: EditorPage;
  let editor: VendorAuthEditor;
  beforeEach(() => {
    page = new EditorPage();
    page.install();
    editor = new VendorAuthEditor(formsOf(VENDORS));
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
  function open(id: string): void {
    const words = (key: string, values: object = {}) => `${key} ${Object.values(values).join(' ')}`;
    input('vendor').val(dvinci.id);
    input('baseUrl').val(`https://${id}.example`);
    input('clientId').val('user');
    input('clientSecret').val('secret');
    editor.prepare({ id, vendor: dvinci.id, _: words });
  }

  function cancel(): void {
    editor.cancel();
    page.closeDialog();
  }

  const accepted = { verdict: 'accepted', says: 'It works.' };
  const untrusted = {
    verdict: 'failed',
    says: 'Nobody vouches for it.',
    problems: [{ field: 'baseUrl', message: 'Nobody vouches for it.' }],
    certificate: { pem: CERTIFICATE, subject: 'a', fingerprint: 'AA', validUntil: '2030-01-01' },
  };

  test('shows what came of a test, and the counts after it', () => {
    open('a');
    pressTest();
    expect(shownOutcome()).toBe('running');

    page.requestsTo('test')[0]!.success(accepted);
    expect(shownOutcome()).toBe('accepted');
    expect(outcome().shownText).toContain('It works.');
    expect(page.requestsTo('stats')).toHaveLength(2);
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

  describe('that would use a saved secret after a change', () => {
    const changed = { field: 'baseUrl', isAddress: true, lent: 'secret', enter: ['clientSecret'] };
    const shownAfter = (more: object) => {
      open('a');
      pressTest();
      page
        .requestsTo('test')
        .at(-1)!
        .success({
          verdict: 'failed',
          code: 'secret-needed',
          says: 'English of the server.',
          hint: 'English of the server.',
          changed: { ...changed, ...more },
        });
      return outcome().shownText;
    };

    test('names what was changed and what to enter, in the words of the editor’s language', () => {
      const shown = shownAfter({});
      expect(shown).toContain('test.newAddress vendor-auth.vendors.dvinci.fields.baseUrl.label');
      expect(shown).toContain(
        'advice.secret-needed vendor-auth.vendors.dvinci.fields.clientSecret.label',
      );
      expect(shown).not.toContain('English of the server.');
    });

    test.each([
      ['vendor', 'label.vendor'],
      ['tls', 'label.tls'],
      ['proxy', 'label.proxy'],
      ['allowUnauthorizedCerts', 'vendors.common.fields.allowUnauthorizedCerts.label'],
      ['clientId', 'vendors.dvinci.fields.clientId.label'],
    ])('knows the label of %s', (field, label) => {
      expect(shownAfter({ field, isAddress: false })).toContain(
        `test.newSetting vendor-auth.${label}`,
      );
    });

    test('speaks of a variable where no secret was lent', () => {
      expect(shownAfter({ lent: 'variable' })).toContain('test.variableNewAddress');
      expect(shownAfter({ lent: 'variable', isAddress: false })).toContain(
        'test.variableNewSetting',
      );
    });
  });

  test('says when the answer is one of before, and when to test again', () => {
    open('a');
    pressTest();
    page.requestsTo('test')[0]!.success({
      verdict: 'failed',
      code: 'invalid-client',
      says: 'Wrong.',
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
