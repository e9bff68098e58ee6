import { RequestScene } from '../../support/request-scene';

const requests = new RequestScene();
afterEach(async () => await requests.close());

test('a node that closes gives up its own wait for a token, and nobody else’s (rule T13)', async () => {
  let calls = 0;
  const origin = await requests.serve((_request, response) => {
    calls++;
    response.end('{}');
  });
  const login = requests.login(origin);
  const answer = login.vendor.holdsBack();
  const closing = new AbortController();
  const ended = requests.sendWith(login, { signal: closing.signal });
  const other = requests.sendWith(login);
  closing.abort();

  expect((await ended).failure).toMatchObject({ code: 'cancelled' });
  await answer();
  expect((await other).msg).toMatchObject({ statusCode: 200 });
  expect(calls).toBe(1);
  expect(login.vendor.requests).toHaveLength(1);
});
