import type { AjaxOptions, EditorEvent, Query } from '../../../node-red/editor/browser/red';

type Handler = (event: EditorEvent) => void;

/** One element of a page, as far as the dialogs look at it. */
export class PageElement implements Query {
  readonly length = 1;
  value = '';
  ownText = '';
  isShown = true;
  readonly attributes: Record<string, string> = {};
  /** Of a field of several types. */
  readonly typed: { type?: string; value?: string } = {};
  readonly classes = new Set<string>();
  content: PageElement[] = [];
  private readonly properties: Record<string, boolean> = {};
  private readonly handlers: { event: string; handler: Handler }[] = [];
  private readonly parts = new Map<string, PageElement>();

  /** The text of it and of all that it holds. */
  get shownText(): string {
    return [this.ownText, ...this.content.map(({ shownText }) => shownText)].join(' ').trim();
  }

  val(): string;
  val(value: string): this;
  val(value?: string): string | this {
    if (value === undefined) return this.value;
    this.value = value;
    return this;
  }

  text(text: string): this {
    this.ownText = text;
    return this;
  }

  attr(name: string, value: string): this {
    this.attributes[name] = value;
    return this;
  }

  removeAttr(name: string): this {
    delete this.attributes[name];
    return this;
  }

  prop(name: 'checked' | 'open'): boolean;
  prop(name: 'checked' | 'open', value: boolean): this;
  prop(name: 'checked' | 'open', value?: boolean): boolean | this {
    if (value === undefined) return this.properties[name] ?? false;
    this.properties[name] = value;
    return this;
  }

  toggle(shown: boolean): this {
    this.isShown = shown;
    return this;
  }

  toggleClass(name: string, present: boolean): this {
    if (present) this.classes.add(name);
    else this.classes.delete(name);
    return this;
  }

  addClass(name: string): this {
    return this.toggleClass(name, true);
  }

  empty(): this {
    this.content = [];
    return this;
  }

  append(...content: Query[]): this {
    this.content.push(...(content as PageElement[]));
    return this;
  }

  appendTo(target: Query): this {
    target.append(this);
    return this;
  }

  typedInput(property: 'type' | 'value', value: string): this {
    this.typed[property] = value;
    return this;
  }

  find(selector: string): PageElement {
    const part = this.parts.get(selector) ?? new PageElement();
    this.parts.set(selector, part);
    return part;
  }

  on(events: string, handler: Handler): this {
    for (const event of events.split(' ')) this.handlers.push({ event, handler });
    return this;
  }

  trigger(event: string): this {
    return this.dispatch(event, { preventDefault: () => undefined });
  }

  dispatch(name: string, event: EditorEvent): this {
    for (const { event: on, handler } of this.handlers) if (on === name) handler(event);
    return this;
  }
}

/** In place of the editor's page: its elements by selector, and the requests that it has made. */
export class EditorPage {
  readonly requests: AjaxOptions[] = [];
  private elements = new Map<string, PageElement>();

  /** Takes the place of the jQuery that the editor brings along. */
  install(): void {
    const jQuery = (selector: string) =>
      selector.startsWith('<') ? new PageElement() : this.element(selector);
    const ajax = (options: AjaxOptions) => void this.requests.push(options);
    Object.assign(globalThis, { $: Object.assign(jQuery, { ajax }) });
  }

  remove(): void {
    Reflect.deleteProperty(globalThis, '$');
  }

  element(selector: string): PageElement {
    const element = this.elements.get(selector) ?? new PageElement();
    this.elements.set(selector, element);
    return element;
  }

  /** What a dialog consists of goes with it; requests go on. */
  closeDialog(): void {
    this.elements = new Map();
  }

  /** The requests to the runtime's route of that name, in their order. */
  requestsTo(route: 'test' | 'stats' | 'grants'): AjaxOptions[] {
    return this.requests.filter(({ url }) => url === `vendor-auth/${route}`);
  }
}
