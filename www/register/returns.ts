/**
 * Goods that come back: all or some lines of the last receipt, alone or against other goods.
 *
 * What must hold: what a line is worth comes from the page, which knows every discount it had; money leaves the drawer only
 * on the page's request, in the order the page gives.
 */
import type { BasketState, Outcome, Requests } from '../sdk/src/index.js';
import { h, type Child } from './dom.js';
import type { Sale, SaleLine } from './model.js';
import { entry } from './dialogs.js';
import { centsOf, euro, plain } from './money.js';
import * as books from './sale.js';
import { CURRENCY, SHOP, TENDER_NAMES } from './shop.js';
import type { Till } from './till.js';

type Kind = 'refund' | 'exchange';

export class Returns {
  constructor(private readonly till: Till) {}

  /** Which lines of the last receipt come back. */
  open(): void {
    const { till } = this;
    const last = till.state.last;
    if (till.sale || till.state.owed.length) return till.tell(till.t('noReturn'), 'bad');
    if (!last?.receipt) return void till.run(() => this.blind());
    const sold = books.live(last).filter((line) => line.kind !== 'gift_card_load');
    const chosen = new Set(sold.map((line) => line.id));
    let other = false;
    const draw = (close: (kind: Kind | undefined) => void): Child[] => {
      const line = (one: SaleLine) => h('label', { class: 'pick' },
        h('input', { type: 'checkbox', 'data-back': one.id, checked: true, onchange: (event) => {
          if ((event.target as HTMLInputElement).checked) chosen.add(one.id);
          else chosen.delete(one.id);
        } }), h('span', {}, one.name), h('span', {}, plain(one.amount + (books.lineDiscounts(last).get(one.id) ?? 0))));
      return [
        h('h2', {}, `${till.t('goodsBack').replace('…', '')} · ${last.receipt?.number ?? ''}`), ...sold.map(line),
        h('label', { class: 'pick' }, h('input', { type: 'checkbox', 'data-other-card': '', onchange: (event) => { other = (event.target as HTMLInputElement).checked; } }), h('span', {}, till.t('cardGone'))),
        h('div', { class: 'row' }, h('button', { 'data-do': 'cancel', onclick: () => close(undefined) }, till.t('cancel')),
          h('button', { 'data-do': 'blind', onclick: () => { close(undefined); void till.run(() => this.blind()); } }, till.t('noReceipt')),
          h('button', { 'data-do': 'exchange', onclick: () => close('exchange') }, till.t('exchange')),
          h('button', { class: 'main', 'data-do': 'refund', 'data-focus': '', onclick: () => close('refund') }, till.t('refund'))),
      ];
    };
    void till.dialogs.open<Kind | undefined>('returns', draw).then((kind) => { if (kind && chosen.size) void till.run(() => this.start(kind, last, [...chosen], other)); });
  }

  private async start(kind: Kind, last: Sale, lines: string[], otherCard: boolean): Promise<void> {
    const { till } = this;
    const sale: Sale = { ...books.newSale(till.nextRef(), last.mode !== 'live', false), kind, back: [], backOf: last.receipt?.number ?? '', otherCard };
    const opened = await till.link.ask('basket.open', { basket_ref: sale.ref, kind, mode: sale.mode, operator_ref: SHOP.operatorId, currency: CURRENCY });
    if (!opened) return till.tell(till.t('noPage'), 'bad');
    try {
      const state = await till.link.ask('basket.refund', { basket_ref: sale.ref, sale: last.ref, lines: lines.map((line_id) => ({ line_id })) });
      if (!state) return till.tell(till.t('noPage'), 'bad');
      this.take(sale, last, state);
    } catch (error) {
      await till.link.ask('basket.cancel', { basket_ref: sale.ref });
      throw error;
    }
    till.state.sale = sale;
    till.changed();
    if (kind === 'refund') await till.total();
  }

  /** The lines as the page values them. */
  private take(sale: Sale, last: Sale, state: BasketState): void {
    sale.openedOnPage = true;
    sale.revision = state.revision;
    sale.back = state.refunds.map((one) => {
      const sold = last.lines.find((line) => line.id === one.sold_line) as SaleLine;
      const amount = state.lines.find((line) => line.id === one.line_id)?.amount ?? 0;
      return { ...sold, id: one.line_id, kind: 'refund_of' as const, quantity: `-${sold.quantity}`, amount, original: { sale: one.sale, line: one.sold_line } };
    });
  }

  /** Goods without a receipt: at the price the cashier says, with the manager's consent, which the page asks for. */
  private async blind(): Promise<void> {
    const { till } = this;
    const texts = { ok: till.t('ok'), cancel: till.t('cancel') };
    const positive = (text: string) => { const cents = centsOf(text); return cents && cents > 0 ? cents : undefined; };
    const amount = await till.dialogs.open<number | undefined>('blind', (close) => entry(till.t('worth'), texts, positive, close));
    if (amount === undefined) return;
    const sale: Sale = { ...books.newSale(till.nextRef(), till.state.settings.training, false), kind: 'refund', back: [] };
    const name = till.t('noReceipt').replace('…', '');
    if (!(await till.link.ask('basket.open', { basket_ref: sale.ref, kind: 'refund', mode: sale.mode, operator_ref: SHOP.operatorId, currency: CURRENCY }))) return till.tell(till.t('noPage'), 'bad');
    const line = { id: 'b1', kind: 'return_free' as const, name, quantity: '-1', amount: -amount, tax_codes: ['A'] };
    try {
      const state = await till.link.ask('basket.refund', { basket_ref: sale.ref, reason: name, goods: [line] });
      if (!state) return till.tell(till.t('noPage'), 'bad');
      Object.assign(sale, { openedOnPage: true, revision: state.revision });
    } catch (error) {
      await till.link.ask('basket.cancel', { basket_ref: sale.ref });
      throw error;
    }
    sale.back = [{ id: 'b1', kind: 'return_free', name, quantity: '-1', price: plain(amount).replace(',', '.'), tax: 'A', amount: -amount, unit: 'piece', categories: [], flags: [], voided: false }];
    till.state.sale = sale;
    till.changed();
  }

  /** Asks the page to give back what is due next; `another`: to a gift card that the customer shows. */
  async giveBack(another?: boolean, token?: string): Promise<void> {
    const { till } = this;
    const sale = till.sale;
    if (!sale?.back || books.remaining(sale) >= 0) return;
    another ??= sale.otherCard ?? false; // the first of what goes back; what is left goes where it came from
    sale.otherCard = false;
    const way = another ? { kind: 'gift_card' as const, another_card: true, ...(token ? { token } : {}) } : {};
    const accepted = await till.link.ask('tender.refund', { basket_ref: sale.ref, ...way });
    if (!accepted) return till.tell(till.t('noPage'), 'bad');
    sale.phase = 'paying';
    till.changed();
  }

  /** `payment.refund`: the register gives money back. */
  async pay(request: Requests['payment.refund']): Promise<Outcome> {
    const { till } = this;
    const name = TENDER_NAMES[request.kind]?.[till.state.settings.language] ?? request.kind;
    const done = await till.dialogs.open<boolean>(`payback:${request.tender_ref}`, (close) => [
      h('h2', {}, till.t('reverse')), h('p', { class: 'due' }, euro(request.cash_amount ?? request.amount)), h('p', {}, `${name} ${request.masked ?? ''}`),
      h('div', { class: 'row' }, h('button', { 'data-do': 'failed', onclick: () => close(false) }, till.t('failed')),
        h('button', { class: 'main', 'data-do': 'done', 'data-focus': '', onclick: () => close(true) }, till.t('done'))),
    ]);
    return done ? { outcome: 'done' } : { outcome: 'failed' };
  }

  /** `authorise`: somebody who may consents. */
  async authorise(request: Requests['authorise']): Promise<Outcome> {
    const { till } = this;
    const may = await till.dialogs.open<boolean>(`authorise:${request.action}`, (close) => [
      h('h2', {}, till.t('consent')), h('p', { class: 'due' }, euro(request.amount)), h('p', {}, `${request.action} ${request.reason ?? ''}`),
      h('div', { class: 'row' }, h('button', { 'data-do': 'refuse', onclick: () => close(false) }, till.t('cancel')),
        h('button', { class: 'main', 'data-do': 'consent', 'data-focus': '', onclick: () => close(true) }, till.t('ok'))),
    ]);
    return may ? { outcome: 'done' } : { outcome: 'refused' };
  }
}
