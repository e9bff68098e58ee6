import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { dvinci, parseStored } from '../../../../core';
import { StoreFirst } from '../../../../credentials/shared/request-ends';
import { TokenKeeper } from '../../../../credentials/shared/token-keeper';
import { credential } from '../../../core/support/credentials';
import { FakeVendor, issuesTokens } from '../../../core/support/fake-vendor';
import { SimulatedClock } from '../../../core/support/simulated-clock';
import { waitOn } from '../../support/wait-on';

const HOUR = 3600;

/** The row of one credential, whose client or secret comes from an expression. */
function scene(lifetimeSeconds = HOUR) {
  const clock = new SimulatedClock();
  const vendor = new FakeVendor(issuesTokens({ expires_in: lifetimeSeconds }));
  const row = { text: '', writes: 0, interruptions: 0 };
  const store = (output: object) => {
    if (!('storedToken' in output) || typeof output.storedToken !== 'string') return;
    row.text = output.storedToken;
    row.writes++;
  };
  const process = () => {
    const keeper = new TokenKeeper(clock, () => 0.5, waitOn(clock));
    const begin = async (fields: Record<string, unknown>, storedToken: string) => {
      const raw: Record<string, unknown> = { ...credential('dvinci', fields), storedToken };
      const credentials = raw as ICredentialDataDecryptedObject;
      const prepare = async () => {
        const output = await keeper.prepare(dvinci, credentials, vendor.send);
        store(output);
        Object.assign(credentials, output);
        return output;
      };
      const authorize = async () => {
        const { headers } = await keeper.authorize(dvinci, credentials, {
          url: `${String(raw['baseUrl'])}/api`,
        });
        return headers?.['authorization'];
      };
      await prepare();
      const authorization = await authorize().catch(async (error: unknown) => {
        if (!(error instanceof StoreFirst)) throw error;
        row.interruptions++;
        await prepare();
        return await authorize();
      });
      return { credentials, prepare, authorization };
    };
    /** One item of that client, by default. */
    const item = async (client: string | number, storedToken = row.text) =>
      (await begin({ clientId: `tenant-${client}` }, storedToken)).authorization;
    const open = (client: string | number) =>
      keeper.open(dvinci, {
        ...credential('dvinci', { clientId: `tenant-${client}` }),
        storedToken: row.text,
      });
    return { keeper, begin, item, open };
  };
  return { clock, vendor, row, process };
}

describe('a row that several logins share', () => {
  test('is not stored with each item, and every login keeps its token', async () => {
    const { clock, vendor, row, process } = scene();
    const { item } = process();
    for (let round = 0; round < 3; round++) {
      for (let tenant = 0; tenant < 500; tenant++) {
        await item(tenant);
        clock.advanceSeconds(0.1);
      }
    }
    expect(vendor.requests).toHaveLength(500);
    // One a minute at most is taken from a login that was not used for that long.
    expect(row.writes).toBeLessThanOrEqual(3);
    expect(row.interruptions).toBeLessThanOrEqual(1);
  });

  test('does not go back and forth between two that take turns, however slowly', async () => {
    const { clock, vendor, row, process } = scene(24 * HOUR);
    const { item } = process();
    for (let turn = 0; turn < 40; turn++) {
      await item(turn % 2);
      clock.advanceSeconds(HOUR / 2);
    }
    expect(vendor.requests).toHaveLength(2);
    expect(row.writes).toBeLessThanOrEqual(2);
  });

  test('does not go back and forth between two processes either', async () => {
    const { clock, vendor, row, process } = scene(24 * HOUR);
    const [one, two] = [process(), process()];
    for (let turn = 0; turn < 40; turn++) {
      await one.item(turn % 3);
      clock.advanceSeconds(10);
      await two.item((turn + 1) % 3);
      clock.advanceSeconds(10);
    }
    expect(vendor.requests.length).toBeLessThanOrEqual(6);
    expect(row.writes).toBeLessThanOrEqual(6);
  });

  test('goes to another login when its token has expired', async () => {
    const { clock, row, process } = scene();
    const { item } = process();
    await item('first');
    const identity = parseStored(row.text)?.identity;
    clock.advanceSeconds(HOUR);
    await item('second');
    expect(parseStored(row.text)?.identity).not.toBe(identity);
  });

  test('stays with the login that renews its token', async () => {
    const { clock, vendor, row, process } = scene();
    const { item } = process();
    await item('first');
    await item('second');
    const identity = parseStored(row.text)?.identity;
    clock.advanceSeconds(HOUR - 1);
    await item('first');
    expect(parseStored(row.text)).toMatchObject({ identity, accessToken: 'token-3' });
    expect(vendor.requests).toHaveLength(3);
  });

  test('is stored a few times, not by each of a thousand that see it empty', async () => {
    const { vendor, row, process } = scene();
    const { item } = process();
    await Promise.all(Array.from({ length: 1000 }, (_, tenant) => item(tenant, '')));
    expect(vendor.requests).toHaveLength(1000);
    expect(row.writes).toBeGreaterThan(0);
    expect(row.writes).toBeLessThanOrEqual(16);
  });

  test('is not written anew by a login whose token is replaced, yet its request is repeated', async () => {
    const { vendor, row, process } = scene();
    const { item, begin } = process();
    await item('first');
    const { prepare, credentials } = await begin({ clientId: 'tenant-second' }, row.text);
    const before = row.text;
    const issue = issuesTokens({ expires_in: HOUR });
    vendor.answers((request, nth) => {
      if (request.method !== 'GET') return issue(request, nth);
      const isOld = request.headers['authorization'] === 'Bearer token-2';
      return { status: isOld ? 401 : 200, body: [] };
    });
    expect(await prepare()).toHaveProperty('storedToken');
    expect(parseStored(credentials['storedToken'])).toEqual(parseStored(before));
  });
});

describe('a Forget', () => {
  test('of one login costs no other that shares its row a token', async () => {
    const { vendor, row, process } = scene();
    const { item, keeper, open } = process();
    for (let tenant = 0; tenant < 20; tenant++) await item(tenant);
    keeper.forget(open(0));
    const [first, second] = [await item(0), await item(0)];
    expect([first, second]).toEqual(['Bearer token-21', 'Bearer token-21']);
    for (let tenant = 1; tenant < 20; tenant++) await item(tenant);
    expect(vendor.requests).toHaveLength(21);
    expect(row.text).toContain('forgetMark');
  });

  test('leaves the stored token of another login where it is, and reaches other processes', async () => {
    const { vendor, row, process } = scene();
    const [one, two] = [process(), process()];
    await one.item('owner');
    await one.item('other');
    await two.item('owner');
    await two.item('other');
    expect(vendor.requests).toHaveLength(3);
    one.keeper.forget(one.open('other'));
    await one.item('other');
    expect(parseStored(row.text)?.accessToken).toBe('token-1');
    await two.item('other');
    await two.item('owner');
    expect(vendor.requests).toHaveLength(5);
  });

  test('that an earlier version stored is one for all who use the row', async () => {
    const { vendor, row, process } = scene();
    const { item } = process();
    await item(0);
    row.text = JSON.stringify({ ...JSON.parse(row.text), forgetMark: 'of before' });
    await item(0);
    expect(vendor.requests).toHaveLength(2);
  });
});

describe('a credential whose secret was changed', () => {
  test('gets the row within minutes, though the old token is valid for long', async () => {
    const { clock, vendor, row, process } = scene(24 * HOUR);
    const one = process();
    await one.begin({ clientSecret: 'old' }, row.text);
    for (let minute = 0; minute < 3; minute++) {
      await one.begin({ clientSecret: 'new' }, row.text);
      clock.advanceSeconds(60);
    }
    expect(parseStored(row.text)?.accessToken).toBe('token-2');
    await process().begin({ clientSecret: 'new' }, row.text);
    expect(vendor.requests).toHaveLength(2);
  });

  test('gets it at once in a process that does not use the old one', async () => {
    const { vendor, row, process } = scene(24 * HOUR);
    await process().begin({ clientSecret: 'old' }, row.text);
    await process().begin({ clientSecret: 'new' }, row.text);
    await process().begin({ clientSecret: 'new' }, row.text);
    expect(vendor.requests).toHaveLength(2);
  });
});
