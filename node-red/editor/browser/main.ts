import { parseUrl } from '../../../core/base/url';
import { isFieldShown, type FieldName } from '../../../core/fields/field';
import type { Vendor } from '../../../core/vendor/vendor';
import { nameInLists } from '../../../core/vendor/vendor-name';
import { VENDORS } from '../../../core/vendors';
import { CountsPanel } from './counts-panel';
import { checkField } from './field-check';
import { fieldsOf } from '../../../core/vendor/vendor-words';
import { FieldRows } from './field-rows';
import { GrantList } from './grant-list';
import { languageOf, languageOfUser, type Language } from './language';
import { extendPaletteSearch } from './palette-search';
import { likelyBaseUrl, readPastedLogin } from './pasted-text';
import {
  afterBuilding,
  editor,
  jQuery,
  type EditedNode,
  type EditorEvent,
  type Query,
} from './red';
import { TestPanel } from './test-panel';
import { summaryOf } from './vendor-texts';

/** The properties that refer to other config nodes. */
const CONFIG_NODES = ['tls', 'proxy'] as const;

/** What opens a new configuration: a button of its own, or up to Node-RED 3.1 the pencil beside the list. */
const ADD_FIRST = '#node-input-btn-auth-add, #node-input-lookup-auth';

/** The node ids that the dialog knows are those of this editor; a new configuration has none yet. */
interface Dialog {
  readonly rows: FieldRows;
  readonly test: TestPanel;
  readonly counts: CountsPanel;
}

/** What the dialogs' own scripts call; `window.VendorAuthEditor` in the editor. */
export class VendorAuthEditor {
  private dialog: Dialog | undefined;

  constructor(private readonly vendors: readonly Vendor[] = VENDORS) {}

  /** Lets the palette's search find the nodes by the vendors and by what they are for. */
  extendPaletteSearch(): void {
    extendPaletteSearch(this.vendors);
  }

  /** A configuration's name in the editor: what the user called it, else product and host. */
  label(node: EditedNode): string {
    if (node.name) return node.name;
    const product = this.vendorOf(node.vendor)?.productName ?? node.vendor ?? 'vendor-auth';
    const host = parseUrl(node.baseUrl ?? '')?.host ?? '';
    return host === '' ? product : `${product} (${host})`;
  }

  /** For a property's `validate`: true, or what is wrong with it. */
  validate(node: EditedNode, name: FieldName, value: unknown): true | string {
    const vendor = this.vendorOf(node.vendor);
    const fields = vendor === undefined ? [] : fieldsOf(vendor);
    const field = fields.find((candidate) => candidate.name === name);
    if (vendor === undefined || field === undefined) return true;
    const valueOf = (other: FieldName) => {
      const standard = fields.find((candidate) => candidate.name === other)?.default ?? '';
      const saved: unknown = Reflect.get(node, other);
      return typeof saved === 'string' ? saved : standard;
    };
    if (!isFieldShown(field, valueOf)) return true;
    const { problem } = checkField(vendor, field, value, valueOf);
    return problem === undefined ? true : languageOf(node).say(problem);
  }

  /** Fills and wires the dialog of a configuration, from whatever version it is. */
  prepare(node: EditedNode): void {
    // A dialog whose configuration was deleted has said nothing.
    this.close();
    const language = languageOf(node);
    const select = inputOf('vendor');
    this.fillVendors(select.empty(), node.vendor, language);
    const rows: FieldRows = new FieldRows(this.vendors, language, () => test.clear());
    const configuration = () => ({
      id: node.id,
      vendor: select.val(),
      fields: rows.values(),
      tls: configNodeId('tls'),
      proxy: configNodeId('proxy'),
    });
    const counts = new CountsPanel(node.id, language);
    const test = new TestPanel(rows, configuration, language, () => counts.show());
    const chosen = () => this.vendorOf(select.val());
    const show = () => {
      const vendor = chosen();
      if (vendor === undefined) return;
      jQuery('#vendor-auth-vendor-help').text(language.say(summaryOf(vendor)));
      jQuery('#vendor-auth-documentation').attr('href', vendor.documentationUrl);
      rows.show(vendor);
      test.clear();
    };
    select.on('change', show);
    jQuery('#vendor-auth-rows').on('paste', (event) => paste(event, chosen(), rows));
    rows.on('change', ({ name, kind }) => {
      if (kind === 'url') suggestBaseUrl(rows, name);
    });
    for (const property of CONFIG_NODES) inputOf(property).on('change', () => test.clear());
    this.dialog = { rows, test, counts };
    show();
    counts.show();
  }

  /**
   * Offers the context stores that outlive Node-RED's process. Whoever has configured none, and chosen none
   * before, does not see the question.
   *
   * @param configured - what the runtime tells the editor of `contextStorage` in settings.js
   */
  offerTokenStores(node: EditedNode, configured: readonly string[] = []): void {
    const { tokenStore = '' } = node;
    const isGone = tokenStore !== '' && !configured.includes(tokenStore);
    const stores = isGone ? [...configured, tokenStore] : configured;
    const select = inputOf('tokenStore').empty();
    const offer = (value: string, text: string) =>
      select.append(jQuery('<option>').attr('value', value).text(text));
    offer('', languageOf(node).words('placeholder.tokenStore'));
    for (const store of stores) offer(store, store);
    select.val(tokenStore);
    jQuery('#vendor-auth-token-store').toggle(stores.length > 0);
  }

  /** Lets the dialog of `agility-revoke-grant` list the grants of the login that is chosen. */
  offerGrants(node: Pick<EditedNode, '_'>): void {
    new GrantList(languageOfUser(node));
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
    afterBuilding(() => jQuery(ADD_FIRST).trigger('click'));
  }

  /** What comes later is not for the dialog that is open then. */
  private close(): void {
    this.dialog?.test.clear();
    this.dialog?.counts.close();
    this.dialog = undefined;
  }

  private vendorOf(id: string | null | undefined): Vendor | undefined {
    return this.vendors.find((vendor) => vendor.id === id);
  }

  private fillVendors(select: Query, chosen: string | undefined, { say }: Language): void {
    for (const vendor of this.vendors) {
      const name = say(nameInLists(vendor));
      select.append(jQuery('<option>').attr('value', vendor.id).text(name));
    }
    select.val(this.vendorOf(chosen)?.id ?? this.vendors[0]?.id ?? '');
  }
}

/** Spreads a pasted login over the fields. What goes into a field of several lines is its content. */
function paste(event: EditorEvent, vendor: Vendor | undefined, rows: FieldRows): void {
  if (vendor === undefined || event.target?.nodeName === 'TEXTAREA') return;
  const text = event.originalEvent?.clipboardData?.getData('text') ?? '';
  const names = new Set(fieldsOf(vendor).map(({ name }) => name));
  const fitting = Object.entries(readPastedLogin(text, vendor) ?? {}).filter(([name]) =>
    names.has(name),
  );
  if (fitting.length === 0) return;
  event.preventDefault();
  for (const [name, value] of fitting) rows.set(name, value);
}

/** Many an API is where its token endpoint is. What somebody has typed stays. */
function suggestBaseUrl(rows: FieldRows, from: FieldName): void {
  const { baseUrl, [from]: address } = rows.values();
  const likely = likelyBaseUrl(String(address ?? ''));
  if (baseUrl === '' && likely !== undefined) rows.set('baseUrl', likely);
}

/** The id of the config node that is chosen for a property, or the empty text. */
function configNodeId(property: (typeof CONFIG_NODES)[number]): string {
  const id = inputOf(property).val() ?? '';
  return id === '_ADD_' ? '' : id;
}

function inputOf(property: string): Query {
  return jQuery(`#node-config-input-${property}`);
}
