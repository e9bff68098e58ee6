import type { ICredentialType, INodePropertyOptions } from 'n8n-workflow';

import {
  fieldsOf,
  helpOf,
  isSecretField,
  labelOf,
  VENDORS,
  type Field,
  type Sentence,
  type Vendor,
} from '../core';
import { textsOf } from '../node-red/editor/catalogue';
import { choiceTextOf } from '../node-red/editor/browser/vendor-texts';
import { fieldRows } from '../node-red/editor/rows';
import { shippedType } from './n8n/support/n8n-process';
import { dialogDefinition } from './node-red/editor/dialog-definition';
import { catalogueOf } from './node-red/editor/editor-language';

/** A field as a person meets it, whichever host shows it. */
interface ShownField {
  name: string;
  label: string;
  help: string;
  placeholder: string | undefined;
  isRequired: boolean;
  isSecret: boolean;
  default: string;
  choices: string[];
  onlyWhen: Record<string, string[]> | undefined;
}

function asInTheVendorFile(field: Field): ShownField {
  return {
    name: field.name,
    label: field.label,
    help: field.help,
    placeholder: field.placeholder,
    isRequired: field.required,
    isSecret: isSecretField(field),
    default: field.default ?? (field.kind === 'flag' ? 'false' : ''),
    choices: (field.choices ?? []).map(({ value }) => value),
    onlyWhen: field.onlyWhen && { [field.onlyWhen.field]: [...field.onlyWhen.values] },
  };
}

/**
 * Hidden properties keep the token; a person never meets them. More Options, which shows the fields of a
 * group, is n8n's alone, and its own test holds it.
 */
function asInN8n({ properties }: ICredentialType): ShownField[] {
  return properties
    .filter(({ type, name }) => type !== 'hidden' && name !== 'moreOptions')
    .map((property) => ({
      name: property.name,
      label: property.displayName,
      help: property.description ?? '',
      placeholder: property.placeholder,
      isRequired: property.required ?? false,
      isSecret: property.typeOptions?.password ?? false,
      default: `${property.default as string | boolean}`,
      choices: ((property.options ?? []) as INodePropertyOptions[]).map(({ value }) =>
        String(value),
      ),
      onlyWhen: withoutMoreOptions(property.displayOptions?.show as OnlyWhen | undefined),
    }));
}

type OnlyWhen = Record<string, string[]>;

function withoutMoreOptions(shown: OnlyWhen = {}): OnlyWhen | undefined {
  const own = Object.entries(shown).filter(([name]) => name !== 'moreOptions');
  return own.length === 0 ? undefined : Object.fromEntries(own);
}

/** The fields that everybody meets, and then those of the groups. */
function groupsLast(fields: readonly Field[]): Field[] {
  const isGrouped = ({ group }: Field) => group !== undefined;
  return [...fields.filter((field) => !isGrouped(field)), ...fields.filter(isGrouped)];
}

const english = textsOf(catalogueOf('vendor-auth', 'en-US'));
const shown = ({ key }: Sentence) => english.get(`vendor-auth.${key}`) ?? `${key} is not there`;

function asInNodeRed(vendor: Vendor): ShownField[] {
  const { defaults, credentials = {} } = dialogDefinition('vendor-auth');
  return fieldsOf(vendor).map((field) => ({
    ...asInTheVendorFile(field),
    label: shown(labelOf(vendor, field)),
    help: shown(helpOf(vendor, field)),
    isSecret: credentials[field.name]?.type === 'password',
    // What the editor fills in for a new configuration, if it is for this vendor's field to say.
    default: field.default ?? `${(defaults[field.name]?.value ?? '') as string | boolean}`,
  }));
}

describe.each(VENDORS.map((vendor) => ({ id: vendor.id, vendor })))(
  'the fields of $id',
  ({ id, vendor }) => {
    const expected = fieldsOf(vendor).map(asInTheVendorFile);

    test('are the same in n8n as in the vendor file', () => {
      const inOrder = groupsLast(fieldsOf(vendor)).map(asInTheVendorFile);
      expect(asInN8n(shippedType(id))).toEqual(inOrder);
    });

    test('are the same in Node-RED’s dialog as in the vendor file', () => {
      expect(asInNodeRed(vendor)).toEqual(expected);
    });

    test('have their words where the dialog looks for them', () => {
      for (const field of fieldsOf(vendor)) {
        for (const choice of field.choices ?? []) {
          const text = choiceTextOf(vendor, field, choice);
          expect(shown(text)).toBe(text.english);
        }
      }
    });
  },
);

describe('Node-RED’s dialog', () => {
  const names = new Set(VENDORS.flatMap(fieldsOf).map(({ name }) => name));
  const { defaults, credentials = {} } = dialogDefinition('vendor-auth');

  test('has a row for each field of any vendor, and no other', () => {
    const rows = [...fieldRows(VENDORS).matchAll(/id="vendor-auth-row-(\w+)"/g)];
    expect(rows.map(([, name]) => name).sort()).toEqual([...names].sort());
  });

  test('saves each of them, as a property or as a credential', () => {
    const own = ['name', 'vendor', 'tls', 'proxy', 'tokenStore', 'version'];
    const saved = [...Object.keys(defaults), ...Object.keys(credentials)];
    expect(saved.sort()).toEqual([...names, ...own].sort());
  });

  test('offers every value of a choice before the words for it are there', () => {
    const rows = fieldRows(VENDORS);
    for (const { choices = [] } of VENDORS.flatMap(fieldsOf)) {
      for (const { value } of choices) expect(rows).toContain(`<option value="${value}">`);
    }
  });

  test('starts a new configuration with the values that an empty field stands for', () => {
    const fields = VENDORS.flatMap(fieldsOf).filter(({ name }) => !(name in credentials));
    for (const { name, kind } of fields) {
      const variants = fields.filter((field) => field.name === name);
      const standards = new Set(variants.map((field) => field.default ?? ''));
      // Where vendors differ, empty stands for each vendor's own.
      const [standard] = standards.size === 1 ? standards : [''];
      expect(defaults[name]?.value).toBe(kind === 'flag' ? false : standard);
    }
  });
});
