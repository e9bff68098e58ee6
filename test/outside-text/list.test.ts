import { rootCertificates } from 'node:tls';
import { cleanField } from '../../core/clean-field';
import { COMMON_FIELDS } from '../../core';
import { exportedFunctions } from './exported';
import { NO_READERS } from './no-readers';
import { READERS } from './readers';
import { SHAPES, SIZES } from './shapes';

/** Of processor time, so that other programs on the machine do not count. */
async function cpuMsOf(act: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  try {
    await act();
  } catch {
    // A refusal in words is as good as an answer.
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

describe('1 MiB of text from outside', () => {
  test.each(Object.entries(READERS))(
    'is read soon by %s',
    async (_name, read) => {
      for (const [shape, textOf] of SHAPES) {
        for (const { characters, longestMs } of SIZES) {
          const text = textOf(characters);
          const ms = await cpuMsOf(() => read(text));
          // Not one step further: a longer text could take hours.
          if (ms > longestMs) {
            throw new Error(`${characters} characters of ${shape} took ${Math.round(ms)} ms.`);
          }
        }
      }
    },
    120_000,
  );

  test('includes certificates, as many as their field takes', async () => {
    const field = COMMON_FIELDS.find(({ kind }) => kind === 'pem')!;
    const collection = rootCertificates.join('\n');
    expect(cleanField(field, collection)).toMatchObject({ ok: true });
    expect(await cpuMsOf(() => cleanField(field, collection))).toBeLessThan(2_000);
  });
});

describe('the list of what reads text from outside', () => {
  const listed = [...Object.keys(READERS), ...Object.values(NO_READERS).flat()];

  test('has every function and class that is exported: READERS, or NO_READERS with the reason', () => {
    expect(exportedFunctions().filter((name) => !listed.includes(name))).toEqual([]);
  });

  test('has none that is no longer there, and none twice', () => {
    const exported = exportedFunctions();
    expect(listed.filter((name) => !exported.includes(name))).toEqual([]);
    expect(listed.filter((name, index) => listed.indexOf(name) !== index)).toEqual([]);
  });
});
