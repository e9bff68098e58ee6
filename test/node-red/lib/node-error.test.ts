import { invalidFields, say, VendorAuthError, VENDORS, verbatim } from '../../../core';
import { sentenceOf } from '../../../core/base/sentence';
import { NodeError } from '../../../node-red/lib/node-error';
import { scene, settingsOf, VENDOR_IDS } from '../../core/support/credentials';
import { errorOf } from '../../core/support/errors';
import { answersWith, failsWith } from '../../core/support/fake-vendor';

const english = () => undefined;

/** As much as the debug sidebar shows of a text without a click. */
const beginning = ({ message }: NodeError) => message.slice(0, 80);

describe('an error as the debug sidebar shows it', () => {
  const error = new VendorAuthError({
    code: 'not-found',
    vendor: 'dvinci',
    message: verbatim('d.vinci has nothing there.'),
    hint: [verbatim('Check URL.'), verbatim('Or ask.')],
    status: 404,
    description: 'Nothing.',
  });

  test('is a text that says what happened and then what to do', () => {
    expect(new NodeError(error, english).message).toBe(
      'd.vinci has nothing there. Check URL. Or ask.',
    );
  });

  test('has its code and its hint beside the text, where Node-RED hands them on', () => {
    const nodeError = new NodeError(error, english);
    // Node-RED copies of an error what is its own and called so.
    expect(Object.hasOwn(nodeError, 'code') && Object.hasOwn(nodeError, 'cause')).toBe(true);
    expect(nodeError.code).toBe('not-found');
    expect(nodeError.cause).toEqual({
      hint: 'Check URL. Or ask.',
      status: 404,
      description: 'Nothing.',
    });
    expect(structuredClone(nodeError.cause)).toEqual(nodeError.cause);
  });

  test('has nothing beside it that is not there', () => {
    const bare = new VendorAuthError({ code: 'timeout', vendor: 'x', message: verbatim('Late.') });
    expect(new NodeError(bare, english).cause).toEqual({});
  });

  test('has the hint in the language of the text', () => {
    const german = new VendorAuthError({
      code: 'timeout',
      vendor: 'x',
      message: sentenceOf('a', 'Late.'),
      hint: sentenceOf('b', 'Wait.'),
    });
    const translate = (key: string) => ({ a: 'Zu spät.', b: 'Warten Sie.' })[key];
    expect(new NodeError(german, translate)).toMatchObject({
      message: 'Zu spät. Warten Sie.',
      cause: { hint: 'Warten Sie.' },
    });
  });
});

describe('the first 80 characters of an error', () => {
  const RENEWED = VENDOR_IDS.filter((id) => id !== 'agility');

  test.each(RENEWED)('of a login with a wrong secret for %s say so', async (id) => {
    const { token } = scene(answersWith(401, { error: 'invalid_client' }), settingsOf(id));
    const nodeError = new NodeError(await errorOf(token()), english);
    expect(beginning(nodeError)).toMatch(/does not know this (?:client|API user), or its/);
    expect(nodeError.cause.hint).toBeTruthy();
  });

  test.each(RENEWED)('of a server that is not there for %s say so', async (id) => {
    const { token } = scene(failsWith('ECONNREFUSED'), settingsOf(id));
    const nodeError = new NodeError(await errorOf(token()), english);
    expect(beginning(nodeError)).toMatch(/ cannot be reached at https:\/\//);
  });

  test('of a field that is wrong name the field', () => {
    const { fields } = VENDORS[0]!;
    const problem = { field: 'baseUrl', label: verbatim(fields[0]!.label) };
    const message = verbatim('Base URL is missing. It is where you open it.');
    const nodeError = new NodeError(invalidFields('x', [{ ...problem, message }]), english);
    expect(beginning(nodeError)).toMatch(/^Base URL is missing\./);
  });

  test.each(VENDORS)('of what $id does not allow name the product and the status', (vendor) => {
    for (const [status, { message }] of Object.entries(vendor.refusedCalls ?? {})) {
      expect(say(message).length).toBeLessThanOrEqual(90);
      expect(say(message)).toContain(`(${status})`);
      expect(say(message).startsWith(vendor.productName)).toBe(true);
    }
  });
});
