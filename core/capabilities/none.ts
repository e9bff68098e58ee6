/** Whether a person says that there is none, in a field that means the usual one when it is empty. */
export function isNone(typed: string): boolean {
  return /^none$/i.test(typed);
}
