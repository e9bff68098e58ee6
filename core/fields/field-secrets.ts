import { leavesOf } from '../base/json';
import { headerSecrets } from '../endpoint/access-token-plan';
import { parametersOf } from './entries';
import { isSecretField, type Field } from './field';
import { headersOf } from './header-values';
import { keyBody } from './pem';

/** What of a cleaned field must not come back in anybody's words (rule T11). */
export function secretsIn(field: Field, cleaned: string): string[] {
  if (!isSecretField(field) || cleaned === '') return [];
  switch (field.kind) {
    case 'secretParameters':
      return leavesOf(parametersOf(cleaned));
    case 'secretHeaders':
      return headerSecrets(headersOf(cleaned));
    case 'privateKey':
      return [keyBody(cleaned)];
    default:
      return [cleaned];
  }
}
