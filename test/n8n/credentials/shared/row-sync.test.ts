import { RowSync } from '../../../../credentials/shared/row-sync';
import { createTokenSource } from '../../../../core';
import { settingsOf } from '../../../core/support/credentials';
import { FakeVendor } from '../../../core/support/fake-vendor';
import { SimulatedClock } from '../../../core/support/simulated-clock';

const SETTINGS = settingsOf('dvinci');

/** Processes of one n8n: each with its own memory, one clock and one vendor for all. */
function scene() {
  const clock = new SimulatedClock();
  const vendor = new FakeVendor();
  const process = () => {
    const rows = new RowSync(clock);
    const source = createTokenSource(SETTINGS, clock, () => 0.5);
    const request = async (row: string) => {
      rows.read(source, row);
      const { value } = await source.token({ settings: SETTINGS, send: vendor.send });
      return { token: value, row: rows.update(source, row, SETTINGS.baseUrl) };
    };
    return { rows, source, request };
  };
  return { clock, vendor, process };
}

describe('rows and token sources', () => {
  test('a new token is stored once, although ten items still see the old row', async () => {
    const one = scene().process();
    const items = await Promise.all(Array.from({ length: 10 }, () => one.request('')));
    expect(items.filter(({ row }) => row !== undefined)).toHaveLength(1);
  });

  test('a token that n8n did not store after all is offered again', async () => {
    const { clock, process } = scene();
    const one = process();
    await one.request('');
    clock.advanceSeconds(11);
    expect((await one.request('')).row).toBeDefined();
  });

  test('a row that holds the token is left alone', async () => {
    const { clock, process } = scene();
    const one = process();
    const { row = '' } = await one.request('');
    clock.advanceSeconds(11);
    expect((await one.request(row)).row).toBeUndefined();
  });

  test('the row of another secret is replaced', async () => {
    const { process } = scene();
    const { row = '' } = await process().request('');
    const foreign = row.replace(SETTINGS.identity, 'another');
    expect((await process().request(foreign)).row).toBeDefined();
  });

  test('a process takes the token of another, and does not store it again', async () => {
    const { vendor, process } = scene();
    const first = await process().request('');
    const second = await process().request(first.row ?? '');
    expect(second).toEqual({ token: first.token, row: undefined });
    expect(vendor.requests).toHaveLength(1);
  });

  test('a token that was taken over is not stored by an item that still saw the row before it', async () => {
    const { process } = scene();
    const { row = '' } = await process().request('');
    const other = process();
    await other.request(row);
    expect((await other.request('')).row).toBeUndefined();
  });

  test('of two tokens, all end with the one that lives longer', async () => {
    const { clock, process } = scene();
    const [one, two] = [process(), process()];
    const older = await one.request('');
    clock.advanceSeconds(1);
    const newer = await two.request('');
    expect(await one.request(newer.row ?? '')).toEqual({ token: newer.token, row: undefined });
    expect((await two.request(older.row ?? '')).token).toBe(newer.token);
  });

  test('a Forget reaches a process that reads the row, once', async () => {
    const { vendor, process } = scene();
    const [one, two] = [process(), process()];
    const { row = '' } = await one.request('');
    await two.request(row);
    one.rows.forget(one.source);
    const mark = one.rows.update(one.source, row, SETTINGS.baseUrl) ?? '';
    expect(one.rows.update(one.source, row, SETTINGS.baseUrl)).toBeUndefined();
    const renewed = await two.request(mark);
    expect(renewed.token).toBe('token-2');
    expect((await two.request(mark)).token).toBe('token-2');
    expect(vendor.requests).toHaveLength(2);
  });

  test('a Forget also reaches a process that sees only the token stored after it', async () => {
    const { process } = scene();
    const [one, two] = [process(), process()];
    const { row = '' } = await one.request('');
    await two.request(row);
    one.rows.forget(one.source);
    const after = await one.request(one.rows.update(one.source, row, SETTINGS.baseUrl) ?? '');
    expect((await two.request(after.row ?? '')).token).toBe(after.token);
  });

  test('a forgotten token is not taken from a row that still holds it', async () => {
    const one = scene().process();
    const { row = '' } = await one.request('');
    one.rows.forget(one.source);
    expect((await one.request(row)).token).toBe('token-2');
  });

  test('of the logins at one base URL that begin together with empty rows, a few store their tokens', async () => {
    const clock = new SimulatedClock();
    const rows = new RowSync(clock);
    const beginAt = async (baseUrl: string) => {
      const stored: boolean[] = [];
      for (let login = 0; login < 100; login++) {
        const settings = settingsOf('dvinci', { baseUrl, clientId: `client-${login}` });
        const source = createTokenSource(settings, clock, () => 0.5);
        await source.token({ settings, send: new FakeVendor().send });
        stored.push(rows.update(source, '', settings.baseUrl) !== undefined);
      }
      return stored;
    };
    for (const baseUrl of ['https://one.dvinci-hr.com', 'https://two.dvinci-hr.com']) {
      const stored = await beginAt(baseUrl);
      expect(stored.indexOf(false)).toBe(16);
      expect(stored.lastIndexOf(true)).toBe(15);
    }
  });

  test('nothing is due for a static token', async () => {
    const rows = new RowSync(new SimulatedClock());
    const source = createTokenSource(settingsOf('agility'), new SimulatedClock(), () => 0.5);
    expect(rows.isDue(source, '')).toBe(false);
  });
});
