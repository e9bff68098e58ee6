import type { Field, FieldKind, FieldName } from '../../../core/fields/field';
import type { Vendor } from '../../../core/vendor/vendor';
import { fieldsOf } from '../../../core/vendor/vendor-words';

/** The ids of a field's elements in the dialog. */
export interface FieldElements {
  readonly row: string;
  /** What a person types or chooses. */
  readonly control: string;
  /** What Node-RED fills and saves; the control itself, unless several controls share the name. */
  readonly saved: string;
  readonly problem: string;
  readonly help: string;
}

type Named = Pick<Field, 'name' | 'kind'>;

/**
 * The elements of all vendors' fields. Fields of one name and kind have the same control, whoever the
 * vendor is. Where vendors give the same name to fields of several kinds, each kind has a control of its
 * own, and a hidden element holds what the vendor's own control says, because Node-RED knows one element
 * for each name.
 */
export class AllFieldElements {
  private readonly kinds = new Map<FieldName, Set<FieldKind>>();

  constructor(vendors: readonly Pick<Vendor, 'fields'>[]) {
    for (const { name, kind } of vendors.flatMap(fieldsOf)) {
      const kinds = this.kinds.get(name) ?? new Set();
      this.kinds.set(name, kinds.add(kind));
    }
  }

  /** Every name with its kinds, in the order in which the vendors' forms have them first. */
  all(): Named[] {
    return [...this.kinds].flatMap(([name, kinds]) => [...kinds].map((kind) => ({ name, kind })));
  }

  /** Whether several controls share the name. */
  isShared(name: FieldName): boolean {
    return (this.kinds.get(name)?.size ?? 0) > 1;
  }

  of({ name, kind }: Named): FieldElements {
    const isShared = this.isShared(name);
    const id = isShared ? `${name}-${kind}` : name;
    const saved = `node-config-input-${name}`;
    return {
      row: `vendor-auth-row-${id}`,
      control: isShared ? `vendor-auth-input-${id}` : saved,
      saved,
      problem: `vendor-auth-problem-${id}`,
      help: `vendor-auth-help-${id}`,
    };
  }
}
