/** What the dialogs use of jQuery and of Node-RED's editor, which brings both along. */

export interface Query {
  readonly length: number;
  readonly [0]?: { scrollIntoView(options: { block: 'nearest' }): void };
  val(): string | null | undefined;
  val(value: string): this;
  text(text: string): this;
  attr(name: string, value: string): this;
  removeAttr(name: string): this;
  prop(name: 'checked' | 'open'): boolean;
  prop(name: 'checked' | 'open', value: boolean): this;
  toggle(shown: boolean): this;
  toggleClass(name: string, present: boolean): this;
  addClass(name: string): this;
  empty(): this;
  append(...content: Query[]): this;
  appendTo(target: Query): this;
  find(selector: string): Query;
  on(events: string, handler: (event: EditorEvent) => void): this;
  trigger(event: string): this;
  /** Of a field that Node-RED has made one of several types. */
  typedInput(property: 'type' | 'value', value: string): unknown;
}

export interface EditorEvent {
  preventDefault(): void;
  readonly target?: { readonly nodeName?: string };
  readonly originalEvent?: {
    readonly clipboardData?: { getData(format: string): string } | null;
  };
}

export interface AjaxOptions {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly dataType: 'json';
  readonly contentType?: string;
  readonly data?: string;
  readonly success: (answer: unknown) => void;
  readonly error: (request: { readonly status: number }) => void;
}

export interface JQuery {
  (selector: string): Query;
  ajax(options: AjaxOptions): void;
}

/** A configuration as the editor holds it. */
export interface EditedNode {
  readonly id: string;
  readonly name?: string;
  readonly vendor?: string;
  readonly baseUrl?: string;
  readonly tokenStore?: string;
  /** A text of the node's own catalogue; `__name__` in it stands for a value. */
  _(key: string, values?: Readonly<Record<string, string | number | boolean>>): string;
}

export interface Editor {
  readonly nodes: {
    eachConfig(visit: (node: { type: string }) => boolean | void): void;
    /** The definition of a type, once it is registered. */
    getType(type: string): { readonly paletteLabel?: string } | undefined | null;
  };
  readonly events: {
    on(event: 'registry:node-type-added', handler: (type: string) => void): void;
  };
  readonly editor: {
    editConfig(
      property: string,
      type: string,
      id: string,
      prefix: string,
      editContext: unknown,
    ): void;
  };
}

declare const $: JQuery;
declare const RED: Editor;

export const jQuery = (selector: string): Query => $(selector);
export const ajax = (options: AjaxOptions): void => $.ajax(options);
export const editor = (): Editor => RED;
export const afterBuilding = (act: () => void): void => void setTimeout(act, 0);
export const reveal = (content: Query): void => content[0]?.scrollIntoView({ block: 'nearest' });
