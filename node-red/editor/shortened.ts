import { minify_sync } from 'terser';

/** A script without what only people need, as short as it can be while it does the same. */
export function shortened(code: string): string {
  const { code: short } = minify_sync(code, {
    ecma: 2020,
    toplevel: true,
    compress: { passes: 3 },
  });
  if (short === undefined) throw new Error('Nothing is left of the script.');
  return short;
}
