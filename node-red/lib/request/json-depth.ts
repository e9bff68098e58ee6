/**
 * Real answers have a few dozen. Node-RED's clone overflows the stack at about 1,900, and sooner where
 * it is called further down.
 */
const MOST_LEVELS = 500;

const [QUOTE, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = Buffer.from('"\\[]{}');

/** Whether a JSON text is nested deeper than what Node-RED can pass on as an object. */
export function isNestedTooDeeply(json: Uint8Array): boolean {
  let levels = 0;
  let isInText = false;
  for (let index = 0; index < json.length; index++) {
    const byte = json[index];
    if (isInText) {
      if (byte === BACKSLASH) index++;
      else if (byte === QUOTE) isInText = false;
    } else if (byte === QUOTE) {
      isInText = true;
    } else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      if (++levels > MOST_LEVELS) return true;
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) {
      levels--;
    }
  }
  return false;
}
