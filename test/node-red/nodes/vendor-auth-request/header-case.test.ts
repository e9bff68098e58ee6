import { RequestScene, type Sent } from '../../support/request-scene';

const scene = new RequestScene();

afterEach(() => scene.close());

/** The names of the headers as they are on the wire, at every request. */
async function namesSent(sent: Sent, answers: readonly string[] = [OK]): Promise<string[][]> {
  const heads: string[] = [];
  const baseUrl = await scene.serveRaw((socket, requests) => {
    socket.write(answers[requests - 1] ?? OK);
  }, heads);
  const { failure } = await scene.send(baseUrl, sent);
  expect(failure).toBeUndefined();
  return heads.map((head) =>
    head
      .split('\r\n\r\n')[0]!
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(':')[0]!),
  );
}

const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}';

describe('the name of a header is sent as it was typed', () => {
  test('in msg.headers', async () => {
    const [names] = await namesSent({ msg: { headers: { SOAPAction: 'a', 'X-Test-HEAD': 'b' } } });
    expect(names).toEqual(expect.arrayContaining(['SOAPAction', 'X-Test-HEAD']));
    expect(names).not.toContain('soapaction');
  });

  test('in the dialog, whose spelling wins over that of the message', async () => {
    const headers = [
      { keyType: 'Content-Type', valueType: 'text/plain' },
      { keyType: 'other', keyValue: 'X-tYpEd', valueType: 'other', valueValue: 'b' },
      { keyType: 'msg', keyValue: 'name', valueType: 'other', valueValue: 'c' },
      { keyType: 'Location', valueType: 'other', valueValue: '' },
    ];
    const [names] = await namesSent({
      properties: { method: 'POST', headers },
      msg: {
        payload: 'x',
        name: 'Dyn-NAME',
        headers: { 'content-type': 'a/b', 'x-typed': 'a', LOCATION: 'away' },
      },
    });
    expect(names).toEqual(expect.arrayContaining(['Content-Type', 'X-tYpEd', 'Dyn-NAME']));
    const lower = names!.map((name) => name.toLowerCase());
    expect(lower).toHaveLength(new Set(lower).size);
    expect(lower).not.toContain('location');
  });

  test('that the node adds itself, as the core node spells it', async () => {
    const [names] = await namesSent({ properties: { method: 'POST' }, msg: { payload: { a: 1 } } });
    expect(names).toContain('Content-Type');
    expect(names).not.toContain('content-type');
  });

  test('also after a redirect', async () => {
    const redirect = 'HTTP/1.1 302 Found\r\nlocation: /there\r\ncontent-length: 0\r\n\r\n';
    const all = await namesSent({ msg: { headers: { SOAPAction: 'a' } } }, [redirect, OK]);
    expect(all).toHaveLength(2);
    for (const names of all) expect(names).toContain('SOAPAction');
  });

  test('but for the token’s own and the connection’s, which nobody spells', async () => {
    const headers = {
      AUTHORIZATION: 'x',
      Host: 'evil',
      'CONTENT-length': '9',
      Connection: 'close',
    };
    const [names] = await namesSent({ msg: { headers } });
    expect(names).toContain('authorization');
    for (const name of Object.keys(headers)) expect(names).not.toContain(name);
  });
});
