/** The cashier's dialogs. They cover the register only: the customer's screen stays usable. One is open at a time. */
import { h, field, type Child } from './dom.js';

interface Waiting { key: string; draw: (close: (result: unknown) => void) => Child[]; resolve: (result: unknown) => void; wide: boolean }

export class Dialogs {
  private readonly queue: Waiting[] = [];
  private shown: Waiting | undefined;

  constructor(private readonly place: HTMLElement, private readonly idle: () => void) {}

  /** Opens a dialog when the former one is closed; resolves with what `draw` closes it with. */
  open<T>(key: string, draw: (close: (result: T) => void) => Child[], wide = false): Promise<T> {
    return new Promise((resolve) => {
      this.queue.push({ key, draw: draw as Waiting['draw'], resolve: resolve as Waiting['resolve'], wide });
      this.next();
    });
  }

  /** Closes a dialog from outside. */
  close(key: string, result: unknown): void {
    if (this.shown?.key === key) return this.end(this.shown, result);
    const place = this.queue.findIndex((one) => one.key === key);
    const [waiting] = place < 0 ? [] : this.queue.splice(place, 1);
    waiting?.resolve(result);
  }

  /** Closes all dialogs that begin with this. */
  closeAll(prefix: string, result: unknown): void {
    for (const { key } of [...this.queue, ...(this.shown ? [this.shown] : [])]) if (key.startsWith(prefix)) this.close(key, result);
  }

  get busy(): boolean {
    return this.shown !== undefined;
  }

  private end(one: Waiting, result: unknown): void {
    if (this.shown !== one) return;
    this.shown = undefined;
    this.place.replaceChildren();
    one.resolve(result);
    this.next();
    if (!this.shown) this.idle();
  }

  private next(): void {
    if (this.shown) return;
    const one = this.queue.shift();
    if (!one) return;
    this.shown = one;
    const content = one.draw((result) => this.end(one, result));
    const box = h('div', { class: one.wide ? 'dialog wide' : 'dialog', role: 'dialog', 'data-dialog': one.key.split(':')[0] ?? '' }, ...content);
    this.place.replaceChildren(h('div', { class: 'shade' }, box));
    (box.querySelector<HTMLElement>('[data-focus]') ?? box.querySelector<HTMLElement>('button'))?.focus();
  }
}

/** A dialog with one field; Enter takes it. `read` says what the text means, or nothing if it means nothing. */
export function entry<T>(title: string, texts: { ok: string; cancel: string }, read: (text: string) => T | undefined, close: (result: T | undefined) => void): Child[] {
  const input = field('entry', { inputmode: 'decimal', 'data-focus': '' });
  const take = () => {
    const value = read(input.value);
    if (value === undefined) input.setAttribute('aria-invalid', 'true');
    else close(value);
  };
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== 'Escape') return;
    event.preventDefault(); // or the same stroke would press a button of the dialog that comes next
    if (event.key === 'Enter') take();
    else close(undefined);
  });
  return [
    h('h2', {}, title), input,
    h('div', { class: 'row' }, h('button', { 'data-do': 'cancel', onclick: () => close(undefined) }, texts.cancel),
      h('button', { class: 'main', 'data-do': 'ok', onclick: take }, texts.ok)),
  ];
}
