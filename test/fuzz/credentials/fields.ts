import fc from 'fast-check';
import { CERTIFICATE } from '../../core/support/certificate';
import { credential } from '../../core/support/credentials';
import {
  checkSettings,
  fieldsOf,
  isSecretField,
  messageWhileTyping,
  tokenFacts,
  VENDORS,
  VendorAuthError,
  type EndpointFacts,
  type Field,
  type Settings,
  type VendorId,
} from '../core';
import { fuzzProperty, type Tally } from '../fuzz-property';
import { assertNoneIn } from '../leaks';
import { anyAddress } from '../texts/addresses';
import { anyText, noText, withEdges } from '../texts/texts';

interface Case {
  readonly vendor: string;
  readonly raw: Readonly<Record<string, unknown>>;
}

/** Names occur in no text by chance, so that a secret that comes back can be recognised. */
const secretText = fc
  .tuple(anyText, anyText)
  .map(([before, after]) => `${before}S3cr3t-Qx7${after}`);
const SECRET_MARK = 'S3cr3t-Qx7';

const parameterLine = fc
  .tuple(anyText, fc.constantFrom('=', ' = ', ':', ''), anyText)
  .map((p) => p.join(''));

/** As other products let somebody list several origins at once. */
const starred = fc.constantFrom(
  'https://*.example.com',
  'https://*',
  'http://*:8080',
  'https://a.*.example',
);

/** What gets copied along with a token, or is the beginning of one. */
const bearerWords = fc.constantFrom(
  '',
  '',
  'Bearer ',
  'bearer\t',
  'Bearer Bearer ',
  'bearerbearer',
  'bearer',
);

/** What somebody may type into a field of that kind: right, nearly right, or anything. */
function typedInto(field: Field): fc.Arbitrary<unknown> {
  const right = rightFor(field);
  return fc.oneof(
    { weight: 6, arbitrary: withEdges(right) },
    { weight: 3, arbitrary: isSecretField(field) ? secretText : anyText },
    { weight: 1, arbitrary: noText },
  );
}

function rightFor(field: Field): fc.Arbitrary<string> {
  switch (field.kind) {
    case 'baseUrl':
    case 'url':
      return fc.oneof(fc.webUrl({ withQueryParameters: true }), anyAddress);
    case 'choice':
      return fc.constantFrom(...(field.choices ?? []).map(({ value }) => value), 'else');
    case 'origins':
      return fc
        .array(
          fc.tuple(fc.oneof(anyAddress, starred), fc.constantFrom(' ', ',', ', ', ';', '\n')),
          { maxLength: 3 },
        )
        .map((entries) => entries.flat().join(''));
    case 'parameters':
      return fc.oneof(
        fc.array(parameterLine, { maxLength: 3 }).map((lines) => lines.join('\n')),
        fc
          .dictionary(fc.string(), fc.jsonValue({ maxDepth: 1 }), { maxKeys: 3 })
          .map((o) => JSON.stringify(o)),
        fc.constantFrom('{"__proto__":"x"}', '__proto__=x', '{"a":1}', '[]', '{"client_id":"x"}'),
      );
    case 'path':
      return fc.oneof(fc.webPath(), anyAddress);
    case 'pem':
      return fc.oneof(
        fc.constantFrom(CERTIFICATE, CERTIFICATE.replaceAll('\n', ' '), CERTIFICATE.repeat(2)),
        fc.nat({ max: CERTIFICATE.length }).map((at) => CERTIFICATE.slice(0, at)),
        fc
          .tuple(fc.nat({ max: CERTIFICATE.length }), anyText)
          .map(([at, text]) => CERTIFICATE.slice(0, at) + text + CERTIFICATE.slice(at)),
      );
    case 'flag':
      return fc.constantFrom('true', 'false', 'TRUE', '1', '');
    case 'token':
      return fc
        .tuple(bearerWords, fc.oneof(secretText, fc.constant('S3cr3t-Qx7')))
        .map((p) => p.join(''));
    case 'secret':
      return secretText;
    default:
      return anyText;
  }
}

/** A credential that is right but for a few fields, or wrong all over. */
const anyCase: fc.Arbitrary<Case> = fc.constantFrom(...VENDORS).chain((vendor) => {
  const typed = fc.record(
    Object.fromEntries(fieldsOf(vendor).map((field) => [field.name, typedInto(field)])),
    { requiredKeys: [] },
  );
  const names = fieldsOf(vendor).map(({ name }) => name);
  return fc
    .tuple(typed, fc.subarray(names, { maxLength: 3 }), fc.boolean())
    .map(([all, some, takesAll]) => {
      const few = Object.fromEntries(Object.entries(all).filter(([name]) => some.includes(name)));
      return {
        vendor: vendor.id,
        raw: takesAll ? all : { ...credential(vendor.id as VendorId), ...few },
      };
    });
});

function check({ vendor, raw }: Case, tally: Tally): void {
  const settings = checkedOrRefused(vendor, raw, tally);
  if (settings === undefined) return;
  const cleaned = valuesOf(settings);
  assertSound(settings);
  // Cleaned once more, nothing changes, and nothing is left to repair.
  const again = checkSettings(vendor, cleaned);
  const [first, second] = [cleaned, valuesOf(again)].map((values) => JSON.stringify(values));
  if (first !== second) throw new Error(`Cleaned again, it became ${second}.`);
  if (again.identity !== settings.identity) throw new Error('Cleaned again, it is another login.');
  if (again.repairs.length > 0) throw new Error('Cleaned again, it is repaired once more.');
}

/** The settings, or undefined if they were refused as they should be. */
function checkedOrRefused(vendor: string, raw: Case['raw'], tally: Tally): Settings | undefined {
  try {
    const settings = checkSettings(vendor, raw);
    tally.add('taken');
    return settings;
  } catch (error) {
    tally.add('refused');
    assertRefusal(error, vendor, raw);
    return undefined;
  }
}

function assertRefusal(error: unknown, vendor: string, raw: Case['raw']): void {
  if (!(error instanceof VendorAuthError)) throw error;
  if (error.code !== 'invalid-settings' || error.vendor !== vendor || error.problems.length === 0) {
    throw new Error(`It was refused with ${error.code}.`);
  }
  const fields = fieldsOf(VENDORS.find(({ id }) => id === vendor)!);
  for (const { field: name, label, message } of error.problems) {
    const field = fields.find((one) => one.name === name);
    if (field?.label !== label || !message.startsWith(label)) {
      throw new Error(`The problem of ${name} is told as “${message}”.`);
    }
    // What the dialog says while somebody types must be what is said in the end.
    const alone = messageWhileTyping(field, fields, raw);
    if (alone !== undefined && alone !== message) {
      throw new Error(`Alone, the problem of ${name} is told as “${alone}”.`);
    }
  }
  const secrets = fields.filter(isSecretField).map(({ name }) => raw[name]);
  const wereMarked = secrets.some((text) => typeof text === 'string' && text.includes(SECRET_MARK));
  if (wereMarked) assertNoneIn(error, [SECRET_MARK]);
}

/** What follows from fields that were taken can be used as it is. */
function assertSound(settings: Settings): void {
  const { baseUrl, allowedOrigins } = settings;
  const base = new URL(baseUrl);
  const isPlain =
    /^https?:$/.test(base.protocol) &&
    base.username + base.password + base.search + base.hash === '' &&
    !baseUrl.endsWith('/');
  if (!isPlain) throw new Error(`The base URL ${baseUrl} was taken.`);
  if (allowedOrigins[0] !== base.origin) throw new Error('The first origin is not the base URL’s.');
  for (const origin of allowedOrigins.slice(1)) {
    const isOrigin = /^https?:\/\//.test(origin) && new URL(origin).origin === origin;
    if (!isOrigin || origin.includes('*')) throw new Error(`The origin ${origin} was taken.`);
  }
  const facts = tokenFacts(settings);
  if ('staticToken' in facts) {
    if (!/^[\x21-\x7e]+$/.test(facts.staticToken)) throw new Error('An unusable token was taken.');
    return;
  }
  const { protocol, username, password } = new URL(facts.tokenUrl);
  if (!/^https?:$/.test(protocol) || username + password !== '') {
    throw new Error(`The token URL ${facts.tokenUrl} was taken.`);
  }
  // A vendor may call its client otherwise, and its own fields are required then.
  if (!fieldsOf(settings.vendor).some(({ name }) => name === 'clientSecret')) return;
  const isTaken = isUsable(settings, facts) && !/\p{Cc}/u.test(facts.clientId + facts.clientSecret);
  if (!isTaken) throw new Error('An unusable client was taken.');
}

/** What may say who logs in, or that nobody does, in place of a client. */
const OTHER_LOGIN = [
  'secretParameters',
  'tokenRequestHeaders',
  'grantType',
  'tokenPath',
  'tokenHeader',
];

/** A whole client, or none where something else logs in; half of one only if nothing else belongs to it. */
function isUsable({ values }: Settings, { clientId, clientSecret }: EndpointFacts): boolean {
  const isFilled = (name: string) => values.text(name) !== '';
  if (clientId !== '' && clientSecret !== '') return true;
  // An API key under a name of its own needs no client beside it.
  if (clientSecret !== '' && isFilled('clientSecretParameter')) return true;
  if (!OTHER_LOGIN.some(isFilled)) return false;
  if (clientId !== '') return ['secretParameters', 'tokenRequestHeaders'].some(isFilled);
  if (clientSecret === '') return true;
  return ['clientSecretParameter', 'extraParameters', 'secretParameters'].some(isFilled);
}

function valuesOf(settings: Settings): Record<string, string> {
  const names = fieldsOf(settings.vendor).map(({ name }) => name);
  return Object.fromEntries(names.map((name) => [name, settings.values.text(name)]));
}

export const fields = fuzzProperty<Case>({
  kind: 'fields',
  guarantee:
    'whatever is typed is refused by field, without secrets, or taken and changes no more when cleaned again',
  runs: 200_000,
  runsInTests: 2_500,
  inputs: anyCase,
  check,
  missing: (tally, runs) =>
    runs >= 500 && Math.min(tally.of('taken'), tally.of('refused')) * 10 < runs
      ? 'Hardly any credential was taken, or hardly any refused.'
      : undefined,
});
