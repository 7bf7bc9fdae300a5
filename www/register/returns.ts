/**
 * Goods that come back: all or some lines of the last receipt, alone or against other goods.
 *
 * What must hold: what a line is worth comes from the page, which knows every discount it had; money leaves the drawer only
 * on the page's request, in the order the page gives.
 */
import type { BasketState, Outcome, Requests } from '../sdk/src/index.js';
import { h, type Child } from './dom.js';
import type { Sale, SaleLine } from './model.js';
import { euro, plain } from './money.js';
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
    if (till.sale || !last?.receipt || till.state.owed.length) return till.tell(till.t('noReturn'), 'bad');
    const sold = books.live(last).filter((line) => line.kind !== 'gift_card_load');
    const chosen = new Set(sold.map((line) => line.id));
    const draw = (close: (kind: Kind | undefined) => void): Child[] => {
      const line = (one: SaleLine) => h('label', { class: 'pick' },
        h('input', { type: 'checkbox', 'data-back': one.id, checked: true, onchange: (event) => {
          if ((event.target as HTMLInputElement).checked) chosen.add(one.id);
          else chosen.delete(one.id);
        } }), h('span', {}, one.name), h('span', {}, plain(one.amount + books.lineDiscount(last, one.id))));
      return [
        h('h2', {}, `${till.t('goodsBack').replace('…', '')} · ${last.receipt?.number ?? ''}`), ...sold.map(line),
        h('div', { class: 'row' }, h('button', { 'data-do': 'cancel', onclick: () => close(undefined) }, till.t('cancel')),
          h('button', { 'data-do': 'exchange', onclick: () => close('exchange') }, till.t('exchange')),
          h('button', { class: 'main', 'data-do': 'refund', 'data-focus': '', onclick: () => close('refund') }, till.t('refund'))),
      ];
    };
    void till.dialogs.open<Kind | undefined>('returns', draw).then((kind) => { if (kind && chosen.size) void till.run(() => this.start(kind, last, [...chosen])); });
  }

  private async start(kind: Kind, last: Sale, lines: string[]): Promise<void> {
    const { till } = this;
    const sale: Sale = { ...books.newSale(till.nextRef(), last.mode !== 'live', false), kind, back: [], backOf: last.receipt?.number ?? '' };
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

  /** Asks the page to give back what is due next. */
  async giveBack(): Promise<void> {
    const { till } = this;
    const sale = till.sale;
    if (!sale?.back || books.remaining(sale) >= 0) return;
    const accepted = await till.link.ask('tender.refund', { basket_ref: sale.ref });
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
