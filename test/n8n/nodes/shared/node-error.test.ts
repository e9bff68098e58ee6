import { inspect } from 'node:util';
import {
  ApplicationError,
  NodeApiError,
  NodeOperationError,
  OperationalError,
  UserError,
  type INode,
} from 'n8n-workflow';
import { VendorAuthError } from '../../../../core';
import { nodeError } from '../../../../nodes/shared/node-error';
import { HOSTILE, revoked, SECRET, throwing } from '../../support/hostile';

const NODE: INode = {
  id: 'node',
  name: 'A node',
  type: 'n8n-nodes-vendor-auth.agility',
  typeVersion: 1,
  position: [0, 0],
  parameters: {},
};

const carrier = () => Object.assign(new Error('outer'), { config: { headers: SECRET } });

describe('an error at a node', () => {
  test('of the core says what happened, and below what to do', () => {
    const details = { code: 'not-found', vendor: 'agility', message: 'It happened.' } as const;
    const error = new VendorAuthError({ ...details, hint: 'Do this.', status: 404 });
    expect(nodeError(error, NODE, 3)).toMatchObject({
      message: 'It happened.',
      description: 'Do this.',
      httpCode: '404',
      context: { itemIndex: 3 },
    });
    expect(nodeError(new VendorAuthError(details), NODE, 3)).toBeInstanceOf(NodeOperationError);
  });

  test.each([
    ['a user error', new UserError('Node has no credential.'), 'Node has no credential.'],
    ['an operational error', new OperationalError('Out of order.'), 'Out of order.'],
    ['an application error', new ApplicationError('Not found.'), 'Not found.'],
    ['a node’s error', new NodeOperationError(NODE, 'Wrong.', { description: 'Why.' }), 'Wrong.'],
    ['an API’s error', new NodeApiError(NODE, {}, { message: 'Bad.', httpCode: '500' }), 'Bad.'],
  ])('that n8n itself throws is told in n8n’s words: %s', (_what, error, message) => {
    const told = nodeError(error, NODE, 1);
    expect(told).toMatchObject({ message, context: { itemIndex: 1 } });
    if ('description' in error && error.description) {
      expect(told.description).toBe(error.description);
    }
  });

  test.each([
    ...HOSTILE,
    ['a node’s error around another', () => new NodeOperationError(NODE, carrier())],
    ['an API’s error around another', () => new NodeApiError(NODE, carrier() as never)],
    [
      'a user error around another',
      () => new UserError('x', { cause: carrier(), extra: { SECRET } }),
    ],
    [
      'a node’s error that has turned',
      () => throwing(['message'], new NodeOperationError(NODE, 'x')),
    ],
    [
      'an API’s error that has turned',
      () => throwing(['description', 'httpCode'], new NodeApiError(NODE, {})),
    ],
    [
      'an error of the core that has turned',
      () =>
        throwing(
          ['hint', 'status'],
          new VendorAuthError({ code: 'timeout', vendor: 'x', message: 'x' }),
        ),
    ],
    [
      'a proxy around a node’s error',
      () => new Proxy(new NodeOperationError(NODE, 'x'), { get: () => revoked() }),
    ],
  ] as const)(
    'of any shape is one of n8n’s, and nothing of it can be reached: %s',
    (_what, thrown) => {
      const told = nodeError(thrown(), NODE, 2);
      expect(told instanceof NodeOperationError || told instanceof NodeApiError).toBe(true);
      expect(typeof told.message).toBe('string');
      expect(told.message).not.toBe('');
      expect(told.context['itemIndex']).toBe(2);
      const shown = inspect(told, { depth: 10, showHidden: true }) + JSON.stringify(told);
      expect(shown).not.toContain(SECRET);
    },
  );
});
