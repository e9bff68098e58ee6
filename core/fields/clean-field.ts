import { sentences } from '../base/sentence';
import { trimBlanks } from '../base/text';
import { cleanBaseUrl, cleanOrigins, cleanPath, cleanUrl } from './addresses';
import {
  CONTROL,
  right,
  wrong,
  type CleanedField,
  type Cleaner,
  type FieldToClean,
} from './cleaned-field';
import { cleanParameters, cleanStatuses, jsonOf } from './entries';
import { LONGEST_CHARACTERS, type FieldKind } from './field';
import { cleanHeaderName, cleanHeaders, cleanToken } from './header-values';
import { cleanPem, cleanPrivateKey } from './pem';

const SAY = sentences('field', {
  notText: '__label__ must be text.',
  missing: '__label__ is missing. __help__',
  trimmed: '__label__: spaces or line breaks around it were left out.',
  controlCharacter:
    '__label__ has a line break or another control character inside it. Copy it again as one line.',
  choice: '__label__ must be one of __choices__.',
  seconds: '__label__ must be a number of seconds greater than 0.',
  tooLong: '__label__ is longer than __n__ characters.',
});

/** Says that what stands in a field is longer than so many characters. */
export const tooLong = SAY.tooLong;

const CLEANERS: Readonly<Record<Exclude<FieldKind, 'flag'>, Cleaner>> = {
  baseUrl: cleanBaseUrl,
  url: cleanUrl,
  path: cleanPath,
  origins: cleanOrigins,
  text: cleanText,
  secret: cleanText,
  choice: cleanChoice,
  seconds: cleanSeconds,
  token: cleanToken,
  headerName: cleanHeaderName,
  secretHeaders: cleanHeaders,
  parameters: cleanParameters,
  secretParameters: cleanParameters,
  statuses: cleanStatuses,
  pem: cleanPem,
  privateKey: cleanPrivateKey,
};

/**
 * Checks what somebody typed into one field, before any request is made. What is unmistakable is
 * repaired and said so in `repaired` (spaces around a pasted secret, a final slash); everything else
 * comes back as a sentence that begins with the field's label. A secret is never repeated in it. Text
 * that is longer than `LONGEST_CHARACTERS` is refused before anything else looks at it.
 */
export function cleanField(of: FieldToClean, raw: unknown): CleanedField {
  const { field, label, help } = of;
  if (field.kind === 'flag') return right(raw === true || raw === 'true' ? 'true' : '');
  const typed = typedText(field.kind, raw);
  if (typed === undefined) return wrong(SAY.notText({ label }));
  if (typed.length > LONGEST_CHARACTERS[field.kind]) {
    return wrong(tooLong({ label, n: LONGEST_CHARACTERS[field.kind] }));
  }
  const trimmed = trimBlanks(typed);
  if (trimmed === '') {
    const isMissing = raw === undefined || raw === null || !field.emptyCounts;
    if (field.default !== undefined && isMissing) return right(field.default);
    if (!field.required) return right('');
    return wrong(SAY.missing({ label, help }));
  }
  const cleaned = CLEANERS[field.kind](of, trimmed);
  // A certificate's and a key's last line ends with a line break; that is no slip.
  const isTidy = trimmed === typed || field.kind === 'pem' || field.kind === 'privateKey';
  if (!cleaned.ok || cleaned.repaired !== undefined || isTidy) return cleaned;
  return { ...cleaned, repaired: SAY.trimmed({ label }) };
}

function cleanText({ label }: FieldToClean, value: string): CleanedField {
  return CONTROL.test(value) ? wrong(SAY.controlCharacter({ label })) : right(value);
}

function cleanChoice(of: FieldToClean, value: string): CleanedField {
  const values = (of.field.choices ?? []).map((choice) => choice.value);
  if (values.includes(value)) return right(value);
  return wrong(SAY.choice({ label: of.label, choices: values.join(', ') }));
}

function cleanSeconds({ label }: FieldToClean, value: string): CleanedField {
  const isNumber = /^\d{1,10}(?:\.\d{1,3})?$/.test(value) && Number(value) > 0;
  return isNumber ? right(value) : wrong(SAY.seconds({ label }));
}

const NAMED_VALUES: readonly FieldKind[] = ['parameters', 'secretParameters', 'secretHeaders'];
const LISTS: readonly FieldKind[] = ['origins', 'statuses'];

/** A host may hold an object or a list in place of text. */
function typedText(kind: FieldKind, raw: unknown): string | undefined {
  if (raw === undefined || raw === null) return '';
  if (typeof raw === 'string' || typeof raw === 'number') return String(raw);
  if (NAMED_VALUES.includes(kind)) return jsonOf(raw);
  const isList = Array.isArray(raw) && LISTS.includes(kind);
  return isList ? jsonOf(raw).slice(1, -1).replaceAll('"', '') : undefined;
}
