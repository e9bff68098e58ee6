import { clientCredentials, fieldsOf, isStoredEncrypted } from '../../../core';
import type { FlowNode } from '../../../demo/node-red-host';
import {
  distinctShapes,
  startShapeLoopback,
  type ShapeLoopback,
} from '../../core/support/shape-loopback';
import { flowOf, requestNode, sink } from '../support/flows';
import type { Host } from '../support/host';

/** So many requests at most, until the way of a login is found that the server takes. */
const MOST_LOGINS = 4;

const ENCRYPTED = new Set(
  fieldsOf(clientCredentials)
    .filter(isStoredEncrypted)
    .map(({ name }) => name),
);

export function describeCatalogue(host: Host): void {
  describe('one API of each distinct shape of the catalogue, through vendor-auth-request', () => {
    let apis: ShapeLoopback[] = [];
    let answers: Record<string, unknown>[] = [];
    let again: Record<string, unknown>[] = [];
    let loginsAtFirst: number[] = [];

    beforeAll(async () => {
      apis = await Promise.all(distinctShapes().map(startShapeLoopback));
      await host.nodeRed.deploy([...flowOf(...apis.flatMap(nodesOf)), ...endings()]);
      answers = await callAll();
      loginsAtFirst = apis.map(({ server }) => server.tokenRequests);
      again = await callAll();
    });
    afterAll(async () => {
      await Promise.all(apis.map((api) => api.close()));
    });

    /** Two messages for each, at once; whether they were answered or failed. */
    const callAll = async () => {
      const messages = apis.flatMap(({ shape }) =>
        ['first', 'second'].map((which) => ({
          nodeId: `request-${shape.api}`,
          msg: { topic: `${shape.api} ${which}` },
        })),
      );
      await host.nodeRed.receive(messages);
      return await host.nodeRed.arrivals('ended', messages.length);
    };
    const endOf = (ends: Record<string, unknown>[], api: string, which: string) => {
      const ofMessage = ends.filter(({ topic }) => topic === `${api} ${which}`);
      return ofMessage.map(({ statusCode, error }) => statusCode ?? error);
    };

    test.each(distinctShapes().map(({ api }, index) => [api, index] as const))(
      '%s',
      (api, index) => {
        for (const ends of [answers, again]) {
          expect(endOf(ends, api, 'first')).toEqual([200]);
          expect(endOf(ends, api, 'second')).toEqual([200]);
        }
        const { server } = apis[index]!;
        expect(loginsAtFirst[index]).toBeGreaterThanOrEqual(1);
        expect(loginsAtFirst[index]).toBeLessThanOrEqual(MOST_LOGINS);
        expect(server.tokenRequests).toBe(loginsAtFirst[index]);
      },
    );
  });
}

/** Where every message ends, answered or failed. */
function endings(): FlowNode[] {
  const all = { id: 'catch-for-ended', type: 'catch', scope: null, uncaught: false, z: 'tab' };
  return [{ ...all, x: 100, y: 100, wires: [['ended']] }, sink('ended')];
}

function nodesOf({ shape, fields, url }: ShapeLoopback): FlowNode[] {
  const part = (isEncrypted: boolean) =>
    Object.fromEntries(
      Object.entries(fields).filter(([name]) => ENCRYPTED.has(name) === isEncrypted),
    );
  const auth = `auth-${shape.api}`;
  return [
    {
      id: auth,
      type: 'vendor-auth',
      name: shape.api,
      vendor: 'client-credentials',
      version: 1,
      ...part(false),
      credentials: part(true),
    },
    requestNode(auth, url, { id: `request-${shape.api}`, wires: [['ended']] }),
  ];
}
