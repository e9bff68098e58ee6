import { tokenFailureError, type TokenEvent } from '../../../core';
import { scene } from '../support/credentials';
import { errorOf } from '../support/errors';
import { answersWith, failsWith, settled } from '../support/fake-vendor';

/** A token in its last minute, while the vendor is down. */
async function agingToken() {
  const stage = scene();
  const failures: Extract<TokenEvent, { type: 'failed' }>[] = [];
  await stage.token();
  stage.source.subscribe((event) => event.type === 'failed' && failures.push(event));
  stage.vendor.answers(answersWith(503));
  stage.clock.advanceSeconds(250);
  return { ...stage, failures };
}

describe('T7: while a token is still valid, a failing refresh', () => {
  test('is nobody’s error', async () => {
    const { token } = await agingToken();
    expect(await token()).toBe('token-1');
    await settled();
    expect(await token()).toBe('token-1');
  });

  test('is nobody’s error in the last seconds either, when callers wait for it', async () => {
    const { clock, vendor, token } = await agingToken();
    clock.advanceSeconds(47);
    expect(await token()).toBe('token-1');
    expect(vendor.requests).toHaveLength(2);
    expect(await token()).toBe('token-1');
    expect(vendor.requests).toHaveLength(2);
  });

  test('is reported once, as harmless so far', async () => {
    const { settings, failures, token } = await agingToken();
    await Promise.all(Array.from({ length: 10 }, () => token()));
    await settled();
    await token();
    expect(failures).toHaveLength(1);
    expect(failures[0]).toMatchObject({
      tokenStillValid: true,
      heldBackSeconds: 1,
    });
    expect(tokenFailureError(settings, failures[0]!.failure)).toMatchObject({
      code: 'vendor-unavailable',
      replayed: false,
    });
  });

  test('leaves no rejection unhandled', async () => {
    const unhandled = jest.fn();
    process.on('unhandledRejection', unhandled);
    const { token, vendor } = await agingToken();
    vendor.answers(failsWith('ECONNRESET'));
    await token();
    await settled();
    await settled();
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });

  test('becomes everybody’s error once the token has expired', async () => {
    const { clock, failures, token } = await agingToken();
    await token();
    clock.advanceSeconds(50);
    expect(await errorOf(token())).toMatchObject({ code: 'vendor-unavailable' });
    expect(failures.at(-1)).toMatchObject({ tokenStillValid: false });
  });

  test('is nobody’s error if another process’s token was taken over meanwhile', async () => {
    const { clock, vendor, source, failures, token } = await agingToken();
    const other = scene();
    clock.advanceSeconds(50);
    other.clock.advanceSeconds(300);
    await other.token();
    const answer = vendor.holdsBack();
    const asked = Promise.all([token(), token()]);
    await settled();
    expect(source.adopt({ ...other.source.stored()!, accessToken: 'adopted' })).toBe(true);
    await answer();
    expect(await asked).toEqual(['adopted', 'adopted']);
    expect(failures).toMatchObject([{ tokenStillValid: true }]);
  });

  test('is tried again after the hold, and mends itself unseen', async () => {
    const { vendor, clock, source, token } = await agingToken();
    await token();
    await settled();
    expect(source.status()).toMatchObject({ state: 'valid', lastFailure: { status: 503 } });
    vendor.answers(() => ({ body: { access_token: 'renewed', expires_in: 300 } }));
    clock.advanceSeconds(1);
    expect(await token()).toBe('token-1');
    await settled();
    expect(await token()).toBe('renewed');
    expect(source.status().lastFailure).toBeUndefined();
  });

  test('does not suffer from a listener that throws', async () => {
    const { source, failures, token } = await agingToken();
    source.subscribe(() => {
      throw new Error('a mistake of the listener');
    });
    const after: string[] = [];
    source.subscribe(({ type }) => after.push(type));
    expect(await token()).toBe('token-1');
    await settled();
    expect(failures).toHaveLength(1);
    expect(after).toEqual(['requesting', 'failed']);
  });

  test('is no longer heard of by a listener that has left', async () => {
    const { source, token } = await agingToken();
    const heard: string[] = [];
    source.subscribe(({ type }) => heard.push(type))();
    await token();
    await settled();
    expect(heard).toEqual([]);
  });
});
