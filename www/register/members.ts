/**
 * Customers who are known: what they show, what they have, what of it pays, joining and being forgotten.
 *
 * What must hold: of a customer the register keeps no more than the page has masked; a message is written down once, however
 * often it is told.
 */
import type { BalanceState, Events, OfferState } from '../sdk/src/index.js';
import { entry } from './dialogs.js';
import { h, type Child } from './dom.js';
import type { Known, Person, Sale } from './model.js';
import { centsOf, euro, plain } from './money.js';
import type { Till } from './till.js';
import { people } from './wallet.js';

type Act = () => Promise<void>;

/** The offer as which a programme's units are priced when they pay. */
export const offerOf = (program: string): string => `points:${program}`;

export class Members {
  constructor(private readonly till: Till) {}

  private mode() {
    return this.till.state.settings.training ? 'training' as const : 'live' as const;
  }

  /** `95 Bodovi (4,75 €)`. */
  private balance({ kind, name, ready, pending, worth }: BalanceState): string {
    const units = (amount: number) => (kind === 'money' ? euro(amount) : String(amount));
    const value = kind !== 'money' && worth ? ` (${euro(worth)})` : '';
    return `${name} ${units(ready)}${value}${pending ? ` + ${units(pending)} ${this.till.t('pending')}` : ''}`;
  }

  private all(balances: BalanceState[]): string {
    return balances.map((one) => this.balance(one)).join(' · ') || '0';
  }

  /** The pretended customers: what each shows to the scanner or says to the cashier. */
  open(): void {
    const { till } = this;
    const draw = (close: (act: Act | undefined) => void): Child[] => {
      const button = (act: string, label: string, run: Act) => h('button', { 'data-act': act, onclick: () => close(run) }, label);
      const person = (one: Person): HTMLElement => {
        const [first] = one.known as [Known, ...Known[]];
        const acts = one.stranger
          ? [button('enrol', till.t('enrol'), () => this.enrol(one, true)), button('enrol-quiet', till.t('enrolQuiet'), () => this.enrol(one, false))]
          : [];
        return h('section', { class: 'person', 'data-person': one.name.toLowerCase() },
          h('strong', {}, `${one.name}${one.birthday ? ` · ${till.t('birthday')}` : ''}${one.stranger ? ` · ${till.t('stranger')}` : ''}`),
          h('div', { class: 'row' }, ...one.known.map((known) => button(known.kind, `${till.t(`kind.${known.kind}`)} ${known.code}`, () => this.show(known)))),
          h('div', { class: 'row' }, ...acts, button('balance', till.t('cardBalance'), () => this.look(first)), button('forget', till.t('forget'), () => this.forget(first))));
      };
      return [
        h('h2', {}, till.t('members').replace('…', '')), ...people(till.state.wallet).map(person),
        h('div', { class: 'row' }, h('button', { class: 'main', 'data-do': 'close-members', 'data-focus': '', onclick: () => close(undefined) }, till.t('close'))),
      ];
    };
    void till.dialogs.open<Act | undefined>('members', draw).then((act) => { if (act) void till.run(act); });
  }

  /** A card goes over the scanner; all else is told to the cashier, who types it. */
  private async show({ kind, code }: Known): Promise<void> {
    const { till } = this;
    if (kind === 'card') return till.code(code);
    if (!till.sale) return till.tell(till.t('memberInSale'), 'bad');
    if (!(await till.link.ask('loyalty.identify', { basket_ref: till.sale.ref, kind, code }))) till.tell(till.t('noPage'), 'bad');
  }

  private async enrol({ known, birthday }: Person, news: boolean): Promise<void> {
    const { till } = this;
    const consents = [{ id: 'terms', given: true }, { id: 'news', given: news }];
    const asked = await till.link.ask('loyalty.enrol', { identities: known, consents, mode: this.mode(), ...(birthday ? { birthday } : {}) });
    if (!asked) till.tell(till.t('noPage'), 'bad');
  }

  private async look({ kind, code }: Known): Promise<void> {
    if (!(await this.till.link.ask('loyalty.balance', { kind, code, mode: this.mode() }))) this.till.tell(this.till.t('noPage'), 'bad');
  }

  private async forget({ kind, code }: Known): Promise<void> {
    if (!(await this.till.link.ask('loyalty.forget', { kind, code, mode: this.mode() }))) this.till.tell(this.till.t('noPage'), 'bad');
  }

  /** Under the sums: who the customer is, and what of the balances can pay. */
  rows(sale: Sale): HTMLElement[] {
    const { till } = this;
    if (!sale.member) return [];
    const { masked, balances } = sale.member;
    const row = (one: BalanceState) => {
      const used = [...sale.adjustments, ...(sale.tendered ?? [])].some((by) => by.offer_id === offerOf(one.program));
      const act = (name: string, label: string, work: Act) =>
        h('button', { 'data-do': name, 'data-program': one.program, onclick: () => void till.run(work) }, label);
      const pays = sale.phase === 'selling' && (one.worth ?? 0) > 0;
      return h('p', { class: 'sum member', 'data-balance': one.program }, h('span', {}, this.balance(one)),
        used ? sale.phase === 'selling' && act('unredeem', '×', () => this.unredeem(sale, one.program)) : pays && act('redeem', till.t('redeem'), () => this.redeem(sale, one)));
    };
    return [h('p', { class: 'sum member', 'data-sum': 'member' }, h('span', {}, `${till.t('member')} ${masked}`)), ...balances.map(row)];
  }

  /** How much is to pay; nothing typed: as much as the programme allows. */
  private async redeem(sale: Sale, { program, kind, name }: BalanceState): Promise<void> {
    const { till } = this;
    const texts = { ok: till.t('ok'), cancel: till.t('cancel') };
    const read = (text: string) => (text.trim() === '' ? 0 : kind === 'money' ? centsOf(text) : /^\d+$/.test(text.trim()) ? Number(text) : undefined);
    const amount = await till.dialogs.open<number | undefined>('redeem', (close) => entry(`${name}: ${till.t('redeemAmount')}`, texts, read, close));
    if (amount === undefined) return;
    if (!(await till.link.ask('loyalty.redeem', { basket_ref: sale.ref, program, ...(amount ? { amount } : {}) }))) till.tell(till.t('noPage'), 'bad');
  }

  private async unredeem(sale: Sale, program: string): Promise<void> {
    const state = await this.till.link.ask('loyalty.unredeem', { basket_ref: sale.ref, program });
    if (state) this.till.take(state);
  }

  // ---- what the page tells

  identified({ customer, masked, balances, code }: Events['customer.identified']): void {
    const { till } = this;
    if (till.sale) Object.assign(till.sale, { customer, member: { masked, balances } });
    till.tell(`${till.t('member')} ${masked}${code ? '' : `: ${this.all(balances)}`}`, 'good');
    till.changed();
  }

  enrolled({ masked, consents }: Events['customer.enrolled']): void {
    this.till.tell(`${this.till.t('enrolled')}: ${masked.join(', ')} (${consents.join(', ')})`, 'good');
  }

  erased({ masked, kept }: Events['customer.erased']): void {
    const { till } = this;
    if (till.sale) delete till.sale.member;
    till.tell(`${till.t('erased')}: ${masked}. ${kept.map((one) => one.cashier_text).join(' ')}`, 'good');
  }

  looked({ masked, balances }: Events['loyalty.balance']): void {
    this.till.tell(`${masked ?? this.till.t('member')}: ${this.all(balances)}`, 'good');
  }

  redeemed(type: keyof Events, { program, worth, left, code, cashier_text }: Events['loyalty.redeemed']): void {
    const { till } = this;
    const known = till.sale?.member?.balances.find((one) => one.program === program);
    till.goOn();
    if (code) return till.tell(cashier_text || code, 'bad');
    till.tell(`${known?.name ?? program}: ${till.t(type)} ${euro(worth)}${left === undefined ? '' : ` · ${till.t('left')} ${known?.kind === 'money' ? plain(left) : left}`}`, 'good');
  }

  earned({ amount, balance }: Events['loyalty.earned']): void {
    if (!balance) return;
    const units = balance.kind === 'money' ? euro(amount) : String(amount);
    this.till.tell(`${this.till.t('earned')} ${units} · ${this.balance(balance)}`, 'good');
  }

  takenBack({ amount, short, charge }: Events['loyalty.taken_back']): void {
    const { till } = this;
    till.tell(`${till.t('takenBack')} ${amount}${short ? ` · ${till.t('short')} ${short} = ${euro(charge)}` : ''}`, short ? 'bad' : 'good');
    till.goOn();
  }

  /** A message to a member: a later server sends it; here it is only shown. */
  due({ message_id: id, kind, texts }: Events['message.due']): void {
    const { state } = this.till;
    if (state.messages.some((one) => one.id === id)) return;
    state.messages = [...state.messages, { id, kind, text: texts[state.settings.language] ?? Object.values(texts)[0] ?? '' }].slice(-50);
    this.till.changed();
  }

  messages(): void {
    const { till } = this;
    void till.dialogs.open<undefined>('messages', (close) => [
      h('h2', {}, till.t('messages')),
      ...till.state.messages.slice(-8).reverse().map(({ id, kind, text }) => h('p', { class: 'bubble', 'data-message': kind, title: id }, text)),
      ...(till.state.messages.length ? [] : [h('p', {}, till.t('noMessages'))]),
      h('div', { class: 'row' }, h('button', { class: 'main', 'data-do': 'close-messages', 'data-focus': '', onclick: () => close(undefined) }, till.t('close'))),
    ]);
  }

  /** The offers for this customer, each taken or left by the cashier as by the customer. */
  async offers(): Promise<void> {
    const { till } = this;
    const found = await till.link.ask('boost.offers', {});
    if (!found) return till.tell(till.t('noPage'), 'bad');
    const draw = (close: (act: Act | undefined) => void): Child[] => {
      const choose = (type: 'boost.select' | 'boost.decline', one: OfferState) => async () => {
        const state = await till.link.ask(type, { offer_id: one.offer_id });
        if (state) till.take(state);
      };
      const offer = (one: OfferState) => h('p', { class: 'sum', 'data-offer': one.offer_id, 'data-state': one.state },
        h('span', {}, `${one.name} · ${till.t(`offer.${one.kind}`)}, ${till.t(`offer.${one.state}`)}`), h('span', {}, one.amount ? plain(one.amount) : ''),
        one.needs_choice && h('button', { 'data-do': `take-${one.offer_id}`, onclick: () => close(choose('boost.select', one)) }, till.t('take')),
        one.needs_choice && h('button', { 'data-do': `leave-${one.offer_id}`, onclick: () => close(choose('boost.decline', one)) }, till.t('leave')));
      return [
        h('h2', {}, till.t('offers').replace('…', '')), ...found.offers.map(offer),
        h('div', { class: 'row' }, h('button', { class: 'main', 'data-do': 'close-offers', 'data-focus': '', onclick: () => close(undefined) }, till.t('close'))),
      ];
    };
    const act = await till.dialogs.open<Act | undefined>('offers', draw, true);
    if (act) await act();
  }
}
