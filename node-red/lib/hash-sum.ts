/**
 * The checksum by which the core `http request` node recognises headers that nobody touched since it
 * put them there: that of the npm package `hash-sum`, for what headers consist of.
 */
export function hashSum(value: unknown): string {
  return addValue(0, '', value).toString(16).padStart(8, '0');
}

function addValue(hash: number, key: string, value: unknown): number {
  const tagged = addText(
    addText(addText(hash, key), Object.prototype.toString.call(value)),
    typeof value,
  );
  if (value === null || value === undefined) return addText(tagged, String(value));
  if (typeof value !== 'object') return addText(tagged, `${value as string}`);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  const sum = members.reduce((partial, [name, member]) => addValue(partial, name, member), tagged);
  // What an object says of itself counts too; an array, for one, joins its members.
  // eslint-disable-next-line @typescript-eslint/no-base-to-string -- that is how the original does it
  return 'valueOf' in value ? addText(sum, String(value.valueOf())) : sum;
}

/** The string hash with the factor 31, kept from becoming negative. */
function addText(hash: number, text: string): number {
  if (text.length === 0) return hash;
  let sum = hash;
  for (let index = 0; index < text.length; index++) {
    sum = ((sum << 5) - sum + text.charCodeAt(index)) | 0;
  }
  return sum < 0 ? sum * -2 : sum;
}
