import type { NodeMessageInFlow } from 'node-red';
import { outgoingRequest } from '../../../../node-red/nodes/vendor-auth-request/outgoing-request';
import { requestOptions } from '../../../../node-red/nodes/vendor-auth-request/request-options';
import { settingsOf, type VendorId } from '../../../core/support/credentials';

function userAgentOf(vendor: VendorId, headers: Record<string, string> = {}) {
  const options = requestOptions({ url: 'items' }, undefined);
  const msg = { headers } as unknown as NodeMessageInFlow;
  return outgoingRequest(options, msg, settingsOf(vendor), () => undefined).headers['user-agent'];
}

describe('a request says what sends it', () => {
  test('by a name of its own', () => {
    expect(userAgentOf('dvinci')).toBe('vendor-auth');
  });

  test('by the one that the vendor asks for', () => {
    expect(userAgentOf('agility')).toBe('vendor-auth (Digital.ai Agility)');
  });

  test('by the one that the message asks for', () => {
    expect(userAgentOf('dvinci', { 'User-Agent': 'mine/1' })).toBe('mine/1');
    expect(userAgentOf('agility', { 'User-Agent': 'mine/1' })).toBe('mine/1');
  });
});

describe('the method of a request', () => {
  const send = (method: string) =>
    outgoingRequest(
      requestOptions({ method: 'use', url: 'items' }, undefined),
      { method } as unknown as NodeMessageInFlow,
      settingsOf('dvinci'),
      () => undefined,
    );

  test('is taken from the message in any case', () => {
    expect(send('patch').method).toBe('PATCH');
  });

  test.each(['GET /', 'connect'])('is refused with those that may stand there (%s)', (method) => {
    expect(() => send(method)).toThrow(
      `Method “${method.toUpperCase()}” is not known. Use GET, POST, PUT, PATCH, DELETE or HEAD.`,
    );
  });
});
