import type { Readers } from './readers/support';
import { SHAPES, SIZES } from './shapes';

/** Made once, since every reader gets them. */
const TEXTS = SHAPES.map(
  ([shape, textOf]) =>
    [shape, SIZES.map((size) => ({ ...size, text: textOf(size.characters) }))] as const,
);

/** Of processor time, so that other programs on the machine do not count. */
export async function cpuMsOf(act: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  try {
    await act();
  } catch {
    // A refusal in words is as good as an answer.
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const LONGEST = Math.max(...SIZES.map(({ characters }) => characters));

/** Of so many shapes one, since a longer text may also take another way. */
const TRIED_IN_ANY_CASE = 8;

/**
 * What a longer text takes at most if the time grows with the square of its length. Where even that is
 * little, nobody need try it; what grows faster shows with shorter texts.
 */
function squared(shorter: { characters: number; ms: number }, characters: number): number {
  return shorter.ms * (characters / shorter.characters) ** 2;
}

/** What takes too long for its own sake does so each time. */
const TIMES_TRIED = 4;

/** Again where it took too long: compiling and collecting garbage count as well, but not each time. */
async function leastCpuMsOf(act: () => unknown, longestMs: number): Promise<number> {
  let least = await cpuMsOf(act);
  for (let time = 1; time < TIMES_TRIED && least > longestMs; time++) {
    least = Math.min(least, await cpuMsOf(act));
  }
  return least;
}

/** Tests that each of them reads texts of every shape and size soon. */
export function testTimesOf(readers: Readers): void {
  test.each(Object.entries(readers))(
    'is read soon by %s',
    async (_name, read) => {
      const slow: string[] = [];
      for (const [at, [shape, sizes]] of TEXTS.entries()) {
        let shorter = { characters: 0, ms: Infinity };
        for (const { characters, longestMs, text } of sizes) {
          const isInferred = characters === LONGEST && at % TRIED_IN_ANY_CASE !== 0;
          if (isInferred && squared(shorter, characters) <= longestMs) continue;
          const ms = await leastCpuMsOf(() => read(text), longestMs);
          shorter = { characters, ms };
          if (ms <= longestMs) continue;
          slow.push(`${characters} characters of ${shape}: ${Math.round(ms)} ms`);
          // A longer one would take minutes or hours.
          break;
        }
      }
      expect(slow).toEqual([]);
    },
    120_000,
  );
}
