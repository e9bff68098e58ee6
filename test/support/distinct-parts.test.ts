import { distinctParts } from './distinct-parts';
import { LeakDetector } from './leak-detector';
import { plantedText, QUOTINGS } from './quotings';

describe('the distinct parts of texts', () => {
  test.each(QUOTINGS)(
    'lose no secret that is quoted as “$name”, whatever it stands in',
    (quoting) => {
      const text = plantedText();
      const quoted = `Said: ${quoting.quote(text)}.`;
      const detector = new LeakDetector([{ id: 'a', text }]);
      const writings = [
        quoted,
        `26 Nov 10:11:12 - [info] before\n26 Nov 10:11:12 - [error] ${quoted}\n26 Nov 10:11:12 - [info] before`,
        JSON.stringify([{ topic: 'debug', data: { msg: JSON.stringify({ error: quoted }) } }]),
        JSON.stringify({ [quoted]: 1 }),
        JSON.stringify({ data: Buffer.from(quoted) }),
      ];
      for (const writing of writings) {
        expect(detector.search(distinctParts(['first', writing, 'last']))).toHaveLength(1);
      }
    },
  );

  test('say once what was said a thousand times', () => {
    const message = JSON.stringify({ error: { message: 'The same sentence as before.' } });
    const log = '26 Nov 10:11:12 - [error] The same sentence as before.\n'.repeat(1000);
    const once = distinctParts([...Array.from({ length: 1000 }, () => message), log]);
    expect(once.match(/The same sentence/g)!.length).toBeLessThan(5);
  });
});
