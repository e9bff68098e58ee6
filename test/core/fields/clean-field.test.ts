import fc from 'fast-check';
import {
  cleanField,
  COMMON_FIELDS,
  fieldToClean,
  say,
  VENDORS,
  fieldsOf,
  type Field,
  type FieldKind,
} from '../../../core';
import { parametersOf } from '../../../core/fields/entries';
import { CERTIFICATE } from '../support/certificate';
import { SECRET } from '../support/credentials';
import { LONGEST_CHARACTERS } from '../../../core/fields/field';

function field(kind: FieldKind, more: Partial<Field> = {}): Field {
  return { name: 'baseUrl', label: 'The Field', kind, help: 'Look here.', required: true, ...more };
}

/** What comes of a text in the field, in English. */
function cleaned(of: Field, raw: unknown) {
  const result = cleanField(fieldToClean({ id: 'dvinci' }, of), raw);
  if (!result.ok) return { ok: false, message: say(result.problem) } as const;
  const { repaired, ...rest } = result;
  return repaired === undefined ? rest : { ...rest, repaired: say(repaired) };
}

const ALL_FIELDS = VENDORS.flatMap((vendor) => fieldsOf(vendor));
const baseUrl = field('baseUrl', { placeholder: 'https://host.example' });
const secret = field('secret');
const origins = field('origins', { required: false });
const parameters = field('parameters', { required: false });
const path = field('path', { required: false });
const pem = field('pem', { required: false });

describe('a field that is missing', () => {
  test.each([undefined, null, '', '  ', '\n', '\u200b'])(
    '(%j) is said so, and where to find it',
    (raw) => {
      expect(cleaned(secret, raw)).toEqual({
        ok: false,
        message: 'The Field is missing. Look here.',
      });
    },
  );

  test('is fine if it need not be there, or has a default', () => {
    expect(cleaned(field('text', { required: false }), '')).toEqual({ ok: true, value: '' });
    expect(cleaned(field('text', { default: 'eggplant' }), ' ')).toEqual({
      ok: true,
      value: 'eggplant',
    });
  });

  test.each([true, [], {}, 10n, Symbol('x'), () => 'x'])('is not the same as %p', (raw) => {
    expect(cleaned(secret, raw)).toEqual({ ok: false, message: 'The Field must be text.' });
  });

  test('may be a number', () => {
    expect(cleaned(field('text'), 1020)).toEqual({ ok: true, value: '1020' });
  });
});

describe('a base URL', () => {
  test.each([
    ['https://host.example', 'https://host.example'],
    ['http://192.0.2.10:8000', 'http://192.0.2.10:8000'],
    ['HTTPS://Host.Example:443', 'https://host.example'],
    ['https://[2001:db8::1]:9443', 'https://[2001:db8::1]:9443'],
    ['https://münchen.example', 'https://xn--mnchen-3ya.example'],
    ['https://host.example.', 'https://host.example.'],
    ['https://localhost', 'https://localhost'],
  ])('%s is kept as %s', (typed, value) => {
    expect(cleaned(baseUrl, typed)).toEqual({ ok: true, value });
  });

  test.each(['https://host.example/', 'https://host.example//'])(
    'with a final slash too many (%s) is repaired, and said so',
    (typed) => {
      expect(cleaned(baseUrl, typed)).toEqual({
        ok: true,
        value: 'https://host.example',
        repaired: 'The Field: the final slash was left out.',
      });
    },
  );

  test.each([
    ['host.example', 'must begin with https:// or http://, such as https://host.example.'],
    ['ftp://host.example', 'must begin with https:// or http://, such as https://host.example.'],
    ['javascript:alert(1)', 'must begin with https:// or http://, such as https://host.example.'],
    ['https://', 'is not a web address, such as https://host.example.'],
    ['https://host example', 'is not a web address, such as https://host.example.'],
    ['https://host.example:99999', 'is not a web address, such as https://host.example.'],
    ['https://ho\nst.example', 'is not a web address, such as https://host.example.'],
    ['https://host.example:0', 'is not a web address, such as https://host.example.'],
    ['https://.', 'is not a web address, such as https://host.example.'],
    ['https://..', 'is not a web address, such as https://host.example.'],
    ['https://a..b', 'is not a web address, such as https://host.example.'],
    ['https://.host.example', 'is not a web address, such as https://host.example.'],
    [
      'https://user:pw@host.example',
      'must not hold a user name or password. They have fields of their own.',
    ],
    [
      'https://host.example?a=1',
      'must not hold a “?” or “#” and what follows it. Enter https://host.example.',
    ],
    [
      'https://host.example:8443/ui/#/login',
      'must not hold a “?” or “#” and what follows it. Enter https://host.example:8443.',
    ],
    [
      'https://host.example:8000/auth/login',
      'must end after host and port, but has the path /auth/login. Enter https://host.example:8000.',
    ],
  ])('%j is refused in words', (typed, message) => {
    expect(cleaned(baseUrl, typed)).toEqual({ ok: false, message: `The Field ${message}` });
  });

  test('may have a path where the vendor has instances', () => {
    const withPath = field('baseUrl', { pathAllowed: true });
    expect(cleaned(withPath, 'https://www14.v1host.com/Acme/')).toEqual({
      ok: true,
      value: 'https://www14.v1host.com/Acme',
      repaired: 'The Field: the final slash was left out.',
    });
  });
});

describe('the address of a page, copied from a browser', () => {
  const withPath = field('baseUrl', { pathAllowed: true });

  test.each([
    ['https://www14.v1host.com/Acme/#/backlog', 'https://www14.v1host.com/Acme'],
    ['https://www14.v1host.com/Acme/Default.aspx?menu=My', 'https://www14.v1host.com/Acme'],
    ['https://www14.v1host.com/Acme/Account.mvc/LogIn?x#y', 'https://www14.v1host.com/Acme'],
    ['https://api.example.com/v1/ui/#/', 'https://api.example.com/v1'],
    ['https://api.example.com/login?next=/', 'https://api.example.com'],
  ])('%s is answered with what to enter: %s', (typed, address) => {
    expect(cleaned(withPath, typed)).toMatchObject({
      ok: false,
      message: expect.stringMatching(new RegExp(`Enter ${address}\\.$`)) as string,
    });
  });

  test.each(['https://host.example/login', 'https://host.example/ui/'])(
    '%s is answered so where no path may follow',
    (typed) => {
      expect(cleaned(baseUrl, typed)).toMatchObject({
        message: expect.stringContaining('Enter https://host.example.') as string,
      });
    },
  );

  test('is left alone where it may be that of an API', () => {
    const api = 'https://api.example.com/home/ui';
    expect(cleaned(withPath, api)).toEqual({ ok: true, value: api });
  });
});

describe('a secret', () => {
  test.each([
    ` ${SECRET}`,
    `${SECRET}\n`,
    `\t${SECRET}\r\n`,
    `\u00a0${SECRET}\u200b`,
    `\ufeff${SECRET}`,
  ])('loses spaces and line breaks around it, and that is said (%j)', (typed) => {
    expect(cleaned(secret, typed)).toEqual({
      ok: true,
      value: SECRET,
      repaired: 'The Field: spaces or line breaks around it were left out.',
    });
  });

  test.each(['s3c\nret', 's3c\u0000ret', 's3c\u007fret', 's3c\tret'])(
    'with a control character inside (%j) is refused, and not repeated',
    (typed) => {
      const result = cleaned(secret, typed);
      expect(result).toMatchObject({ ok: false, message: expect.stringContaining('as one line') });
      expect(JSON.stringify(result)).not.toMatch(/s3c|ret/);
    },
  );
});

describe('a token', () => {
  test('loses the word Bearer in front of it', () => {
    expect(cleaned(field('token'), 'Bearer  1.abc+/=')).toEqual({
      ok: true,
      value: '1.abc+/=',
      repaired: 'The Field: the word “Bearer” in front of it was left out.',
    });
  });

  test.each(['1.a b', '1.a\nb', '1.ä', '1.a\u0000'])('%j is refused, and not repeated', (typed) => {
    const result = cleaned(field('token'), typed);
    expect(result).toMatchObject({ ok: false });
    expect(JSON.stringify(result)).not.toContain('1.');
  });
});

describe('a choice', () => {
  const choice = field('choice', {
    choices: [
      { value: 'form', label: 'F' },
      { value: 'json', label: 'J' },
    ],
  });

  test('must be one of those there are', () => {
    expect(cleaned(choice, 'json')).toEqual({ ok: true, value: 'json' });
    expect(cleaned(choice, 'xml')).toEqual({
      ok: false,
      message: 'The Field must be one of form, json.',
    });
  });
});

describe('a whole address', () => {
  test('may have a path and a query, and loses its fragment', () => {
    expect(cleaned(field('url'), 'https://a.example/t?x=1#y')).toEqual({
      ok: true,
      value: 'https://a.example/t?x=1',
    });
  });

  test('must be one', () => {
    expect(cleaned(field('url'), '/oauth/token')).toMatchObject({ ok: false });
  });
});

describe('allowed origins', () => {
  test('may be separated by commas, semicolons, spaces and lines, and are kept once', () => {
    expect(cleaned(origins, 'https://a.example/, http://b.example:80;\nhttps://A.example')).toEqual(
      {
        ok: true,
        value: 'https://a.example http://b.example',
      },
    );
  });

  test.each<[unknown, string]>([
    [['https://a.example', 'http://b.example:80'], 'https://a.example http://b.example'],
    [['https://[::1]:8'], 'https://[::1]:8'],
    [[], ''],
  ])('may be a list: %j', (raw, value) => {
    expect(cleaned(origins, raw)).toEqual({ ok: true, value });
  });

  test.each([[[{ a: 1 }]], [['https://*.example']], [[Symbol('x')]], [{ 0: 'https://a.example' }]])(
    '%p is refused',
    (raw) => {
      expect(cleaned(origins, raw).ok).toBe(false);
    },
  );

  test.each([
    ['a.example', 'must begin with https:// or http://.'],
    ['https://a.example/path', 'must list origins without a path. Enter https://a.example.'],
    ['https://*.example.com', 'must list each origin by itself; “*” does not stand for several.'],
    ['*', 'must begin with https:// or http://.'],
  ])('%s is refused in words', (typed, message) => {
    expect(cleaned(origins, typed)).toEqual({ ok: false, message: `The Field ${message}` });
  });
});

describe('extra parameters', () => {
  test.each<[unknown, Record<string, unknown>]>([
    [
      'resource=https://a.example\r\n\n tenant = acme = 1 ',
      { resource: 'https://a.example', tenant: 'acme = 1' },
    ],
    ['{"resource":"x","n":1,"flag":true}', { resource: 'x', n: 1, flag: true }],
    ['{"a":{"b":[1,"c"]},"d":null}', { a: { b: [1, 'c'] }, d: null }],
    [{ resource: 'x' }, { resource: 'x' }],
    ['empty=', { empty: '' }],
    ['a=1\rb=2', { a: '1', b: '2' }],
    ['{}', {}],
    ['', {}],
    ['{"__proto__":"x"}', JSON.parse('{"__proto__":"x"}')],
  ])('%j are understood', (raw, expected) => {
    const result = cleaned(parameters, raw);
    expect(result.ok && parametersOf(result.value)).toEqual(expected);
  });

  const circular: Record<string, unknown> = {};
  circular['self'] = circular;

  test.each<[unknown]>([
    ['no equals sign'],
    ['=value'],
    ['{"":"x"}'],
    ['{broken'],
    ['["a=b"]'],
    [['a=b']],
    [true],
    [circular],
    [{ a: 1n }],
    [() => 'a=b'],
  ])('%p are refused', (raw) => {
    expect(cleaned(parameters, raw)).toEqual({
      ok: false,
      message: 'The Field must be lines of name=value, or a JSON object.',
    });
  });

  test.each(['a=1&b=2', 'grant=x&y=', 'c=3\na=1&b=2&long.name=3', 'password=ab&c=d'])(
    '“%s” has several in one line, which no server would take for what is meant',
    (raw) => {
      const message =
        'The Field has several parameters in one line. Enter each in a line of its own, or a JSON object if “&” belongs to the value.';
      for (const kind of [parameters, field('secretParameters', { required: false })]) {
        expect(cleaned(kind, raw)).toEqual({ ok: false, message });
      }
    },
  );

  test.each([
    ['url=https://a.example/x?a=1&b=2', { url: 'https://a.example/x?a=1&b=2' }],
    ['url=https://a.example/b&c=d', { url: 'https://a.example/b&c=d' }],
    ['who=Smith & Sons', { who: 'Smith & Sons' }],
    ['pair=a&b', { pair: 'a&b' }],
    ['p=&&=', { p: '&&=' }],
    [
      '{"a":"1&b=2","c=d":"x","e&f":"y","g h":"z"}',
      { a: '1&b=2', 'c=d': 'x', 'e&f': 'y', 'g h': 'z' },
    ],
  ])('“%s” has an & in a value or a name', (raw, expected) => {
    const result = cleaned(parameters, raw);
    expect(result.ok && parametersOf(result.value)).toEqual(expected);
  });

  test.each<[FieldKind, string, number]>([
    ['parameters', 'a=1\nb=2\na=3', 3],
    ['secretParameters', 'a=1\n\n a = 1', 2],
    ['secretHeaders', 'X-A: 1\nx-b: 2\nx-a: 3', 3],
    ['secretHeaders', '{"X-A":"1","x-a":"2"}', 2],
  ])('%s %j have a name twice, of which one would be lost', (kind, raw, n) => {
    expect(cleaned(field(kind, { required: false }), raw)).toEqual({
      ok: false,
      message: `The Field has a name twice: entry ${n} repeats an earlier one.`,
    });
  });

  test.each(['[', '{"a":'])(
    'that nest %s thousands of times are refused at their field',
    (open) => {
      const nested = (levels: number) =>
        `{"x":${open.repeat(levels)}1${(open === '[' ? ']' : '}').repeat(levels)}}`;
      expect(cleaned(parameters, nested(100))).toMatchObject({ ok: true });
      for (const levels of [101, 2000, 10_000]) {
        expect(cleaned(parameters, nested(levels))).toEqual({
          ok: false,
          message: 'The Field must not be nested more than 100 levels deep.',
        });
      }
    },
  );
});

describe('headers', () => {
  const headers = field('secretHeaders', { required: false });

  test.each<[unknown]>([
    ['X-A: 1\nX-B: yes'],
    ['X-A: 1\rX-B: yes'],
    ['{"X-A":1,"X-B":"yes"}'],
    [{ 'X-A': 1, 'X-B': 'yes' }],
  ])('%j are understood', (raw) => {
    expect(cleaned(headers, raw)).toEqual({ ok: true, value: '{"x-a":"1","x-b":"yes"}' });
  });

  test.each<[unknown]>([
    [{ 'X-A': null }],
    [{ 'X-A': ['1'] }],
    [{ 'X-A': { b: 1 } }],
    [{ 'X-A': '1\n2' }],
    [{ 'X A': '1' }],
    [['X-A: 1']],
    [true],
    [() => 'X-A: 1'],
  ])('%p are refused', (raw) => {
    expect(cleaned(headers, raw)).toMatchObject({
      ok: false,
      message: expect.stringContaining('must be lines of Name: value') as string,
    });
  });
});

describe('a path', () => {
  test('is kept without its leading slash', () => {
    expect(cleaned(path, '/me?x=1')).toEqual({ ok: true, value: 'me?x=1' });
  });

  test.each(['https://evil.example/', '//evil.example', '/https://evil.example', 'javascript:1'])(
    '%s is none',
    (typed) => {
      expect(cleaned(path, typed)).toEqual({
        ok: false,
        message: 'The Field must be a path below the base URL, without scheme and host.',
      });
    },
  );
});

describe('a certificate', () => {
  const lines = CERTIFICATE.trim().split('\n');
  const good = { ok: true, value: CERTIFICATE };

  test.each<[string, string]>([
    ['as it is', CERTIFICATE.trimEnd()],
    ['with Windows line ends', lines.join('\r\n')],
    ['in one line, with spaces', lines.join(' ')],
    ['in one line, with \\n', lines.join('\\n')],
    ['in one line, with nothing', lines.join('')],
    ['with words around it', `subject=CN\n${lines.join('\n')}\nand more`],
  ])('%s is understood', (_how, typed) => {
    expect(cleaned(pem, typed)).toEqual(good);
  });

  test('may be a chain', () => {
    expect(cleaned(pem, CERTIFICATE + CERTIFICATE)).toEqual({
      ok: true,
      value: CERTIFICATE + CERTIFICATE,
    });
  });

  test.each<[string, string, string]>([
    ['a file name', '/etc/ssl/ca.pem', 'must be a certificate in PEM'],
    ['half of one', lines.slice(0, -1).join('\n'), 'must be a certificate in PEM'],
    ['a damaged one', [lines[0], ...lines.slice(2)].join('\n'), 'cannot be read'],
    [
      'a private key',
      '-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----',
      'holds a private key',
    ],
  ])('%s is refused in words', (_what, typed, words) => {
    const result = cleaned(pem, typed);
    expect(result).toMatchObject({ ok: false, message: expect.stringContaining(words) });
    expect(JSON.stringify(result)).not.toContain('MIIB');
  });
});

describe('a flag', () => {
  test.each([
    [true, 'true'],
    ['true', 'true'],
    [false, ''],
    ['false', ''],
    ['', ''],
    [undefined, ''],
    [1, ''],
    [{}, ''],
  ])('%p is %j', (raw, value) => {
    expect(cleaned(field('flag'), raw)).toEqual({ ok: true, value });
  });
});

describe('any field', () => {
  const anything = fc.oneof(
    fc.anything(),
    fc.string({ unit: 'binary' }),
    fc
      .array(
        fc.constantFrom(
          ' ',
          '/',
          '\\',
          ':',
          'https://',
          'a',
          '.',
          '\n',
          '\u200b',
          '=',
          '{',
          '}',
          '"',
          '?',
          '#',
          '@',
          '1',
          'Bearer ',
        ),
        { maxLength: 8 },
      )
      .map((pieces) => pieces.join('')),
  );

  test('of any content is cleaned or refused, but never throws', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ALL_FIELDS), anything, (some, raw) => {
        const result = cleaned(some, raw);
        if (!result.ok) expect(result.message.startsWith(`${some.label} `)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  test('that was cleaned is clean', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ALL_FIELDS), anything, (some, raw) => {
        const result = cleaned(some, raw);
        if (result.ok)
          expect(cleaned(some, result.value)).toEqual({ ok: true, value: result.value });
      }),
      { numRuns: 3000 },
    );
  });

  test('common to all vendors has a label, and help that is a sentence', () => {
    for (const { label, help } of [...COMMON_FIELDS, ...ALL_FIELDS]) {
      expect(label).toMatch(/^[A-Z]/);
      expect(help).toMatch(/[.]$/);
    }
  });
});

describe('a field that is too long', () => {
  const KINDS = Object.entries(LONGEST_CHARACTERS) as [FieldKind, number][];

  test.each(KINDS.filter(([kind]) => kind !== 'flag'))(
    '(%s, more than %d characters) is said so, and never repeated',
    (kind, longest) => {
      for (const character of ['a', ' ', '/', '\u200b', '\n']) {
        expect(cleaned(field(kind), character.repeat(longest + 1))).toEqual({
          ok: false,
          message: `The Field is longer than ${longest} characters.`,
        });
      }
    },
  );

  test('is told of parameters that a host holds as an object as well', () => {
    expect(cleaned(parameters, { resource: 'a'.repeat(65_536) })).toEqual({
      ok: false,
      message: 'The Field is longer than 65536 characters.',
    });
  });

  test.each<[FieldKind, string]>([
    ['secret', 's'.repeat(65_536)],
    ['token', 't'.repeat(65_536)],
    ['text', 't'.repeat(8_192)],
    ['url', `https://a.example/${'p'.repeat(8_192 - 18)}`],
  ])('is not one of %s at its longest', (kind, typed) => {
    expect(cleaned(field(kind), typed)).toEqual({ ok: true, value: typed });
  });
});

describe('a certificate behind one that was cut off', () => {
  test('is found', () => {
    const cutOff = CERTIFICATE.slice(0, 200);
    expect(cleaned(pem, `${cutOff}\n${CERTIFICATE}`)).toMatchObject({ ok: true });
  });
});
