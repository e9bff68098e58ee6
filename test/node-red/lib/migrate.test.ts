import { CURRENT_VERSION, migrate } from '../../../node-red/lib/migrate';

describe('the properties of a node', () => {
  test('without a version are taken for the oldest, and brought up to date', () => {
    expect(migrate({ url: 'x', paytoqs: true })).toEqual({
      url: 'x',
      paytoqs: 'query',
      version: CURRENT_VERSION,
    });
    expect(migrate({ paytoqs: false })).toMatchObject({ paytoqs: 'ignore' });
  });

  test('of today stay as they are', () => {
    const properties = { url: 'x', paytoqs: 'body', version: CURRENT_VERSION };
    expect(migrate(properties)).toEqual(properties);
  });

  test('of a newer version are not turned back', () => {
    expect(migrate({ version: 99, added: 1 })).toEqual({ version: 99, added: 1 });
  });

  test('with a version that is none are taken for the oldest', () => {
    expect(migrate({ version: 'x', paytoqs: true })).toMatchObject({ paytoqs: 'query' });
  });
});
