/** The cashier's screen. What must hold: it shows the register's state and changes nothing by itself. */
import { by, h, type Child } from './dom.js';
import type { Product, Sale, SaleLine, Tender } from './model.js';
import { decimal, euro, plain, price } from './money.js';
import * as books from './sale.js';
import { SHOP, TENDER_NAMES } from './shop.js';
import type { Till } from './till.js';

const LINK: Record<string, string> = {
  open: 'linkOpen', connecting: 'linkConnecting', silent: 'linkSilent', replaced: 'linkReplaced', closed: 'linkClosed',
};

export interface Keys { product(product: Product): void; found: Product[] }

export class View {
  private due = false;
  /** The lines that are on the screen, and what each was drawn from. */
  private readonly drawn = new Map<string, { from: string; row: HTMLElement }>();

  constructor(private readonly till: Till, private readonly keys: Keys) {}

  /** Drawn once for all that changes in one go. */
  draw(): void {
    if (this.due) return;
    this.due = true;
    queueMicrotask(() => {
      this.due = false;
      this.paint();
    });
  }

  private paint(): void {
    const { sale } = this.till;
    this.header();
    this.lines(sale);
    this.sums(sale);
    this.actions(sale);
    this.quick();
    const message = by('message');
    message.textContent = this.till.message.text;
    message.className = this.till.message.tone;
  }

  private header(): void {
    const { state, link } = this.till;
    const name = link.state;
    const training = (this.till.sale?.mode ?? (state.settings.training ? 'training' : 'live')) !== 'live';
    document.documentElement.dataset['theme'] = state.settings.theme;
    document.documentElement.lang = state.settings.language;
    document.body.classList.toggle('training', training);
    const parts: Child[] = [
      h('strong', {}, SHOP.name), h('span', {}, `${SHOP.premises} · ${SHOP.operator}`), training && h('span', { class: 'badge warn' }, this.till.t('training')),
      h('span', { class: 'grow' }),
      state.owed.length > 0 && h('span', { class: 'badge warn', id: 'owed' }, `${state.owed.length} ${this.till.t('owed')}`),
      h('span', { class: `badge ${name}`, id: 'link', 'data-state': name }, this.till.t(LINK[name] ?? name)),
    ];
    by('head').replaceChildren(...parts.filter((part): part is Node => part instanceof Node));
  }

  /** A line's row. One that says what it said before stays: a sale of 300 lines is not drawn anew for each of them. */
  private row(sale: Sale, line: SaleLine, off: number): HTMLElement {
    const removable = sale.phase === 'selling' && !line.voided && !line.parent && !line.original;
    const key = `${sale.ref} ${line.id}`;
    const from = JSON.stringify([line, off, removable, this.till.state.settings.language]);
    const known = this.drawn.get(key);
    if (known?.from === from) return known.row;
    const row = this.line(line, off, removable);
    this.drawn.set(key, { from, row });
    return row;
  }

  private line(line: SaleLine, off: number, removable: boolean): HTMLElement {
    const weighed = line.unit === 'kilogram';
    return h('li', { class: `${line.voided ? 'void' : ''} ${line.parent ? 'child' : ''}`, 'data-line': line.id },
      h('span', { class: 'name' }, line.name),
      h('span', { class: 'how' }, `${decimal(line.quantity)}${weighed ? ' kg' : ''} × ${price(line.price)} · ${line.tax || '–'}`),
      off ? h('span', { class: 'off' }, plain(off)) : undefined,
      h('span', { class: 'amount' }, plain(line.amount)),
      removable && h('button', { class: 'remove', 'data-void': line.id, 'aria-label': `${this.till.t('void')}: ${line.name}`, onclick: () => this.till.voidLine(line.id) }, '×'));
  }

  private lines(sale: Sale | null): void {
    const list = by('lines');
    if (!sale) {
      this.drawn.clear();
      return list.replaceChildren(h('li', { class: 'hint' }, this.till.t('empty')));
    }
    const off = books.lineDiscounts(sale);
    const rows = [...(sale.back ?? []), ...sale.lines].map((line) => this.row(sale, line, off.get(line.id) ?? 0));
    if (rows.length === list.childElementCount && rows.every((row, place) => row === list.children[place])) return;
    list.replaceChildren(...rows);
    list.scrollTop = list.scrollHeight;
  }

  private sums(sale: Sale | null): void {
    const row = (key: string, text: string, value: string, kind = '') =>
      h('p', { class: `sum ${kind}`, 'data-sum': key }, h('span', {}, text), h('span', {}, value));
    const { t } = { t: (key: string) => this.till.t(key) };
    if (!sale) return by('sums').replaceChildren(row('total', t('total'), euro(0), 'total'));
    const tenders = sale.tenders.map((tender) => this.tender(sale, tender));
    const cash = books.cashRemaining(sale);
    const left = books.remaining(sale);
    by('sums').replaceChildren(
      row('subtotal', t('subtotal'), plain(books.listTotal(sale) + books.backTotal(sale))),
      ...sale.adjustments.map((one) => row('adjustment', one.text_38, plain(one.amount), 'off')),
      ...(sale.charges ?? []).map((one) => row('charge', one.reason, plain(one.amount))),
      row('total', t('total'), euro(books.total(sale)), 'total'),
      ...(sale.tendered ?? []).map((one) => row('tendered', one.text_38, plain(one.amount), 'off')),
      ...(sale.byOthers && !sale.tendered?.length ? [row('tendered', t('byMember'), plain(sale.byOthers), 'off')] : []),
      ...tenders,
      ...(sale.phase === 'selling' ? [] : [row('remaining', t('remaining'), euro(left), 'left')]),
      ...(sale.phase !== 'selling' && cash !== left ? [row('cash', t('inCash'), euro(cash))] : []),
      ...this.till.members.rows(sale));
  }

  private tender(sale: Sale, tender: Tender): HTMLElement {
    const over = ['declined', 'cancelled'].includes(tender.state);
    const name = TENDER_NAMES[tender.kind]?.[this.till.state.settings.language] ?? tender.kind;
    const act = (label: string, name: string, work: () => Promise<void> | void) => h('button', { 'data-do': name, onclick: () => void this.till.run(work) }, label);
    return h('p', { class: `sum tender ${tender.state}`, 'data-tender': tender.kind, 'data-state': tender.state },
      h('span', {}, `${name} ${tender.masked ?? ''}`),
      tender.state === 'unknown' && act(this.till.t('charged'), 'charged', () => this.till.payments.late(tender, true)),
      tender.state === 'unknown' && act(this.till.t('notCharged'), 'not-charged', () => this.till.payments.late(tender, false)),
      !over && !sale.alone && act('×', 'cancel-tender', () => this.till.payments.cancel(tender)),
      h('span', {}, tender.amount ? plain(tender.amount + tender.rounding) : '…'));
  }

  private actions(sale: Sale | null): void {
    const { till } = this;
    const button = (name: string, key: string, enabled: boolean, kind = '') =>
      h('button', { 'data-do': name, class: kind, disabled: !enabled }, till.t(key));
    const paying = sale !== null && (sale.phase === 'total' || sale.phase === 'paying');
    const selling = sale?.phase === 'selling';
    const open = paying && books.remaining(sale) > 0;
    const free = sale !== null && !books.paid(sale);
    by('actions').replaceChildren(
      ...(paying
        ? books.remaining(sale) < 0 ? [button('give-back', 'giveBack', true, 'main'), button('give-back-card', 'giveBackCard', true)] : [button('cash', 'cash', open, 'main'), button('card', 'card', open, 'main'), button('gift-card', 'gift_card', open && !sale.alone, 'main'),
          button('back', 'back', free && !sale.alone)]
        : [button('total', 'totalKey', Boolean(selling && (books.live(sale).length || sale.back)), 'main total')]),
      button('suspend', 'suspend', free && !sale?.alone), button('resume', 'resume', !sale && till.state.suspended.length > 0),
      button('allowance', 'allowance', Boolean(selling)), button('cancel-sale', 'cancelSale', sale !== null, 'danger'),
      button('ask-coupon', 'askCoupon', Boolean(selling)), button('ask-member', 'askMember', Boolean(selling)),
      button('members', 'members', true), button('coupons', 'coupons', true), button('offers', 'offers', Boolean(selling)),
      h('button', { 'data-do': 'messages' }, `${till.t('messages')} ${till.state.messages.length || ''}`),
      button('receipt', 'receipt', till.state.last !== null), button('void-last', 'voidLast', !sale && till.state.last !== null, 'danger'), button('goods-back', 'goodsBack', !sale), button('cards', 'cards', !sale || Boolean(selling)), button('office', 'office', true));
  }

  private quick(): void {
    const { till, keys } = this;
    const { language } = till.state.settings;
    const products = keys.found.length ? keys.found.slice(0, 24) : till.catalogue.keys();
    by('quick-title').textContent = till.t(keys.found.length ? 'found' : 'keys');
    by('quick').replaceChildren(...products.map((product) =>
      h('button', { 'data-sku': product.sku, class: `tile ${product.categories[0] ?? ''}`, onclick: () => keys.product(product) },
        h('span', {}, product.name[language]), h('small', {}, `${price(product.price)} €${product.unit ? ' / kg' : ''}`))));
    by('tools').querySelectorAll('button').forEach((button) => { button.textContent = till.t(button.dataset['text'] ?? ''); });
    by<HTMLInputElement>('scan').placeholder = till.t('scan');
  }
}
