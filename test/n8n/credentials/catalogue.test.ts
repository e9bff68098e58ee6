import { ClientCredentialsApi } from '../../../credentials/ClientCredentialsApi.credentials';
import { fieldsOf as formOf, clientCredentials } from '../../../core';
import {
  distinctShapes,
  startShapeLoopback,
  type ShapeLoopback,
} from '../../core/support/shape-loopback';
import { CredentialsTable, InMemoryN8n } from '../support/in-memory-n8n';

const TYPE = 'clientCredentialsApi';
/** So many requests at most, until the way of a login is found that the server takes. */
const MOST_LOGINS = 4;

const SHAPES = distinctShapes();
/** Each question of the form is asked for, as a person does who fills in its fields. */
const ALL_GROUPS = [...new Set(formOf(clientCredentials).map(({ group }) => group))].filter(
  Boolean,
);

describe('one API of each distinct shape of the catalogue, through n8n’s own code path', () => {
  let api: ShapeLoopback;
  afterEach(async () => await api.close());

  test.each(SHAPES.map((shape) => [shape.api, shape] as const))('%s', async (_api, shape) => {
    api = await startShapeLoopback(shape);
    const table = new CredentialsTable();
    table.save('c', { ...api.fields, moreOptions: ALL_GROUPS });
    const call = async () => {
      const process = new InMemoryN8n(table, [new ClientCredentialsApi()]);
      const answer = await process.legacyRequest(TYPE, 'c', { method: 'GET', uri: api.url });
      return answer['statusCode'];
    };
    const statuses = await Promise.all([call(), call(), call()]).catch(
      (error: Error) => `${error.message} (${api.server.complaints.join('; ')})`,
    );
    expect(statuses).toEqual([200, 200, 200]);
    const { tokenRequests } = api.server;
    expect(tokenRequests).toBeGreaterThanOrEqual(1);
    expect(tokenRequests).toBeLessThanOrEqual(MOST_LOGINS);
    expect(await call()).toBe(200);
    expect(api.server.tokenRequests).toBe(tokenRequests);
  });
});

test('the catalogue has many distinct shapes', () => {
  expect(SHAPES.length).toBeGreaterThan(25);
});
