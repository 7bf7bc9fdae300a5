/**
 * The life of a gift card at the till: sold or loaded, looked at, moved, paid out, blocked.
 *
 * What must hold: which card a line loads is told to the page once it has the line, and again whenever it does not list it;
 * money leaves the drawer only on the page's request.
 */
import type { BasketState, CardEvent, Events, LoadEvent, Outcome, Requests } from '../sdk/src/index.js';
import { entry } from './dialogs.js';
import { h, type Child } from './dom.js';
import type { Sale } from './model.js';
import { centsOf, euro, plain } from './money.js';
import { live } from './sale.js';
import { CURRENCY } from './shop.js';
import type { Till } from './till.js';
import { wallet } from './wallet.js';

interface Held { name: string; code: string; pin?: string }
type Act = (card: Held) => Promise<void>;

export class Cards {
  constructor(private readonly till: Till) {}

  private held(): Held[] {
    const { till } = this;
    const set = wallet(till.state.wallet);
    return [
      { name: till.t('gift_card'), code: set.giftCard, pin: set.pin },
      { name: till.t('newCard'), code: set.newCard, pin: set.newPin },
      { name: till.t('mealCard'), code: set.mealCard },
    ];
  }

  /** What can be done with one of the customer's cards. */
  open(): void {
    const { till } = this;
    let chosen = this.held()[0] as Held;
    let onScreen = false;
    const draw = (close: (act: Act | undefined) => void): Child[] => {
      const card = (one: Held, place: number) => h('label', { class: 'pick' },
        h('input', { type: 'radio', name: 'card', 'data-card': String(place), checked: place === 0, onchange: () => { chosen = one; } }), h('span', {}, one.name), h('code', {}, one.code));
      const act = (name: string, key: string, run: Act) => h('button', { 'data-do': name, onclick: () => close(run) }, till.t(key));
      return [
        h('h2', {}, till.t('cards').replace('…', '')), ...this.held().map(card),
        h('label', { class: 'pick' }, h('input', { type: 'checkbox', 'data-pin': 'screen', onchange: (event) => { onScreen = (event.target as HTMLInputElement).checked; } }),
          h('span', {}, till.t('pinOnScreen'))),
        h('div', { class: 'row' }, act('card-load', 'cardLoad', (one) => this.load(one)), act('card-balance', 'cardBalance', (one) => this.ask('tender.balance', one)),
          act('card-statement', 'cardStatement', (one) => this.ask('tender.statement', one))),
        h('div', { class: 'row' }, act('card-out', 'cardOut', (one) => this.cashOut(one)), act('card-move', 'cardMove', (one) => this.move(one)),
          act('card-lost', 'cardLost', (one) => this.block(one, true)), act('card-found', 'cardFound', (one) => this.block(one, false))),
        h('div', { class: 'row' }, h('button', { class: 'main', 'data-do': 'close-cards', 'data-focus': '', onclick: () => close(undefined) }, till.t('close'))),
      ];
    };
    void till.dialogs.open<Act | undefined>('cards', draw).then((act) => { if (act) void till.run(() => act(onScreen ? { name: chosen.name, code: chosen.code } : chosen)); });
  }

  private mode() {
    return this.till.state.settings.training ? 'training' as const : 'live' as const;
  }

  private async ask(type: 'tender.balance' | 'tender.statement', { code, pin }: Held): Promise<void> {
    const { till } = this;
    if (!(await till.link.ask(type, { token: code, mode: this.mode(), ...(pin ? { pin } : {}) }))) till.tell(till.t('noPage'), 'bad');
  }

  private async block({ code }: Held, lost: boolean): Promise<void> {
    await this.till.link.ask('tender.block', { token: code, mode: this.mode(), ...(lost ? { reason: 'lost' as const } : {}) });
  }

  private async cashOut({ code, pin }: Held): Promise<void> {
    await this.till.link.ask('tender.cash_out', { token: code, currency: CURRENCY, mode: this.mode(), ...(pin ? { pin } : {}) });
  }

  /** All of it goes to the new card, and the old one is closed. */
  private async move({ code, pin }: Held): Promise<void> {
    const { newCard, newPin } = wallet(this.till.state.wallet);
    await this.till.link.ask('tender.transfer', { from: code, ...(pin ? { from_pin: pin } : {}), to: newCard, to_pin: newPin, mode: this.mode() });
  }

  /** A line that loads the card; which card it is goes to the page beside the basket, not in it. */
  private async load(card: Held): Promise<void> {
    const { till } = this;
    const texts = { ok: till.t('ok'), cancel: till.t('cancel') };
    const positive = (text: string) => { const cents = centsOf(text); return cents && cents > 0 ? cents : undefined; };
    const amount = await till.dialogs.open<number | undefined>('load', (close) => entry(till.t('loadAmount'), texts, positive, close));
    if (amount !== undefined) till.sellLoad(card.name, amount, { token: card.code, ...(card.pin ? { pin: card.pin } : {}) });
  }

  /** Tells the page of the cards it does not list yet. */
  async bind(sale: Sale, { loads }: BasketState): Promise<void> {
    for (const { id, load } of live(sale)) {
      if (!load || loads.some((one) => one.line_id === id)) continue;
      await this.till.link.ask('tender.load', { basket_ref: sale.ref, line_id: id, ...load });
    }
  }

  /** `payment.pay_out`: what was left on a card leaves the drawer. */
  async payOut(request: Requests['payment.pay_out']): Promise<Outcome> {
    const { till } = this;
    const paid = await till.dialogs.open<boolean>(`payout:${request.pay_out_ref}`, (close) => [
      h('h2', {}, till.t('cardOut')), h('p', { class: 'due' }, euro(request.cash_amount)), h('p', {}, request.masked),
      h('div', { class: 'row' }, h('button', { 'data-do': 'failed', onclick: () => close(false) }, till.t('failed')),
        h('button', { class: 'main', 'data-do': 'done', 'data-focus': '', onclick: () => close(true) }, till.t('done'))),
    ]);
    return paid ? { outcome: 'done' } : { outcome: 'failed' };
  }

  /** What became of it. */
  told(type: keyof Events, event: CardEvent): void {
    const { till } = this;
    if (event.code) return till.tell(event.cashier_text || event.code, 'bad');
    if (event.statement) return void this.statement(event);
    const moved = event.amount === undefined ? '' : ` ${euro(event.amount)}`;
    till.tell(`${till.t(type)}${moved}: ${event.masked} · ${event.balance === undefined ? event.mark ?? '' : euro(event.balance)}`, 'good');
  }

  loaded(type: keyof Events, event: LoadEvent): void {
    const { till } = this;
    if (event.code) return till.tell(event.cashier_text || event.code, 'bad');
    till.tell(`${till.t(type)}: ${event.masked} ${euro(event.amount)}`, 'good');
  }

  private async statement({ masked, statement }: CardEvent): Promise<void> {
    const { till } = this;
    const lines = statement?.movements.map(({ at, kind, amount, balance }) =>
      `${at.slice(0, 16).replace('T', ' ')}  ${kind.padEnd(16)}${plain(amount).padStart(9)}${plain(balance).padStart(10)}`) ?? [];
    await till.dialogs.open<undefined>('statement', (close) => [
      h('h2', {}, masked), h('pre', { class: 'paper', id: 'statement' }, lines.join('\n')),
      h('div', { class: 'row' }, h('button', { class: 'main', 'data-do': 'close-statement', 'data-focus': '', onclick: () => close(undefined) }, till.t('close'))),
    ]);
  }
}
