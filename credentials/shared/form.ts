import type { INodeProperties } from 'n8n-workflow';
import {
  fieldsOf,
  GROUP_QUESTIONS,
  isMultiLineField,
  isSecretField,
  say,
  type Field,
  type FieldGroup,
  type FieldName,
  type Vendor,
} from '../../core';

/**
 * A property that n8n takes for an expirable token, and that stays empty for ever: n8n then calls
 * `preAuthentication` before every request, also under pagination and Never Error, and the core
 * decides whether a token is due. An expiry that n8n decides about would come only after a 401.
 */
export const ALWAYS_DUE = 'tokenDue';

/** Where n8n keeps the token, encrypted like a password. */
export const STORED_TOKEN = 'storedToken';

/**
 * The vendor's fields as n8n's credential form, and the two hidden ones that keep the token. What only
 * some vendors want comes last, and is shown when More Options asks for it.
 */
export function credentialForm(vendor: Vendor): INodeProperties[] {
  const fields = fieldsOf(vendor);
  const inForm = (some: readonly Field[]) => some.map((field) => formProperty(vendor, field));
  const grouped = fields.filter(({ group }) => group !== undefined);
  return [
    ...inForm(fields.filter(({ group }) => group === undefined)),
    moreOptions(grouped),
    ...inForm(grouped),
    ...HIDDEN_PROPERTIES,
  ];
}

/** Which questions about the vendor are answered in the form. n8n leaves out the fields of the others. */
const MORE_OPTIONS = 'moreOptions';

function moreOptions(grouped: readonly Field[]): INodeProperties {
  const groups = [...new Set(grouped.map(({ group }) => group as FieldGroup))];
  return {
    displayName: 'More Options',
    name: MORE_OPTIONS,
    type: 'multiOptions',
    options: groups.map((group) => ({ name: say(GROUP_QUESTIONS[group]()), value: group })),
    default: [],
    description:
      'What the vendor wants otherwise than most. Choose a question to see its fields. They count only while it is chosen.',
  };
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
    ...hintOf(vendor, field),
    ...(field.required ? { required: true } : {}),
    ...shownOnlyWhen(field),
    ...inputOf(field),
  };
}

/** n8n shows one sentence for every test that passed, which cannot say that the API was not asked. */
const WITHOUT_CHECK_PATH =
  'Without a Check Path, the test only requests a token. It does not ask the API whether it accepts the token.';

/** What stands below a field: the vendor's word for it, if n8n puts another one above it. */
function hintOf({ productName }: Vendor, { name, label }: Field): Pick<INodeProperties, 'hint'> {
  if (name === 'checkPath') return { hint: WITHOUT_CHECK_PATH };
  const shown = LABELLED_BY_N8N[name] ?? label;
  return shown === label ? {} : { hint: `${productName} calls it ${label}` };
}

function shownOnlyWhen({ onlyWhen, group }: Field): Pick<INodeProperties, 'displayOptions'> {
  const show = {
    ...(group === undefined ? {} : { [MORE_OPTIONS]: [group] }),
    ...(onlyWhen === undefined ? {} : { [onlyWhen.field]: [...onlyWhen.values] }),
  };
  return Object.keys(show).length === 0 ? {} : { displayOptions: { show } };
}

function inputOf(field: Field): Pick<INodeProperties, 'type' | 'default' | 'typeOptions'> {
  if (field.kind === 'flag') return { type: 'boolean', default: false };
  const text = { type: 'string', default: field.default ?? '' } as const;
  if (field.kind === 'choice') return { ...text, type: 'options', ...choicesOf(field) };
  const typeOptions = {
    ...(isSecretField(field) ? { password: true } : {}),
    ...(isMultiLineField(field) ? { rows: 4 } : {}),
  };
  return Object.keys(typeOptions).length === 0 ? text : { ...text, typeOptions };
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
