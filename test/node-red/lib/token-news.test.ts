import type { Node, NodeStatus } from 'node-red';
import {
  tokenFailureError,
  VendorAuthError,
  verbatim,
  type TokenEvent,
  type TokenStatus,
} from '../../../core';
import { TokenNews } from '../../../node-red/lib/token-news';
import { settingsOf } from '../../core/support/credentials';

interface Told {
  readonly error: unknown;
  readonly msg: unknown;
}

function news() {
  let state: TokenStatus = { state: 'none', tokenRequests: 0 };
  let listener: ((event: TokenEvent) => void) | undefined;
  const told: Told[] = [];
  const node = nodeOf('auth');
  const configuration = Object.assign(node, {
    name: 'My login',
    users: {},
    error: (error: unknown, msg: unknown) => void told.push({ error, msg }),
  });
  const source = {
    status: () => state,
    subscribe: (callback: (event: TokenEvent) => void) => {
      listener = callback;
      return () => (listener = undefined);
    },
  };
  const subject = new TokenNews(
    configuration,
    source,
    (key) => key,
    () => Date.now(),
    { errorOf: (failure) => tokenFailureError(settings, failure), language: () => undefined },
  );
  return {
    subject,
    configuration,
    told,
    isListening: () => listener !== undefined,
    happen(event: TokenEvent, next: TokenStatus['state']) {
      state = { state: next, tokenRequests: 1 };
      jest.advanceTimersByTime(1000);
      listener?.(event);
    },
  };
}

function nodeOf(id: string) {
  const shown: (string | undefined)[] = [];
  const status = ({ text }: NodeStatus) => void shown.push(text);
  return { id, shown, status } as unknown as Node & { shown: (string | undefined)[] };
}

const settings = settingsOf('dvinci');

const failed = (tokenStillValid: boolean): TokenEvent => ({
  type: 'failed',
  failure: {
    code: 'vendor-unavailable',
    cause: {
      kind: 'told',
      error: new VendorAuthError({
        code: 'vendor-unavailable',
        vendor: 'dvinci',
        message: verbatim('d.vinci failed.'),
        hint: verbatim('Try later.'),
      }),
    },
  },
  heldBackSeconds: 2,
  tokenStillValid,
});

describe('news of a token', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  test('reach the configuration and all nodes that use it, until they leave', () => {
    const { subject, configuration, happen } = news();
    const [first, second] = [nodeOf('first'), nodeOf('second')];
    subject.join(first);
    subject.join(second);
    happen({ type: 'issued', lifetimeSeconds: 300 }, 'valid');
    subject.leave(second);
    happen({ type: 'rejected' }, 'none');

    expect(Object.keys(configuration.users)).toEqual(['first']);
    expect(first.shown).toEqual(['none', 'valid', 'none']);
    expect(second.shown).toEqual(['none', 'valid']);
  });

  test('of a failed refresh behind a valid token go to Catch once, until one succeeds', () => {
    const { happen, told } = news();
    happen(failed(true), 'valid');
    happen(failed(true), 'valid');
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({
      error: { message: 'd.vinci failed. Try later.', code: 'vendor-unavailable' },
      msg: { topic: 'My login', payload: { event: 'refresh-failed', heldBackSeconds: 2 } },
    });
    const { payload } = told[0]!.msg as { payload: object };
    // What the debug sidebar shows first of an object stands first in it.
    expect(Object.entries(payload).slice(0, 2)).toEqual([
      ['says', 'd.vinci failed.'],
      ['hint', 'Try later.'],
    ]);

    happen({ type: 'issued', lifetimeSeconds: 300 }, 'valid');
    happen(failed(true), 'valid');
    expect(told).toHaveLength(2);
  });

  test('of a failure that messages tell of do not go to Catch a second time', () => {
    const { happen, told } = news();
    happen(failed(false), 'held-back');
    expect(told).toEqual([]);
  });

  test('after a failure of one node, its next success shows the token’s state again', () => {
    const { subject } = news();
    const node = nodeOf('first');
    subject.join(node);
    subject.used(node);
    jest.advanceTimersByTime(600);
    subject.showFailure(node, { fill: 'red', text: 'failed' });
    jest.advanceTimersByTime(600);
    subject.used(node);

    expect(node.shown).toEqual(['none', 'failed', 'none']);
  });

  test('leave a node’s own failure alone while it is other nodes that succeed', () => {
    const { subject } = news();
    const [failing, other] = [nodeOf('failing'), nodeOf('other')];
    subject.join(failing);
    subject.join(other);
    jest.advanceTimersByTime(600);
    subject.showFailure(failing, { fill: 'red', text: 'not found' });
    jest.advanceTimersByTime(2000);
    subject.used(other);
    jest.advanceTimersByTime(2000);
    subject.used(other);

    expect(failing.shown).toEqual(['none', 'not found']);
  });

  test('of the token itself replace a node’s own failure', () => {
    const { subject, happen } = news();
    const node = nodeOf('first');
    subject.join(node);
    jest.advanceTimersByTime(600);
    subject.showFailure(node, { fill: 'red', text: 'not found' });
    happen({ type: 'issued', lifetimeSeconds: 300 }, 'valid');

    expect(node.shown).toEqual(['none', 'not found', 'valid']);
  });

  test('end with the configuration, and leave no timer behind', () => {
    const { subject, isListening } = news();
    subject.join(nodeOf('first'));
    subject.close();

    expect(isListening()).toBe(false);
    expect(jest.getTimerCount()).toBe(0);
  });

  test('of a failed refresh reach the log where the host fails to tell Catch nodes or to show it', () => {
    const { configuration, happen } = news();
    const logged: unknown[] = [];
    configuration.status = () => {
      throw new Error('no');
    };
    configuration.error = (error: unknown, msg?: unknown) => {
      if (msg !== undefined) throw new Error('no');
      logged.push(error);
    };
    expect(() => happen(failed(true), 'valid')).not.toThrow();

    expect(logged).toEqual([expect.objectContaining({ code: 'vendor-unavailable' })]);
    expect(configuration.users).toEqual({});
  });
});
