import { RequestScene } from '../../support/request-scene';

const requests = new RequestScene();
afterEach(async () => await requests.close());

const serve = async (status: number, body = '{}') =>
  await requests.serve((_request, response) => response.writeHead(status).end(body));

describe('a request that the vendor refuses', () => {
  test.each([400, 401, 403, 404, 409, 422, 429, 500, 503])(
    'with %d goes on, and its status is told for the node to show',
    async (status) => {
      const { msg, refusals } = await requests.send(await serve(status));
      expect(msg).toMatchObject({ statusCode: status });
      expect(refusals).toEqual([status]);
    },
  );

  test.each([200, 204, 304])('is none with %d', async (status) => {
    expect((await requests.send(await serve(status))).refusals).toEqual([]);
  });

  test('fails in place of it if that is wanted, with the vendor’s own words', async () => {
    const origin = await serve(422, '{"errorMsg":"person.lastName must not be empty"}');
    const { failure, refusals } = await requests.send(origin, { properties: { senderr: true } });
    expect(refusals).toEqual([]);
    expect(failure?.message).toBe(
      'd.vinci does not accept what the request holds (422). It said: “person.lastName must not be empty”.',
    );
  });

  test('tells no token that the vendor’s words quote', async () => {
    const origin = await requests.serve((request, response) => {
      const errorMsg = `No right for ${request.headers.authorization}`;
      response.writeHead(403).end(JSON.stringify({ errorMsg }));
    });
    const { failure } = await requests.send(origin, { properties: { senderr: true } });
    expect(failure?.message).toContain('It said: “No right for ***');
    expect(failure?.message).not.toContain('token-1');
  });
});

describe('an access token of Agility that one path refuses', () => {
  const agility = {
    vendor: 'agility',
    properties: { senderr: true, url: 'rest-1.v1/Data/Story' },
  } as const;
  const self = { body: { Assets: [{ id: 'Member:20' }] } };

  test('is told with the path that takes it, and stays in use', async () => {
    const origin = await serve(401);
    const { failure, source } = await requests.send(origin, {
      ...agility,
      respond: ({ url }) => (url.includes('/rest-1.oauth.v1/') ? self : { status: 401 }),
    });
    expect(failure?.fullMessage).toContain(`It accepts the token below ${origin}/rest-1.oauth.v1`);
    expect(source.status().state).toBe('static');
  });

  test('is told as rejected if both do', async () => {
    const { failure, source } = await requests.send(await serve(401), {
      ...agility,
      respond: () => ({ status: 401 }),
    });
    expect(failure?.code).toBe('token-rejected');
    expect(source.status().state).toBe('rejected');
  });
});
