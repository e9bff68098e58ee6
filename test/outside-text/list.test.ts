import { exportedFunctions } from './exported';
import { NO_READERS } from './no-readers';
import { READER_NAMES } from './readers';

describe('the list of what reads text from outside', () => {
  const listed = [...READER_NAMES, ...Object.values(NO_READERS).flat()];

  test('has every function and class that is exported: a reader, or NO_READERS with the reason', () => {
    expect(exportedFunctions().filter((name) => !listed.includes(name))).toEqual([]);
  });

  test('has none that is no longer there, and none twice', () => {
    const exported = exportedFunctions();
    expect(listed.filter((name) => !exported.includes(name))).toEqual([]);
    expect(listed.filter((name, index) => listed.indexOf(name) !== index)).toEqual([]);
  });
});
