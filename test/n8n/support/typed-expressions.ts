import type { ICredentialType, IDataObject } from 'n8n-workflow';
import type { VendorCase } from '../../e2e/n8n/vendor-cases';

/**
 * A credential in which somebody typed an expression into every text field of the form, each field shown.
 * Each comes to the value that the vendor expects.
 */
export function expressionsInEveryField(
  type: ICredentialType,
  vendorCase: VendorCase,
): IDataObject {
  const values = vendorCase.fields();
  const moreOptions = type.properties.find(({ name }) => name === 'moreOptions')?.options ?? [];
  const groups = moreOptions.flatMap((option) => ('value' in option ? [option.value] : []));
  const texts = type.properties.filter((property) => property.type === 'string');
  const typed = texts.map(({ name, default: preset }) => {
    const value = values[name] ?? preset;
    return [name, expressionOf(typeof value === 'string' ? value : '')] as const;
  });
  return { ...(values as IDataObject), moreOptions: groups, ...Object.fromEntries(typed) };
}

/** In two halves, so that the text itself stands nowhere. */
function expressionOf(value: string): string {
  const half = Math.ceil(value.length / 2);
  return `={{ ${JSON.stringify(value.slice(0, half))} + ${JSON.stringify(value.slice(half))} }}`;
}
