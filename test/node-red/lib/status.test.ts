import type { NodeStatus } from 'node-red';
import {
  failureStatus,
  refusalStatus,
  StatusLine,
  tokenStatus,
} from '../../../node-red/lib/status';

const translate = (key: string, values?: Readonly<Record<string, number | string>>) =>
  [key, ...Object.values(values ?? {})].join(' ');

describe('the status of a token', () => {
  test.each([
    [{ state: 'none' }, 'grey', 'none'],
    [{ state: 'static' }, 'green', 'ready'],
    [{ state: 'valid', secondsLeft: 299.9 }, 'green', 'valid minutes 4'],
    [{ state: 'valid', secondsLeft: 59.9 }, 'green', 'valid seconds 59'],
    [{ state: 'valid', secondsLeft: 7200 }, 'green', 'valid hours 2'],
    [{ state: 'valid', secondsLeft: 864_000 }, 'green', 'valid days 10'],
    [{ state: 'requesting' }, 'blue', 'refreshing'],
    [{ state: 'held-back', heldBackSeconds: 12.5 }, 'yellow', 'waiting seconds 12'],
    [{ state: 'rejected' }, 'red', 'rejected'],
  ] as const)('%p is shown in %s as “%s”', (status, fill, text) => {
    expect(tokenStatus({ ...status, tokenRequests: 1 }, translate)).toMatchObject({ fill, text });
  });

  test('a failure is red', () => {
    expect(failureStatus('certificate', translate)).toMatchObject({
      fill: 'red',
      text: 'unreachable',
    });
  });
});

describe('the status of a request that was refused', () => {
  test.each([
    [400, 'yellow'],
    [404, 'yellow'],
    [429, 'yellow'],
    [500, 'red'],
    [503, 'red'],
  ])('that goes on shows its code: %d, in %s', (status, fill) => {
    const text = `answered ${status}`;
    expect(refusalStatus(status, translate)).toEqual({ fill, shape: 'ring', text });
  });

  test.each([
    ['not-found', 404, '404 notFound'],
    ['forbidden', 403, '403 forbidden'],
    ['vendor-unavailable', 503, '503 unreachable'],
    ['request-failed', 422, '422 failed'],
    ['redirected', 302, 'failed'],
    ['unreachable', undefined, 'unreachable'],
  ] as const)('and fails shows it before the words: %s %d', (code, status, text) => {
    expect(failureStatus(code, translate, status)).toMatchObject({ fill: 'red', text });
  });
});

describe('a line of statuses', () => {
  function line() {
    const shown: NodeStatus[] = [];
    const node = { status: (status: NodeStatus) => void shown.push(status) };
    return { shown, line: new StatusLine(node, () => Date.now()) };
  }
  const texts = (shown: NodeStatus[]) => shown.map(({ text }) => text);

  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  test('shows the first at once, and of many after it only the last, half a second later', () => {
    const { shown, line: statuses } = line();
    for (const text of ['a', 'b', 'c']) statuses.show({ text });
    expect(texts(shown)).toEqual(['a']);
    jest.advanceTimersByTime(500);
    expect(texts(shown)).toEqual(['a', 'c']);
  });

  test('shows nothing twice, and keeps no timer for it', () => {
    const { shown, line: statuses } = line();
    statuses.show({ text: 'a' });
    statuses.show({ text: 'a' });
    expect(jest.getTimerCount()).toBe(0);
    expect(texts(shown)).toEqual(['a']);
  });

  test('shows nothing more once it is closed', () => {
    const { shown, line: statuses } = line();
    statuses.show({ text: 'a' });
    statuses.show({ text: 'b' });
    statuses.close();
    jest.advanceTimersByTime(1000);
    expect(texts(shown)).toEqual(['a']);
    expect(jest.getTimerCount()).toBe(0);
  });

  test('goes on where the host fails to show one, at once or behind a timer', () => {
    const shown: (string | undefined)[] = [];
    let isBroken = true;
    const node = {
      status({ text }: NodeStatus) {
        if (isBroken) throw new Error('no');
        shown.push(text);
      },
    };
    const statuses = new StatusLine(node, () => Date.now());
    expect(() => statuses.show({ text: 'a' })).not.toThrow();
    statuses.show({ text: 'b' });
    expect(() => jest.advanceTimersByTime(500)).not.toThrow();
    isBroken = false;
    statuses.show({ text: 'c' });
    jest.advanceTimersByTime(500);
    expect(shown).toEqual(['c']);
  });
});
