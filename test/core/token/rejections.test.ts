import { Rejections } from '../../../core/token/rejections';

const NOW_MS = 5_000_000;

/** With one token after the other, each issued at that time. */
function rejecting(random: () => number = () => 1) {
  const rejections = new Rejections(random);
  let tokens = 0;
  const rejectNew = (atMs: number) => {
    rejections.began(atMs);
    return rejections.add(`token-${++tokens}`, atMs);
  };
  return { rejections, rejectNew };
}

describe('a rejected token', () => {
  test('is replaced, and so is the next one, but after that replacing is put off', () => {
    const { rejections, rejectNew } = rejecting();
    expect(rejectNew(NOW_MS)).toBe(true);
    expect(rejections.isPutOff(NOW_MS)).toBe(false);
    expect(rejectNew(NOW_MS)).toBe(true);
    expect(rejections.isPutOff(NOW_MS)).toBe(true);
    expect(rejectNew(NOW_MS)).toBe(false);
  });

  test('is put off for 1, 2, 4 s and so on, up to a minute', () => {
    const { rejections, rejectNew } = rejecting();
    rejectNew(NOW_MS);
    let nowMs = NOW_MS;
    const waited = Array.from({ length: 9 }, () => {
      rejectNew(nowMs);
      const beganMs = nowMs;
      while (rejections.isPutOff(nowMs)) nowMs += 500;
      return (nowMs - beganMs) / 1000;
    });
    expect(waited).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
  });

  test('is put off for less by chance, but for no less than a second', () => {
    const { rejections, rejectNew } = rejecting(() => 0);
    for (let token = 0; token < 2; token++) rejectNew(NOW_MS);
    expect(rejections.isPutOff(NOW_MS + 999)).toBe(true);
    expect(rejections.isPutOff(NOW_MS + 1_000)).toBe(false);
  });

  test('that the API took before was withdrawn: it is replaced, however often', () => {
    const { rejections } = rejecting();
    for (let token = 0; token < 50; token++) {
      rejections.began(NOW_MS);
      rejections.accepted();
      expect(rejections.add(`token-${token}`, NOW_MS)).toBe(true);
    }
  });

  test('that the API took proves nothing for the next one', () => {
    const { rejections, rejectNew } = rejecting();
    rejections.began(NOW_MS);
    rejections.accepted();
    expect(rejectNew(NOW_MS)).toBe(true);
    expect(rejectNew(NOW_MS)).toBe(true);
    expect(rejectNew(NOW_MS)).toBe(false);
  });

  test('that lasted ten seconds was withdrawn too, and ends the row', () => {
    const { rejections, rejectNew } = rejecting();
    rejectNew(NOW_MS);
    rejections.began(NOW_MS);
    expect(rejections.add('lasted', NOW_MS + 10_000)).toBe(true);
    expect(rejections.isPutOff(NOW_MS + 10_000)).toBe(false);
    expect(rejectNew(NOW_MS + 10_000)).toBe(true);
    expect(rejections.isPutOff(NOW_MS + 10_000)).toBe(false);
  });

  test('that lasted a moment less was not', () => {
    const { rejections, rejectNew } = rejecting();
    rejectNew(NOW_MS);
    rejections.began(NOW_MS);
    rejections.add('almost', NOW_MS + 9_999);
    expect(rejections.isPutOff(NOW_MS + 9_999)).toBe(true);
  });

  test('whose rejections were put off proves nothing by the age that it reached meanwhile', () => {
    const { rejections, rejectNew } = rejecting();
    for (let token = 0; token < 7; token++) rejectNew(NOW_MS + token * 60_000);
    const issuedAtMs = NOW_MS + 6 * 60_000;
    expect(rejectNew(issuedAtMs)).toBe(false);
    const laterMs = issuedAtMs + 60_000;
    expect(rejections.isPutOff(laterMs)).toBe(false);
    expect(rejections.add('doubted', laterMs)).toBe(true);
    expect(rejections.isPutOff(laterMs + 50_000)).toBe(true);
  });
});

describe('the memory of rejected tokens', () => {
  test('holds those that were rejected and those that were replaced without asking why', () => {
    const { rejections } = rejecting();
    rejections.began(NOW_MS);
    rejections.add('rejected', NOW_MS);
    rejections.remember('forgotten');
    expect(['rejected', 'forgotten', 'other'].map((value) => rejections.includes(value))).toEqual([
      true,
      true,
      false,
    ]);
  });

  test('does not hold one whose replacing was put off, since it stays in use', () => {
    const { rejections, rejectNew } = rejecting();
    for (let token = 1; token <= 3; token++) rejectNew(NOW_MS);
    expect(rejections.includes('token-2')).toBe(true);
    expect(rejections.includes('token-3')).toBe(false);
  });

  test('is of the last sixteen, each counted once', () => {
    const { rejections } = rejecting();
    for (let token = 1; token <= 16; token++) rejections.remember(`token-${token}`);
    for (let again = 0; again < 100; again++) rejections.remember('token-16');
    expect(rejections.includes('token-1')).toBe(true);
    rejections.remember('token-17');
    expect(rejections.includes('token-1')).toBe(false);
    expect(rejections.includes('token-2')).toBe(true);
    expect(rejections.includes('token-17')).toBe(true);
  });
});
