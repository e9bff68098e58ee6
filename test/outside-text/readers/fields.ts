import {
  clientCredentials,
  COMMON_FIELDS,
  fieldsOf,
  fieldToClean,
  VENDORS,
  type Field,
  type FieldKind,
} from '../../../core';
import * as hash from '../../../core/base/hash';
import * as json from '../../../core/base/json';
import * as sentence from '../../../core/base/sentence';
import * as reading from '../../../core/base/text';
import { parseUrl } from '../../../core/base/url';
import { identityOf } from '../../../core/credential/identity';
import * as origins from '../../../core/credential/origins';
import * as settings from '../../../core/credential/settings';
import * as addresses from '../../../core/fields/addresses';
import { cleanField } from '../../../core/fields/clean-field';
import type { CleanedField, FieldToClean } from '../../../core/fields/cleaned-field';
import * as entries from '../../../core/fields/entries';
import { secretsIn } from '../../../core/fields/field-secrets';
import { LONGEST_CHARACTERS } from '../../../core/fields/field';
import * as headerValues from '../../../core/fields/header-values';
import * as pem from '../../../core/fields/pem';
import { grantNumber, parseGrantId } from '../../../core/operations/grant-id';
import { findVendor } from '../../../core/vendors';
import { credential, type VendorId } from '../../core/support/credentials';
import {
  AGILITY,
  ANY_SETTINGS,
  fieldOf,
  KINDS,
  jsonOf,
  objectOf,
  nested,
  perform,
  upTo,
  type Reader,
  type Readers,
} from './support';

const toClean = (kind: FieldKind): FieldToClean => fieldToClean(clientCredentials, fieldOf(kind));

/** What stands in a field of that kind, as `cleanField` hands it on: never longer than it may be. */
const cleaning =
  (kind: FieldKind, clean: (of: FieldToClean, value: string) => CleanedField): Reader =>
  (text) =>
    perform(...upTo(text.slice(0, -1), kind).map((typed) => () => clean(toClean(kind), typed)));

/** The vendor's own fields, and of one vendor those that every vendor has. */
const typedFields = VENDORS.flatMap((vendor) =>
  (vendor === clientCredentials ? fieldsOf(vendor) : vendor.fields).map(
    (field): readonly [(typeof VENDORS)[number], Field] => [vendor, field],
  ),
);

/** Beside these, the other fields of a capability count. */
const CHOICES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  privateKey: { clientAuthentication: 'privateKeyJwt' },
  keyId: { clientAuthentication: 'privateKeyJwt' },
  clientIdParameter: { clientAuthentication: 'body' },
  clientSecretParameter: { clientAuthentication: 'body' },
  extraParameters: { bodyFormat: 'json' },
  secretParameters: { bodyFormat: 'json' },
  clientSecret: { clientAuthentication: 'header' },
};

/** What looks into what somebody typed, or into text of any kind. */
export const FIELD_READERS: Readers = {
  'core/base/hash.ts sha256': (text) => hash.sha256(text),
  'core/base/hash.ts lengthPrefixed': (text) =>
    hash.lengthPrefixed([text, ...text.slice(0, 9_000)]),
  'core/base/json.ts parseJson': (text) => json.parseJson(text),
  'core/base/json.ts textOf': (text) => json.textOf(text),
  'core/base/json.ts merged': (text) => {
    const object = objectOf(text) as json.JsonObject;
    return perform(
      () => json.merged({ a: object }, { a: object }),
      () => json.merged(object, { [text]: text }),
    );
  },
  // Of what stands in a field.
  'core/base/json.ts leavesOf': (text) =>
    json.leavesOf((jsonOf(text.slice(0, 65_536)) ?? text) as json.Json),
  'core/base/json.ts isDeeperThan': (text) =>
    json.isDeeperThan(100, (jsonOf(text) ?? text) as json.Json),
  'core/base/sentence.ts say': (text) =>
    perform(
      ...[text, `__${text}__`, '__a__'].map(
        (english) => () => sentence.say({ key: '', english, values: { a: text } }),
      ),
    ),
  'core/base/sentence.ts sayAll': (text) =>
    sentence.sayAll(Array.from(text.slice(0, 9_000), sentence.verbatim)),
  'core/base/text.ts isBlank': (text) => [...text].every(reading.isBlank),
  'core/base/text.ts trimBlanks': (text) => reading.trimBlanks(text),
  'core/base/text.ts withoutLeading': (text) => reading.withoutLeading(text, reading.isBlank),
  'core/base/text.ts withoutFinalSlashes': (text) => reading.withoutFinalSlashes(text),
  'core/base/text.ts encodedPart': (text) => reading.encodedPart(text),
  'core/base/url.ts parseUrl': (text) => [parseUrl(text), parseUrl(text, 'https://a.example')],
  'core/base/text.ts before': (text) => reading.before(text, '?'),
  'core/base/text.ts between': (text) => reading.between(text, '{', '}'),

  'core/credential/identity.ts identityOf': (text) =>
    identityOf('agility', { ...AGILITY.plan, identity: [text] }, ANY_SETTINGS.tls),
  'core/credential/origins.ts resolveUrl': (text) =>
    perform(
      ...[text, text.slice(0, origins.LONGEST_URL_CHARACTERS)].map(
        (url) => () => origins.resolveUrl(ANY_SETTINGS, url),
      ),
    ),
  'core/credential/settings.ts checkSettings': (text) =>
    perform(
      ...typedFields.flatMap(([{ id }, { name, kind }]) =>
        upTo(text, kind).map(
          (typed) => () =>
            settings.checkSettings(
              id,
              credential(id as VendorId, { ...CHOICES[name], [name]: typed }),
            ),
        ),
      ),
      () => settings.checkSettings(text, {}),
    ),

  'core/fields/addresses.ts isPartOfPage': (text) => addresses.isPartOfPage(text),
  'core/fields/addresses.ts originsOf': (text) => addresses.originsOf(text),
  'core/fields/addresses.ts cleanBaseUrl': (text) =>
    perform(
      ...['', 'https://a.example/', 'https://'].map((begin) =>
        cleaning('baseUrl', (of, typed) => addresses.cleanBaseUrl(of, begin + typed)).bind(
          undefined,
          text,
        ),
      ),
    ),
  'core/fields/addresses.ts cleanUrl': cleaning('url', addresses.cleanUrl),
  'core/fields/addresses.ts cleanOrigins': (text) =>
    cleaning('origins', addresses.cleanOrigins)(text),
  'core/fields/addresses.ts cleanPath': cleaning('path', addresses.cleanPath),
  'core/fields/clean-field.ts cleanField': (text) =>
    perform(
      ...KINDS.flatMap((kind) =>
        upTo(text, kind).map((typed) => () => cleanField(toClean(kind), typed)),
      ),
      () => cleanField(toClean('parameters'), objectOf(text)),
      () => cleanField(toClean('secretParameters'), nested(text)),
      () => cleanField(toClean('baseUrl'), ` ${text.slice(0, 8_000)}`),
    ),
  'core/fields/entries.ts cleanParameters': cleaning('parameters', entries.cleanParameters),
  'core/fields/entries.ts parametersOf': (text) => entries.parametersOf(JSON.stringify({ text })),
  'core/fields/entries.ts cleanStatuses': cleaning('statuses', entries.cleanStatuses),
  'core/fields/entries.ts statusesOf': (text) => entries.statusesOf(text),
  'core/fields/entries.ts partsOf': (text) => entries.partsOf(text),
  'core/fields/entries.ts repeatedName': (text) =>
    entries.repeatedName(
      { key: '', english: 'The Field', values: {} },
      text.split('\n').map((line) => [line, '']),
    ),
  'core/fields/entries.ts jsonEntries': (text) => entries.jsonEntries(text),
  'core/fields/entries.ts lineEntries': (text) =>
    perform(
      () => entries.lineEntries(text, '='),
      () => entries.lineEntries(text, ':'),
    ),
  'core/fields/entries.ts jsonOf': (text) =>
    perform(
      () => entries.jsonOf(objectOf(text)),
      () => entries.jsonOf(nested(text)),
    ),
  'core/fields/field-secrets.ts secretsIn': (text) =>
    perform(
      () =>
        secretsIn(fieldOf('secretParameters'), text.slice(0, LONGEST_CHARACTERS.secretParameters)),
      () => secretsIn(fieldOf('secretHeaders'), JSON.stringify(objectOf(text))),
      () => secretsIn(fieldOf('privateKey'), text.slice(0, LONGEST_CHARACTERS.privateKey)),
      () => secretsIn(fieldOf('secret'), text),
    ),
  'core/fields/header-values.ts isOfTheConnection': (text) => headerValues.isOfTheConnection(text),
  'core/fields/header-values.ts isHeaderName': (text) => headerValues.isHeaderName(text),
  'core/fields/header-values.ts isHeaderValue': (text) => headerValues.isHeaderValue(text),
  'core/fields/header-values.ts canStandInHeader': (text) => headerValues.canStandInHeader(text),
  'core/fields/header-values.ts cleanToken': (text) =>
    perform(
      () => cleaning('token', headerValues.cleanToken)(text),
      () => cleaning('token', headerValues.cleanToken)(`bearer ${text}`),
    ),
  'core/fields/header-values.ts cleanHeaderName': cleaning(
    'headerName',
    headerValues.cleanHeaderName,
  ),
  'core/fields/header-values.ts cleanHeaders': cleaning('secretHeaders', headerValues.cleanHeaders),
  'core/fields/header-values.ts headersOf': (text) =>
    headerValues.headersOf(JSON.stringify({ [text]: text })),
  'core/fields/pem.ts certificatePem': (text) => pem.certificatePem(text),
  'core/fields/pem.ts cleanPem': cleaning('pem', pem.cleanPem),
  'core/fields/pem.ts cleanPrivateKey': (text) =>
    perform(
      () => cleaning('privateKey', pem.cleanPrivateKey)(text),
      () => cleaning('privateKey', pem.cleanPrivateKey)(`-----BEGIN PRIVATE KEY-----${text}`),
    ),
  'core/fields/pem.ts keyBody': (text) => pem.keyBody(text),

  'core/operations/grant-id.ts grantNumber': (text) =>
    [text, `Grant:${text}`, `Grant:1:${text}`].map(grantNumber),
  'core/operations/grant-id.ts parseGrantId': (text) =>
    perform(...upTo(text, 'url').map((typed) => () => parseGrantId(AGILITY, typed)), () =>
      parseGrantId(AGILITY, `${AGILITY.baseUrl}/${text.slice(0, 8_000)}`),
    ),
  'core/vendors/index.ts findVendor': (text) => findVendor(text),
};

/** The fields that every vendor has are all among those that are typed into. */
if (!COMMON_FIELDS.every((field) => typedFields.some(([, typed]) => typed === field))) {
  throw new Error('A field that every vendor has is typed into nowhere.');
}
