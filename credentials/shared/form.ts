import type { INodeProperties } from 'n8n-workflow';
import { fieldsOf, isSecretField, type Field, type FieldName, type Vendor } from '../../core';

/**
 * A property that n8n takes for an expirable token, and that stays empty for ever: n8n then calls
 * `preAuthentication` before every request, also under pagination and Never Error, and the core
 * decides whether a token is due. An expiry that n8n decides about would come only after a 401.
 */
export const ALWAYS_DUE = 'tokenDue';

/** Where n8n keeps the token, encrypted like a password. */
export const STORED_TOKEN = 'storedToken';

/** The vendor's fields as n8n's credential form, and the two hidden ones that keep the token. */
export function credentialForm(vendor: Vendor): INodeProperties[] {
  return [...fieldsOf(vendor).map((field) => formProperty(vendor, field)), ...HIDDEN_PROPERTIES];
}

/** What n8n's editor writes above fields of these names, whatever a credential type calls them. */
const LABELLED_BY_N8N: Readonly<Partial<Record<FieldName, string>>> = {
  clientId: 'Client ID',
  clientSecret: 'Client Secret',
};

const HIDDEN_PROPERTIES: readonly INodeProperties[] = [
  {
    displayName: 'Token Due',
    name: ALWAYS_DUE,
    type: 'hidden',
    typeOptions: { expirable: true },
    default: '',
  },
  {
    displayName: 'Stored Token',
    name: STORED_TOKEN,
    type: 'hidden',
    // Without it, n8n would send the token to the browser in clear.
    typeOptions: { password: true },
    default: '',
  },
];

function formProperty(vendor: Vendor, field: Field): INodeProperties {
  return {
    displayName: field.label,
    name: field.name,
    description: field.help,
    ...(field.placeholder === undefined ? {} : { placeholder: field.placeholder }),
    ...ownWords(vendor, field),
    ...(field.required ? { required: true } : {}),
    ...shownOnlyWhen(field),
    ...inputOf(field),
  };
}

/** The vendor's word for a field, below it, if n8n puts another one above it. */
function ownWords({ productName }: Vendor, { name, label }: Field): Pick<INodeProperties, 'hint'> {
  const shown = LABELLED_BY_N8N[name] ?? label;
  return shown === label ? {} : { hint: `${productName} calls it ${label}` };
}

function shownOnlyWhen({ onlyWhen }: Field): Pick<INodeProperties, 'displayOptions'> {
  if (onlyWhen === undefined) return {};
  return { displayOptions: { show: { [onlyWhen.field]: [...onlyWhen.values] } } };
}

function inputOf(field: Field): Pick<INodeProperties, 'type' | 'default' | 'typeOptions'> {
  if (field.kind === 'flag') return { type: 'boolean', default: false };
  const text = { type: 'string', default: field.default ?? '' } as const;
  if (isSecretField(field)) return { ...text, typeOptions: { password: true } };
  switch (field.kind) {
    case 'choice':
      return { ...text, type: 'options', ...choicesOf(field) };
    case 'pem':
    case 'parameters':
      return { ...text, typeOptions: { rows: 4 } };
    default:
      return text;
  }
}

function choicesOf(field: Field): Pick<INodeProperties, 'options'> {
  const choices = field.choices ?? [];
  return {
    options: choices.map(({ value, label, help }) => ({
      name: label,
      value,
      ...(help === undefined ? {} : { description: help }),
    })),
  };
}
