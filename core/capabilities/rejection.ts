/** How an API that does not answer 401 says that a token is no longer good. */
import { statusesOf } from '../fields/entries';
import type { Field } from '../fields/field';
import type { FieldValues, RejectionSigns } from '../vendor/vendor';

export const REJECTION_FIELDS: readonly Field[] = [
  {
    name: 'rejectedStatuses',
    label: 'Rejected Statuses',
    kind: 'statuses',
    help: 'Statuses besides 401 that the API answers to a token that is no longer good, such as 403, 498. A call is repeated only if the test call, or the token’s age, confirms it.',
    placeholder: '403, 498',
    required: false,
    advanced: true,
    group: 'rejecting',
  },
  {
    name: 'rejectedBody',
    label: 'Rejected Body',
    kind: 'text',
    help: 'A text in the answer to a token that is no longer good, such as "code":"602", or a path and its values, such as errors.0.code=601|602. It counts for any status.',
    placeholder: '"code":"602"',
    required: false,
    advanced: true,
    group: 'rejecting',
  },
];

export function rejectionSignsOf(values: FieldValues): RejectionSigns {
  return {
    statuses: statusesOf(values.text('rejectedStatuses')),
    body: values.text('rejectedBody'),
  };
}
