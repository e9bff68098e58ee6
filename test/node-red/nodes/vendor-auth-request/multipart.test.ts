import { encodeMultipart } from '../../../../node-red/nodes/vendor-auth-request/multipart';

/** What stands between the boundaries, each part on its own. */
function partsOf(payload: Record<string, unknown>): string[] {
  const { body, contentType } = encodeMultipart(payload);
  const boundary = /^multipart\/form-data; boundary=(\S+)$/.exec(contentType)?.[1];
  const [before, ...parts] = body.toString('latin1').split(`--${boundary}`);
  expect(before).toBe('');
  expect(parts.pop()).toBe('--\r\n');
  return parts.map((part) => part.replace(/^\r\n|\r\n$/g, ''));
}

describe('a multipart form', () => {
  test.each([
    ['text', 'a\nb\r\nc', 'name="p"\r\n\r\na\nb\r\nc'],
    ['a number', 5, 'name="p"\r\n\r\n5'],
    ['an object as JSON', { a: 1 }, 'name="p"\r\n\r\n{"a":1}'],
    ['text with options', { value: 'txt', options: {} }, 'name="p"\r\n\r\ntxt'],
    ['a number by itself', { value: 5 }, 'name="p"\r\n\r\n5'],
    [
      'text of a type',
      { value: '{"a":1}', options: { contentType: 'application/json' } },
      'name="p"\r\nContent-Type: application/json\r\n\r\n{"a":1}',
    ],
    [
      'bytes',
      Buffer.from([0, 255, 10]),
      'name="p"\r\nContent-Type: application/octet-stream\r\n\r\n\0\xff\n',
    ],
    [
      'a file of text',
      { value: 'txt', options: { filename: '/home/me/a.txt', contentType: 'text/plain' } },
      'name="p"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\ntxt',
    ],
    [
      'a file whose options are its name',
      { value: Buffer.from('b'), options: 'b.bin' },
      'name="p"; filename="b.bin"\r\nContent-Type: application/octet-stream\r\n\r\nb',
    ],
  ])('sends %s', (_what, part, sent) => {
    expect(partsOf({ p: part })).toEqual([`Content-Disposition: form-data; ${sent}`]);
  });

  test('sends a list of files, or of bytes, as several parts of one name', () => {
    const file = (filename: string) => ({ value: filename, options: { filename } });
    expect(partsOf({ p: [file('a'), file('b')] })).toEqual([
      expect.stringContaining('name="p"; filename="a"'),
      expect.stringContaining('name="p"; filename="b"'),
    ]);
    expect(partsOf({ p: [Buffer.from('x'), null, new Uint8Array([121])], q: 'z' })).toEqual([
      expect.stringMatching(/name="p"[^]*\r\n\r\nx$/),
      expect.stringMatching(/name="p"[^]*\r\n\r\ny$/),
      expect.stringMatching(/name="q"\r\n\r\nz$/),
    ]);
  });

  test.each<[string, unknown[]]>([
    ['numbers', [1, 2]],
    ['text', ['a', 'b']],
    ['objects', [{ a: 1 }]],
    ['nothing', []],
  ])('sends a list of %s as JSON, as the core node does', (_what, list) => {
    expect(partsOf({ p: list })).toEqual([
      expect.stringContaining(`\r\n\r\n${JSON.stringify(list)}`),
    ]);
  });

  test('leaves out what is null or undefined', () => {
    expect(partsOf({ a: null, b: undefined, c: { value: null } })).toEqual([]);
  });

  test('lets no name break out of its quotes or its line', () => {
    const [part] = partsOf({ 'a"\r\nX: 1': { value: '', options: { filename: '"\r\nY: 2' } } });

    expect(part).toContain('name="a%22%0D%0AX: 1"; filename="%22%0D%0AY: 2"\r\n');
  });

  test('refuses a type that would make further headers', () => {
    const part = { value: 'x', options: { contentType: 'text/plain\r\nX: 1' } };
    expect(() => encodeMultipart({ part })).toThrow('options.contentType is not a content type');
  });

  test('keeps letters of any language', () => {
    const { body } = encodeMultipart({ größe: '日本' });
    expect(body.toString('utf8')).toContain('name="größe"\r\n\r\n日本\r\n');
  });

  test('has a boundary of its own each time', () => {
    expect(encodeMultipart({}).contentType).not.toBe(encodeMultipart({}).contentType);
  });
});
