import {
  agility,
  clientCredentials,
  dvinci,
  eggplantDai,
  fieldsOf,
  type Vendor,
} from '../../../core';
import { VendorAuthEditor } from '../../../node-red/editor/browser/main';
import { dialogDefinition, dialogHtml } from './dialog-definition';
import { keysOnly } from './editor-language';
import { EditorPage, type PageElement } from './editor-stand-in';
import { madeUpField, madeUpVendor } from './made-up-vendors';

describe('the fields of the dialog', () => {
  let page: EditorPage;
  let editor: VendorAuthEditor;
  beforeEach(() => {
    page = new EditorPage();
    page.install();
    editor = new VendorAuthEditor();
  });
  afterEach(() => page.remove());

  const element = (id: string): PageElement => page.element(`#${id}`);
  const input = (name: string) => element(`node-config-input-${name}`);
  const open = (vendor: Vendor, more: object = {}) =>
    editor.prepare({ id: 'a', vendor: vendor.id, _: keysOnly, ...more });
  const choose = (vendor: Vendor) => input('vendor').val(vendor.id).trigger('change');
  const type = (control: PageElement, text: string) => control.val(text).trigger('input');
  const sent = () => {
    element('vendor-auth-test').trigger('click');
    return (JSON.parse(page.requestsTo('test').at(-1)!.data!) as { fields: object }).fields;
  };
  const group = (name: string) => element(`vendor-auth-group-${name}`);
  const isOpen = (details: PageElement) => details.prop('open');
  const rowsIn = (place: string) => element(place).content;

  describe('that answer a question few vendors ask', () => {
    const GROUPS = ['asking', 'finding', 'lifetime', 'placing', 'rejecting', 'certificate'];
    const fill = () => {
      input('baseUrl').val('https://api.example');
      input('tokenUrl').val('https://api.example/token');
      input('clientId').val('a');
      input('clientSecret').val('b');
      input('clientAuthentication').val('body');
      input('bodyFormat').val('form');
      input('lifetimeUnit').val('automatic');
      input('signingAlgorithm').val('RS256');
    };

    test.each([dvinci, eggplantDai, agility])(
      'are not there for $id, but for the one that every server may ask',
      (vendor) => {
        open(vendor);
        expect(GROUPS.filter((name) => group(name).isShown)).toEqual(['certificate']);
        expect([...GROUPS.map(group), element('vendor-auth-advanced')].filter(isOpen)).toEqual([]);
      },
    );

    test('are folded away for any other vendor, each below its question', () => {
      fill();
      open(clientCredentials);
      expect(GROUPS.filter((name) => !group(name).isShown)).toEqual([]);
      expect([...GROUPS.map(group), element('vendor-auth-advanced')].filter(isOpen)).toEqual([]);
      for (const { name, group: question, advanced } of fieldsOf(clientCredentials)) {
        const unasked = advanced ? 'vendor-auth-folded' : 'vendor-auth-fields';
        const place = question === undefined ? unasked : `vendor-auth-group-${question}-fields`;
        expect(rowsIn(place).includes(element(`vendor-auth-row-${name}`))).toBe(true);
      }
    });

    test.each([
      ['asking', 'grantType', 'password'],
      ['certificate', 'clientKey', '__PWRD__'],
      ['asking', 'secretParameters', '__PWRD__'],
      ['finding', 'tokenPath', 'data.token'],
      ['lifetime', 'lifetimeUnit', 'milliseconds'],
      ['placing', 'apiHeaders', '__PWRD__'],
      ['rejecting', 'rejectedStatuses', '403'],
    ])('are open where one of them holds something: %s, %s', (name, field, value) => {
      fill();
      input(field).val(value);
      open(clientCredentials);
      expect(GROUPS.filter((other) => isOpen(group(other)))).toEqual([name]);
      expect(isOpen(element('vendor-auth-advanced'))).toBe(true);
    });

    test('open where one of them has a problem', () => {
      fill();
      open(clientCredentials);
      element('vendor-auth-test').trigger('click');
      const message = { key: '', english: 'Wrong.', values: {} };
      page
        .requestsTo('test')[0]!
        .success({ verdict: 'failed', says: [], problems: [{ field: 'tokenPath', message }] });
      expect(isOpen(group('finding'))).toBe(true);
      expect(isOpen(element('vendor-auth-advanced'))).toBe(true);
      expect(isOpen(group('asking'))).toBe(false);
    });

    test('are named and described in the dialog’s HTML', () => {
      const html = dialogHtml('vendor-auth');
      for (const name of GROUPS) {
        expect(html).toContain(`data-i18n="vendor-auth.groups.${name}"`);
        expect(html).toContain(`id="vendor-auth-group-${name}-fields"`);
      }
    });
  });

  test('that count only with a choice are shown with it, and required then', () => {
    input('clientAuthentication').val('body');
    open(clientCredentials);
    const row = element('vendor-auth-row-privateKey');
    expect(row.isShown).toBe(false);
    input('clientAuthentication').val('privateKeyJwt').trigger('change');
    expect(row.isShown).toBe(true);
    expect(input('privateKey').attributes['aria-required']).toBe('true');
    expect(element('vendor-auth-row-clientSecret').isShown).toBe(false);
  });

  test('are not required while a field that stands for them holds something', () => {
    input('clientAuthentication').val('body');
    open(clientCredentials);
    expect(input('clientId').attributes['aria-required']).toBe('true');
    type(input('secretParameters'), 'apiKey=a');
    expect(input('clientId').attributes['aria-required']).toBeUndefined();
  });

  describe('that hold a saved secret', () => {
    test.each([
      'secretParameters',
      'tokenRequestHeaders',
      'apiHeaders',
      'clientKey',
      'clientSecret',
    ])('send the mark for it, and nothing of it once something else is typed: %s', (name) => {
      input('clientAuthentication').val('body');
      input('baseUrl').val('https://api.example');
      input('tokenUrl').val('https://api.example/token');
      input('clientId').val('a');
      input('clientSecret').val('__PWRD__');
      input(name).val('__PWRD__');
      open(clientCredentials);
      expect(sent()).toMatchObject({ [name]: '__PWRD__' });
      type(input(name), '__PWRD__a: new');
      expect(input(name).val()).toBe('a: new');
    });

    test('cover what is typed, whatever the kind', () => {
      const html = dialogHtml('vendor-auth');
      for (const name of [
        'privateKey',
        'clientKey',
        'secretParameters',
        'tokenRequestHeaders',
        'apiHeaders',
      ]) {
        expect(html).toMatch(
          new RegExp(
            `<textarea [^>]*class="vendor-auth-covered"[^>]* id="node-config-input-${name}"`,
          ),
        );
      }
      for (const name of ['clientSecret', 'accessToken']) {
        expect(html).toMatch(
          new RegExp(`<input type="password"[^>]* id="node-config-input-${name}"`),
        );
      }
      expect(html).toMatch(/\.vendor-auth-covered \{\s*-webkit-text-security: disc;/);
    });

    test('of other vendors are emptied when the dialog is saved, and no others', () => {
      input('vendor').val(agility.id);
      for (const name of [
        'accessToken',
        'clientId',
        'clientSecret',
        'privateKey',
        'apiHeaders',
        'clientKey',
      ]) {
        input(name).val('__PWRD__');
      }
      input('realm').val('ours');
      open(agility);
      editor.save();
      const left = [
        'accessToken',
        'clientId',
        'clientSecret',
        'privateKey',
        'apiHeaders',
        'clientKey',
        'realm',
      ];
      expect(left.filter((name) => input(name).val() !== '')).toEqual([
        'accessToken',
        'clientKey',
        'realm',
      ]);
    });
  });

  describe('into which something is pasted', () => {
    const FILE = 'client_id,client_secret,token_url\na,b,https://dai.example/api/v2/auth';
    const paste = (text: string, nodeName: string) => {
      let isOurs = false;
      element('vendor-auth-rows').dispatch('paste', {
        preventDefault: () => (isOurs = true),
        target: { nodeName },
        originalEvent: { clipboardData: { getData: () => text } },
      });
      return isOurs;
    };

    test('are filled in by the vendor’s own rules', () => {
      open(eggplantDai);
      expect(paste(FILE, 'INPUT')).toBe(true);
      expect(input('login').val()).toBe('publicApi');
      expect(input('clientSecret').val()).toBe('b');
      expect(input('baseUrl').val()).toBe('https://dai.example');
    });

    test('take a text of several lines as it stands', () => {
      open(eggplantDai);
      expect(paste(FILE, 'TEXTAREA')).toBe(false);
      expect(input('clientId').val()).toBe('');
    });

    test('take as it stands what is no login', () => {
      open(eggplantDai);
      expect(paste('a,b,c', 'INPUT')).toBe(false);
    });
  });

  test('suggest the base URL when any field for an address is filled in', () => {
    const vendor = madeUpVendor('a', madeUpField('loginAddress', { kind: 'url' }));
    editor = new VendorAuthEditor([vendor]);
    open(vendor);
    type(input('loginAddress'), 'https://login.exam');
    expect(input('baseUrl').val()).toBe('');
    input('loginAddress').val('https://login.example/token').trigger('change');
    expect(input('baseUrl').val()).toBe('https://login.example');
    input('loginAddress').val('https://other.example/token').trigger('change');
    expect(input('baseUrl').val()).toBe('https://login.example');
  });

  describe('of one name that two vendors have', () => {
    const choices = (...values: string[]) =>
      values.map((value) => ({ value, label: `Is ${value}` }));
    const choice = (standard: string, ...values: string[]) =>
      madeUpField('mode', { kind: 'choice', default: standard, choices: choices(...values) });
    const control = (kind: string) => element(`vendor-auth-input-mode-${kind}`);

    test('have one control if they are of one kind, in each vendor’s words', () => {
      const first = madeUpVendor('first', madeUpField('area', { label: 'Area', placeholder: 'a' }));
      const second = madeUpVendor('second', madeUpField('area', { label: 'Region' }));
      editor = new VendorAuthEditor([first, second]);
      open(first);
      const label = element('vendor-auth-row-area').find('.vendor-auth-label');
      expect(label.shownText).toBe('Area');
      expect(input('area').attributes['placeholder']).toBe('a');
      type(input('area'), 'north');
      choose(second);
      expect(label.shownText).toBe('Region');
      expect(input('area').attributes['placeholder']).toBeUndefined();
      expect(input('area').val()).toBe('north');
      expect(
        dialogHtml('vendor-auth', [first, second]).match(/id="node-config-input-area"/g),
      ).toHaveLength(1);
    });

    test('start with each vendor’s own default, and keep what somebody chose', () => {
      const first = madeUpVendor('first', choice('one', 'one', 'two', 'three'));
      const second = madeUpVendor('second', choice('two', 'one', 'two'));
      editor = new VendorAuthEditor([first, second]);
      open(first);
      expect(input('mode').val()).toBe('one');
      choose(second);
      expect(input('mode').val()).toBe('two');
      expect(input('mode').content.map(({ attributes }) => attributes['value'])).toEqual([
        'one',
        'two',
      ]);
      input('mode').val('one').trigger('change');
      choose(first);
      expect(input('mode').val()).toBe('one');
      input('mode').val('three').trigger('change');
      choose(second);
      expect(input('mode').val()).toBe('two');
      expect(dialogDefinition('vendor-auth', [first, second]).defaults['mode']?.value).toBe('');
      expect(dialogDefinition('vendor-auth', [first]).defaults['mode']?.value).toBe('one');
    });

    test('take a text that is only the other vendor’s default for nothing typed', () => {
      const first = madeUpVendor('first', madeUpField('mode', { default: 'main' }));
      const second = madeUpVendor('second', madeUpField('mode', { default: 'default' }));
      editor = new VendorAuthEditor([first, second]);
      input('mode').val('main');
      open(first);
      choose(second);
      expect(input('mode').val()).toBe('');
    });

    describe('if they are of two kinds', () => {
      const first = madeUpVendor('first', choice('one', 'one', 'two'));
      const second = madeUpVendor('second', madeUpField('mode', { label: 'Mode', default: 'x' }));
      const third = madeUpVendor('third', madeUpField('mode', { kind: 'flag' }));
      const all = [first, second, third];
      beforeEach(() => {
        editor = new VendorAuthEditor(all);
      });

      test('have a control for each, and only that of the vendor is live', () => {
        input('mode').val('two');
        input('vendor').val('first');
        open(first);
        expect(control('choice').val()).toBe('two');
        type(control('text'), 'of another vendor');
        expect(input('mode').val()).toBe('two');
        expect(element('vendor-auth-row-mode-choice').isShown).toBe(true);
        expect(element('vendor-auth-row-mode-text').isShown).toBe(false);
        control('choice').val('one').trigger('change');
        expect(input('mode').val()).toBe('one');
      });

      test('are saved as the vendor’s own control says, also after a change of vendor', () => {
        input('vendor').val('second');
        input('mode').val('typed before');
        open(second);
        expect(control('text').val()).toBe('typed before');
        type(control('text'), 'typed now');
        expect(input('mode').val()).toBe('typed now');
        choose(first);
        expect(input('mode').val()).toBe('one');
        choose(third);
        expect(input('mode').val()).toBe('');
        control('flag').prop('checked', true).trigger('change');
        expect(input('mode').val()).toBe('true');
        choose(second);
        expect(input('mode').val()).toBe('typed now');
      });

      test('are sent to be tested from the vendor’s own control', () => {
        input('baseUrl').val('https://api.example');
        input('mode').val('true');
        open(third);
        expect(sent()).toMatchObject({ mode: true });
      });

      test('have one hidden element that Node-RED fills and saves, and a row each', () => {
        const html = dialogHtml('vendor-auth', all);
        expect(html).toContain('<input type="hidden" id="node-config-input-mode">');
        expect(html.match(/id="node-config-input-mode"/g)).toHaveLength(1);
        for (const kind of ['choice', 'text', 'flag']) {
          expect(html).toContain(`id="vendor-auth-row-mode-${kind}"`);
          expect(html).toContain(`<label for="vendor-auth-input-mode-${kind}">`);
        }
        expect(Object.keys(dialogDefinition('vendor-auth', all).defaults)).toContain('mode');
      });
    });
  });
});
