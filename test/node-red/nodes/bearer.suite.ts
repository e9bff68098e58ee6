import { sandboxConfiguration } from '../../../demo/sandbox-configuration';
import { type Sandbox, startSandbox } from '../../../sandbox';
import { bearerNode, flowOf, httpRequestNode } from '../support/flows';
import { type NodeRedOptions, type RemoteNodeRed, startNodeRed } from '../support/node-red';

export function describeBearer(options: NodeRedOptions): void {
  describe('vendor-auth-bearer in front of the core http request node', () => {
    let sandbox: Sandbox;
    let nodeRed: RemoteNodeRed;

    beforeAll(async () => {
      sandbox = await startSandbox();
      nodeRed = await startNodeRed(options);
    }, 60_000);
    afterAll(async () => {
      await Promise.all([nodeRed?.stop(), sandbox?.close()]);
    });

    test('100 messages at once get 100 answers with one token request', async () => {
      const vendor = sandbox.vendors['eggplant-dai'];
      await nodeRed.deploy(
        flowOf(
          sandboxConfiguration(vendor, 'auth'),
          bearerNode('auth'),
          httpRequestNode(vendor.baseUrl + vendor.protectedPath),
        ),
      );
      const messages = Array.from({ length: 100 }, (_, index) => ({
        nodeId: 'bearer',
        msg: { topic: String(index) },
      }));
      await nodeRed.receive(messages);
      const answers = await nodeRed.arrivals('answers', 100);

      expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array(100).fill(200));
      expect(vendor.stats()).toMatchObject({
        tokenRequests: 1,
        apiRequests: 100,
        rejectedTokens: 0,
      });
    });
  });
}
