import { createReadStream } from 'node:fs';
import path from 'node:path';
import type { Node, NodeAPI, NodeMessageInFlow } from 'node-red';
import { VendorAuthError, verbatim } from '../../../core';
import { handleMessages, type MessageHandler } from '../../../node-red/lib/credential-user';

type Input = (
  msg: NodeMessageInFlow,
  send: (msg: unknown) => void,
  done: (error?: Error) => void,
) => void;

/** What a node told its host: each `Catch` and `Complete` is one message to such a node. */
type Told = ['sent' | 'Complete' | 'Catch' | 'logged', unknown];

interface Broken {
  /** What of the host throws whenever it is used. */
  readonly helpers?: readonly (
    'status' | 'send' | 'done' | 'error' | 'log' | 'translate' | 'clone'
  )[];
  /** How often cloning works before it fails. */
  readonly clonesUntilFailure?: number;
  /** What is thrown; by default an error. */
  readonly thrown?: unknown;
  readonly wires?: string[][];
}

const revoked = () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};

/** A node in a host that stumbles, which handles one message and tells what became of it. */
async function run(
  handle: (msg: NodeMessageInFlow) => unknown,
  { helpers = [], thrown = new Error('no'), wires = [['next']], clonesUntilFailure }: Broken,
  given: object = {},
): Promise<{ told: Told[]; msg: NodeMessageInFlow }> {
  const told: Told[] = [];
  const mayThrow = (helper: NonNullable<Broken['helpers']>[number]) => {
    if (helpers.includes(helper)) throw thrown;
  };
  let input: Input | undefined;
  let clones = 0;
  const clone = (msg: object) => {
    mayThrow('clone');
    if (clones++ >= (clonesUntilFailure ?? Infinity)) throw thrown;
    return structuredClone(msg);
  };
  const node = {
    id: 'node',
    wires,
    on: (event: string, listener: Input) => {
      if (event === 'input') input = listener;
    },
    status: () => mayThrow('status'),
    error(error: unknown, msg?: object) {
      if (msg === undefined) {
        mayThrow('log');
        told.push(['logged', String(error)]);
        return;
      }
      mayThrow('error');
      told.push(['Catch', clone(msg)]);
    },
  };
  const settings = { vendor: { id: 'dvinci' } };
  const configuration = {
    type: 'vendor-auth',
    credential: { settings },
    news: {
      join: () => undefined,
      leave: () => undefined,
      used: () => mayThrow('status'),
      showFailure: () => mayThrow('status'),
    },
  };
  const RED = {
    nodes: { getNode: () => configuration },
    util: { cloneMessage: clone },
    _: (key: string) => {
      mayThrow('translate');
      return key;
    },
  };
  const handler: MessageHandler = async (msg) => (await handle(msg)) as NodeMessageInFlow;
  handleMessages(RED as unknown as NodeAPI, node as unknown as Node, 'auth', handler);
  const msg = { _msgid: 'id', topic: 'kept', ...given } as NodeMessageInFlow;
  const sendOne = (sent: unknown) => {
    mayThrow('send');
    told.push(['sent', sent]);
  };
  const done = (error?: Error) => {
    mayThrow('done');
    // As Node-RED does it, which drops the connections of a message that it then fails to clone.
    const { req } = msg as { req?: unknown };
    delete (msg as { req?: unknown }).req;
    const copy = clone(msg);
    if (req !== undefined) msg['req'] = req;
    told.push([error ? 'Catch' : 'Complete', copy]);
  };
  input!(msg, sendOne, done);
  await new Promise<void>((resolve) => setImmediate(resolve));
  return { told, msg };
}

const refuse = () => {
  throw new VendorAuthError({
    code: 'forbidden',
    vendor: 'dvinci',
    message: verbatim('Not allowed.'),
  });
};
function throwing(thrown: unknown): never {
  throw thrown;
}
const ends = (told: Told[]) => told.map(([end]) => end);

describe('a message ends once, and nothing escapes,', () => {
  test.each<[string, Broken]>([
    ['nothing', {}],
    ['the status', { helpers: ['status'] }],
    ['the translation', { helpers: ['translate'] }],
    ['the status, and throws what is no error', { helpers: ['status'], thrown: revoked() }],
  ])('although the host fails at %s', async (_what, broken) => {
    expect(ends((await run((msg) => msg, broken)).told)).toEqual(['sent', 'Complete']);
    expect(ends((await run(refuse, broken)).told)).toEqual(['Catch']);
  });

  test('although the host fails at telling Catch nodes', async () => {
    expect((await run(refuse, { helpers: ['done'] })).told).toMatchObject([
      ['Catch', { topic: 'kept' }],
    ]);
    expect((await run(refuse, { helpers: ['done', 'error'] })).told).toEqual([
      ['logged', 'Not allowed.'],
    ]);
    expect((await run(refuse, { helpers: ['done', 'error', 'log', 'status'] })).told).toEqual([]);
  });

  test('although the host fails at sending', async () => {
    const { told } = await run((msg) => msg, { helpers: ['send'] });
    expect(ends(told)).toEqual(['Catch']);
  });

  test('although the host fails at telling Complete nodes', async () => {
    const { told } = await run((msg) => msg, { helpers: ['done'] });
    expect(ends(told)).toEqual(['sent', 'logged']);
  });

  test('although cloning fails at everything', async () => {
    const { told } = await run(refuse, { helpers: ['clone'] });
    expect(told).toEqual([['logged', 'Not allowed.']]);
  });

  test('although cloning begins to fail in the middle', async () => {
    const req = { socket: 1 };
    for (const clonesUntilFailure of [0, 1, 2, 3]) {
      const given = { payload: { a: 1 }, req };
      const { told, msg } = await run(refuse, { clonesUntilFailure }, given);

      expect(['Catch', 'logged']).toContain(ends(told).join());
      // Whoever answers the caller needs it.
      expect(msg['req']).toBe(req);
    }
  });

  test.each([
    ['a revoked proxy', revoked()],
    ['nothing', undefined],
    ['null', null],
    ['an object without a prototype', Object.create(null) as object],
    [
      'an error with a message that throws',
      Object.defineProperty(new Error(), 'message', {
        get() {
          throw new Error('no');
        },
      }),
    ],
  ])('although what handles it throws %s', async (_what, thrown) => {
    const { told } = await run(() => throwing(thrown), {});
    expect(ends(told)).toEqual(['Catch']);
  });

  test('and keeps its connection where it cannot be cloned, for whoever answers it', async () => {
    const req = { socket: 1 };
    const failed = await run(refuse, {}, { req, odd: { fn: () => 1 } });
    expect(failed.msg['req']).toBe(req);

    const { told, msg } = await run((given) => given, {}, { req, odd: { fn: () => 1 } });
    expect(ends(told)).toEqual(['sent', 'Complete']);
    expect(msg).toMatchObject({ req, odd: { fn: expect.any(Function) } });
  });

  test('frozen, with what cannot be cloned, by a copy without it', async () => {
    const { told } = await run(
      (msg) => refuse.call(Object.freeze(msg)),
      {},
      {
        odd: { fn: () => 1 },
        fine: [1],
      },
    );
    expect(told).toEqual([
      [
        'Catch',
        { _msgid: 'id', topic: 'kept', fine: [1], odd: expect.stringContaining('left out') },
      ],
    ]);
  });

  test('with a stream in its payload that fails before anybody reads it', async () => {
    const payload = createReadStream(path.join(__dirname, 'no such file'));
    const closed = new Promise<void>((resolve) => payload.once('close', resolve));
    await run(refuse, { helpers: ['done', 'error'] }, { payload });
    await closed;

    expect(payload.errored).toMatchObject({ code: 'ENOENT' });
  });
});

describe('a message for several nodes that cannot be cloned goes to none of them,', () => {
  const odd = { fn: () => 1 };

  test.each([
    ['one output with two wires', [['a', 'b']], (msg: unknown) => msg],
    ['two outputs that get the same', [['a'], ['b']], (msg: unknown) => [msg, msg]],
    ['one of two outputs with two wires', [[], ['a', 'b']], (msg: unknown) => [null, msg]],
  ])('%s', async (_what, wires, handle) => {
    const { told } = await run(handle, { wires }, { odd });

    expect(told).toEqual([
      ['Catch', { _msgid: 'id', topic: 'kept', odd: expect.stringContaining('left out') }],
    ]);
  });

  test.each([
    ['no wire', [], (msg: unknown) => msg],
    ['one wire', [['a']], (msg: unknown) => msg],
    ['two outputs of which one gets it', [['a'], ['b']], (msg: unknown) => [msg, null]],
  ])('but does go on along %s', async (_what, wires, handle) => {
    const { told } = await run(handle, { wires }, { odd });

    expect(ends(told)).toEqual(['sent', 'Complete']);
  });

  test('and an ordinary one goes to all', async () => {
    const { told } = await run((msg) => msg, { wires: [['a', 'b']] }, { payload: [1] });
    expect(ends(told)).toEqual(['sent', 'Complete']);
  });
});

describe('the status of a node', () => {
  /** What a node shows after a message that its handler treats like that. */
  async function shown(handle: MessageHandler): Promise<unknown[]> {
    const told: unknown[] = [];
    let input: Input | undefined;
    const node = {
      id: 'node',
      on: (event: string, listener: Input) => {
        if (event === 'input') input = listener;
      },
    };
    const news = {
      join: () => undefined,
      used: () => told.push('token'),
      showFailure: (_node: unknown, status: object) => told.push(status),
    };
    const configuration = { type: 'vendor-auth', credential: {}, news };
    const RED = {
      nodes: { getNode: () => configuration },
      util: { cloneMessage: structuredClone },
      _: (key: string, values?: { status?: number }) =>
        `${key.split('.').at(-1)} ${values?.status ?? ''}`.trim(),
    };
    handleMessages(RED as unknown as NodeAPI, node as unknown as Node, 'auth', handle);
    input!(
      { _msgid: 'id' },
      () => undefined,
      () => undefined,
    );
    await new Promise<void>((resolve) => setImmediate(resolve));
    return told;
  }

  test('is that of the token after a success', async () => {
    expect(await shown(async (msg) => msg)).toEqual(['token']);
  });

  test.each([
    [404, 'yellow'],
    [503, 'red'],
  ])('is the code of an answer that refused: %d', async (status, fill) => {
    const handle: MessageHandler = async (msg, _credential, _signal, tellRefusal) => {
      tellRefusal(status);
      return msg;
    };
    expect(await shown(handle)).toEqual([{ fill, shape: 'ring', text: `answered ${status}` }]);
  });

  test('begins with the code where the answer made the message fail', async () => {
    const message = verbatim('Nothing there.');
    const handle: MessageHandler = async () => {
      throw new VendorAuthError({ code: 'not-found', vendor: 'x', message, status: 404 });
    };
    expect(await shown(handle)).toEqual([{ fill: 'red', shape: 'ring', text: '404 notFound' }]);
  });
});
