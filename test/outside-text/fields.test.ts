import { rootCertificates } from 'node:tls';
import { cleanField, clientCredentials, COMMON_FIELDS, fieldToClean } from '../../core';
import { FIELD_READERS } from './readers/fields';
import { REDACTION_READERS } from './readers/redaction';
import { cpuMsOf, testTimesOf } from './timed';

describe('1 MiB of text in fields, or in words that may quote them', () => {
  testTimesOf({ ...FIELD_READERS, ...REDACTION_READERS });

  test('includes certificates, as many as their field takes', async () => {
    const pem = COMMON_FIELDS.find(({ kind }) => kind === 'pem')!;
    const field = fieldToClean(clientCredentials, pem);
    const collection = rootCertificates.join('\n');
    expect(cleanField(field, collection)).toMatchObject({ ok: true });
    expect(await cpuMsOf(() => cleanField(field, collection))).toBeLessThan(2_000);
  });
});
