import { VENDORS } from '../../../core';
import { storedFields } from '../../../node-red/lib/stored-fields';
import { storageConflicts } from '../support/storage-conflicts';
import { dialogDefinition } from '../editor/dialog-definition';
import { madeUpField, madeUpVendor } from '../editor/made-up-vendors';

describe('the fields that Node-RED stores encrypted', () => {
  test('are the same in the runtime and in the editor', () => {
    expect(dialogDefinition('vendor-auth').credentials).toEqual(storedFields(VENDORS));
  });

  test('come back to the editor only if they are no secret', () => {
    expect(storedFields(VENDORS)).toMatchObject({
      clientId: { type: 'text' },
      clientSecret: { type: 'password' },
      accessToken: { type: 'password' },
      privateKey: { type: 'password' },
      clientKey: { type: 'password' },
      secretParameters: { type: 'password' },
      tokenRequestHeaders: { type: 'password' },
      apiHeaders: { type: 'password' },
    });
  });

  test('are those of any vendor, under whatever name', () => {
    const vendor = madeUpVendor(
      'acme',
      madeUpField('userKey', { kind: 'secret' }),
      madeUpField('userNumber', { encrypted: true }),
      madeUpField('region'),
    );
    const vendors = [...VENDORS, vendor];
    const { credentials, defaults } = dialogDefinition('vendor-auth', vendors);
    expect(credentials).toEqual(storedFields(vendors));
    expect(credentials).toMatchObject({
      userKey: { type: 'password' },
      userNumber: { type: 'text' },
    });
    for (const name of Object.keys(credentials!)) expect(defaults).not.toHaveProperty(name);
    expect(defaults).toHaveProperty('region');
  });

  test('are stored so by every vendor that has them', () => {
    expect(storageConflicts(VENDORS)).toEqual([]);
  });

  test.each([
    ['a secret', { kind: 'secret' }, 'stored in the flow', {}],
    ['a secret', { kind: 'secretHeaders' }, 'stored encrypted, but no secret', { encrypted: true }],
    ['stored encrypted, but no secret', { encrypted: true }, 'stored in the flow', {}],
  ] as const)('may not be %s (%j) in one vendor file and %s in another', (one, a, other, b) => {
    const first = madeUpVendor('first', madeUpField('code', a));
    const second = madeUpVendor('second', madeUpField('code', b));
    expect(storageConflicts([first, second])).toEqual([
      `The field code is ${one} in core/vendors/first.ts, but ${other} in core/vendors/second.ts. Give one of them another name.`,
    ]);
    expect(storedFields([second, first])['code']).toEqual(storedFields([first, second])['code']);
  });

  test('may be secrets of two kinds', () => {
    const first = madeUpVendor('first', madeUpField('code', { kind: 'secret' }));
    const second = madeUpVendor('second', madeUpField('code', { kind: 'privateKey' }));
    expect(storageConflicts([first, second])).toEqual([]);
  });
});
