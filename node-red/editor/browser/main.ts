import type { FieldName } from '../../../core/fields';
import { CountsPanel } from './counts-panel';
import { checkField } from './field-check';
import { FieldRows } from './field-rows';
import { wordedField, type Form, type Words } from './forms';
import { likelyBaseUrl, readPastedLogin } from './pasted-login';
import {
  afterBuilding,
  editor,
  jQuery,
  type EditedNode,
  type EditorEvent,
  type Query,
} from './red';
import { TestPanel } from './test-panel';

/** The properties that refer to other config nodes. */
const CONFIG_NODES = ['tls', 'proxy'] as const;

/** The node ids that the dialog knows are those of this editor; a new configuration has none yet. */
interface Dialog {
  readonly rows: FieldRows;
  readonly test: TestPanel;
  readonly counts: CountsPanel;
}

/** What the dialogs' own scripts call; `window.VendorAuthEditor` in the editor. */
export class VendorAuthEditor {
  private dialog: Dialog | undefined;

  constructor(private readonly forms: readonly Form[]) {}

  /** A configuration's name in the editor: what the user called it, else product and host. */
  label(node: EditedNode): string {
    if (node.name) return node.name;
    const product = this.formOf(node.vendor)?.productName ?? node.vendor ?? 'vendor-auth';
    const host = URL.canParse(node.baseUrl ?? '') ? new URL(node.baseUrl ?? '').host : '';
    return host === '' ? product : `${product} (${host})`;
  }

  /** For a property's `validate`: true, or what is wrong with it. */
  validate(node: EditedNode, name: FieldName, value: string | undefined): true | string {
    const form = this.formOf(node.vendor);
    const field = form?.fields.find((candidate) => candidate.name === name);
    if (form === undefined || field === undefined) return true;
    const words = wordsOf(node);
    return checkField(wordedField(form, field, words), value ?? '', words).problem ?? true;
  }

  /** Fills and wires the dialog of a configuration, from whatever version it is. */
  prepare(node: EditedNode): void {
    // A dialog whose configuration was deleted has said nothing.
    this.close();
    const words = wordsOf(node);
    const names = [...new Set(this.forms.flatMap(({ fields }) => fields.map(({ name }) => name)))];
    const vendor = inputOf('vendor');
    this.fillVendors(vendor.empty(), node.vendor);
    const rows: FieldRows = new FieldRows(names, words, () => test.clear());
    const configuration = () => ({
      id: node.id,
      vendor: vendor.val(),
      fields: rows.values(),
      tls: configNodeId('tls'),
      proxy: configNodeId('proxy'),
    });
    const counts = new CountsPanel(node.id, words);
    const test = new TestPanel(rows, configuration, words, () => counts.show());
    const show = () => {
      const form = this.formOf(vendor.val());
      if (form === undefined) return;
      jQuery('#vendor-auth-vendor-help').text(words(`vendors.${form.vendor}.summary`));
      jQuery('#vendor-auth-documentation').attr('href', form.documentationUrl);
      rows.show(form);
      test.clear();
    };
    vendor.on('change', show);
    jQuery('#vendor-auth-rows').on('paste', (event) => this.paste(event, rows));
    inputOf('tokenUrl').on('change', () => suggestBaseUrl(rows));
    for (const property of CONFIG_NODES) inputOf(property).on('change', () => test.clear());
    this.dialog = { rows, test, counts };
    show();
    counts.show();
  }

  /** Leaves no secret of another vendor behind when the dialog is closed with Done. */
  save(): void {
    this.dialog?.rows.dropOthers();
    this.close();
  }

  cancel(): void {
    this.close();
  }

  /**
   * Opens a new configuration at once if there is none to choose from, because without one a node
   * that needs it can do nothing.
   */
  offerFirst(node: { readonly auth?: string }): void {
    let isAny = false;
    editor().nodes.eachConfig(({ type }) => {
      isAny ||= type === 'vendor-auth';
    });
    if (isAny || node.auth) return;
    // The editor opens no dialog while it is still building this one.
    afterBuilding(() => jQuery('#node-input-btn-auth-add').trigger('click'));
  }

  /** What comes later is not for the dialog that is open then. */
  private close(): void {
    this.dialog?.test.clear();
    this.dialog?.counts.close();
    this.dialog = undefined;
  }

  private formOf(vendor: string | null | undefined): Form | undefined {
    return this.forms.find((form) => form.vendor === vendor);
  }

  private fillVendors(select: ReturnType<typeof jQuery>, chosen: string | undefined): void {
    for (const { vendor, productName } of this.forms) {
      select.append(jQuery('<option>').attr('value', vendor).text(productName));
    }
    select.val(this.formOf(chosen)?.vendor ?? this.forms[0]!.vendor);
  }

  private paste(event: EditorEvent, rows: FieldRows): void {
    const text = event.originalEvent?.clipboardData?.getData('text') ?? '';
    const login = readPastedLogin(text, rows.has('realm'));
    if (login === undefined) return;
    const fitting = Object.entries(login).filter(([name]) => rows.has(name as FieldName));
    if (fitting.length === 0) return;
    event.preventDefault();
    for (const [name, value] of fitting) rows.set(name as FieldName, value);
  }
}

/** Many an API is where its token endpoint is. What somebody has typed stays. */
function suggestBaseUrl(rows: FieldRows): void {
  const { baseUrl, tokenUrl } = rows.values();
  const likely = likelyBaseUrl(String(tokenUrl ?? ''));
  if (baseUrl === '' && likely !== undefined) rows.set('baseUrl', likely);
}

function wordsOf(node: EditedNode): Words {
  return (key, values) => node._(`vendor-auth.${key}`, values);
}

/** The id of the config node that is chosen for a property, or the empty text. */
function configNodeId(property: (typeof CONFIG_NODES)[number]): string {
  const id = inputOf(property).val() ?? '';
  return id === '_ADD_' ? '' : id;
}

function inputOf(property: string): Query {
  return jQuery(`#node-config-input-${property}`);
}
