import type { NodeAPI } from 'node-red';
import { registerAdminRoutes } from '../../../../node-red/nodes/vendor-auth/admin';
import { testDialog } from '../../../../node-red/nodes/vendor-auth/dialog-test';
import { type Sandbox, startSandbox } from '../../../../sandbox';

/** Node-RED's answers while it still loads its flows: see `eachNode` in its runtime/lib/flows. */
const stillLoading = {
  nodes: {
    eachNode() {
      throw new TypeError("Cannot read properties of null (reading 'allNodes')");
    },
    getNode: () => null,
    getCredentials: () => undefined,
  },
  settings: {},
} as unknown as NodeAPI;

describe('before Node-RED has loaded its flows', () => {
  let sandbox: Sandbox;
  beforeAll(async () => void (sandbox = await startSandbox()));
  afterAll(async () => await sandbox.close());

  test.each(['', 'an-id-of-before'])(
    'a login is tested all the same, with the id “%s”',
    async (id) => {
      const { baseUrl, accessToken } = sandbox.vendors.agility;
      const body = { id, vendor: 'agility', fields: { baseUrl, accessToken } };
      expect(await testDialog(stillLoading, body)).toMatchObject({ verdict: 'accepted' });
    },
  );

  test('the counts are those of no configuration', () => {
    type Handler = (request: unknown, response: unknown) => void;
    const routes = new Map<string, Handler>();
    const record = (path: string, _permission: unknown, handler: Handler) =>
      void routes.set(path, handler);
    const RED = {
      ...stillLoading,
      auth: { needsPermission: () => undefined },
      httpAdmin: { get: record, post: () => undefined },
    } as unknown as NodeAPI;
    registerAdminRoutes(RED);
    const answers: unknown[] = [];
    const response = { set: () => response, json: (answer: unknown) => answers.push(answer) };
    routes.get('/vendor-auth/stats')?.({}, response);
    expect(answers).toEqual([{ configurations: [] }]);
  });
});
