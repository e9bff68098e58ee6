import { VENDORS } from '../../core';
import { sandboxConfiguration } from '../../demo/sandbox-configuration';
import { flowOf, requestNode } from './support/flows';
import { nextArrival, useHost } from './support/host';

jest.setTimeout(30_000);

describe('a request in Node-RED', () => {
  const host = useHost();

  test.each(VENDORS.map(({ id }) => id))('is authenticated at %s', async (id) => {
    const vendor = Object.values(host.sandbox.vendors).find((one) => one.id === id);
    if (vendor === undefined) throw new Error(`Write sandbox/vendors/${id}.ts, for the sandbox.`);
    vendor.reset();
    const request = requestNode('auth', vendor.protectedPath);
    await host.nodeRed.deploy(flowOf(sandboxConfiguration(vendor, 'auth'), request));
    const answer = nextArrival(host.nodeRed, 'answers');
    await host.nodeRed.receive([{ nodeId: 'request', msg: {} }]);
    expect(await answer).toMatchObject({ statusCode: 200 });
    const { apiRequests, rejectedTokens } = vendor.stats();
    expect({ apiRequests, rejectedTokens }).toEqual({ apiRequests: 1, rejectedTokens: 0 });
  });
});
