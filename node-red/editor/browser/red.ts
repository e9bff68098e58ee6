/** What the dialogs use of jQuery and of Node-RED's editor, which brings both along. */

export interface Query {
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
  empty(): this;
  append(...content: Query[]): this;
  appendTo(target: Query): this;
  find(selector: string): Query;
  closest(selector: string): Query;
  on(events: string, handler: (event: EditorEvent) => void): this;
  trigger(event: string): this;
  /** Of a field that Node-RED has made one of several types. */
  typedInput(property: 'type' | 'value', value: string): unknown;
}

export interface EditorEvent {
  preventDefault(): void;
  readonly target?: {
    readonly nodeName?: string;
    closest?(selector: string): { focus(): void } | null;
  };
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

/** A configuration of any type. */
export interface ConfigNode extends EditedNode {
  readonly type: string;
  /** Whether every property is right; undefined until the editor has looked. */
  readonly valid?: boolean;
}

export interface Editor {
  readonly nodes: {
    eachConfig(visit: (node: ConfigNode) => boolean | void): void;
    node(id: string): ConfigNode | null | undefined;
    /** The definition of a type, once it is registered. */
    getType(type: string): { readonly paletteLabel?: string } | undefined | null;
  };
  readonly events: {
    on(event: 'registry:node-type-added', handler: (type: string) => void): void;
  };
  readonly editor: {
    /** What the open dialogs are about, the one on top last. */
    getEditStack?(): readonly { readonly type: string }[];
  };
}

declare const $: JQuery;
declare const RED: Editor;

export const jQuery = (selector: string): Query => $(selector);
export const ajax = (options: AjaxOptions): void => $.ajax(options);
/** Sends JSON, as the routes of the dialogs want it. */
export const post = (
  url: string,
  body: object,
  answered: Pick<AjaxOptions, 'success' | 'error'>,
): void =>
  ajax({
    url,
    method: 'POST',
    dataType: 'json',
    contentType: 'application/json',
    data: JSON.stringify(body),
    ...answered,
  });
export const editor = (): Editor => RED;
export const afterBuilding = (act: () => void): void => void setTimeout(act, 0);
export const reveal = (content: Query): void => content[0]?.scrollIntoView({ block: 'nearest' });

/** Puts the focus there once the tray has opened, where Node-RED would choose one of its own buttons. */
export const startAt = (field: Query): void => {
  let isDone = false;
  field.closest('.red-ui-tray-body').on('focusin', ({ target }) => {
    if (isDone) return;
    isDone = true;
    if (!target?.closest?.('.form-row')) field.trigger('focus');
  });
};
