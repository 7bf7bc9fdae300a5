/**
 * Coupons at the till: what those in the customer's hand would do together, which are in the basket, one that the cashier gives.
 *
 * What must hold: nothing is used by looking; what is printed for the customer is in the customer's pocket from then on.
 */
import type { CouponVerdict, Events } from '../sdk/src/index.js';
import { h, type Child } from './dom.js';
import { plain } from './money.js';
import type { Till } from './till.js';
import { wallet, type Wallet } from './wallet.js';

type Act = () => Promise<void>;

/** The scheme of which a cashier may give one. */
const SORRY = 'sorry-3';

/** What the customer holds: a name for each code. */
export function held(till: Till): { name: string; key: string; code: string }[] {
  const { coupons, water, drinks, beans, signed, used, welcome }: Wallet = wallet(till.state.wallet);
  const named = (name: string, key: string, code: string | undefined) => (code ? [{ name, key, code }] : []);
  return [
    ...coupons.flatMap((code, place) => named(`coupon-${place + 1}`, 'couponHousehold', code)), ...named('used', 'couponUsed', used),
    ...named('welcome', 'couponWelcome', welcome), ...named('water', 'couponWater', water), ...named('drinks', 'couponDrinks', drinks),
    ...named('beans', 'couponBeans', beans), ...named('signed', 'couponSigned', signed),
    ...till.state.pocket.flatMap((code, place) => named(`voucher-${place + 1}`, 'couponVoucher', code)),
  ];
}

export class Coupons {
  /** What the ledger adds to a verdict comes as an event. */
  private waiting: { op: string; told: (found: CouponVerdict[]) => void } | undefined;

  constructor(private readonly till: Till) {}

  /** All that the customer holds; over a basket with a verdict each, worked out together. */
  async open(): Promise<void> {
    const { till } = this;
    const all = held(till);
    const selling = till.sale?.phase === 'selling' && till.sale.openedOnPage;
    const found = selling ? await till.link.ask('coupons.check', { codes: all.map((one) => one.code) }) : { coupons: [] };
    if (!found) return till.tell(till.t('noPage'), 'bad');
    const draw = (close: (act: Act | undefined) => void): Child[] => {
      const list = h('div', {});
      const row = (verdict: CouponVerdict, place: number) => h('p', { class: 'sum', 'data-coupon': all[place]?.name ?? '', 'data-verdict': verdict.verdict },
        h('span', {}, `${till.t(all[place]?.key ?? '')} ${verdict.masked}`), h('span', {}, this.said(verdict)),
        h('button', { 'data-do': `use-${all[place]?.name ?? ''}`, onclick: () => close(() => till.code(all[place]?.code ?? '')) }, till.t('use')));
      const fill = (verdicts: CouponVerdict[]) => list.replaceChildren(...verdicts.map(row));
      fill(found.coupons);
      if ('accepted' in found && found.accepted) this.waiting = { op: found.accepted, told: fill };
      const inside = (till.sale?.coupons ?? []).map((one) => h('p', { class: 'sum', 'data-inside': one.id }, h('span', {}, one.name), h('span', {}, plain(one.amount)),
        h('button', { 'data-do': 'remove-coupon', onclick: () => close(() => this.remove(one.id)) }, '×')));
      return [
        h('h2', {}, till.t('coupons').replace('…', '')), list, ...(inside.length ? [h('h2', {}, till.t('inBasket')), ...inside] : []),
        h('div', { class: 'row' }, h('button', { 'data-do': 'give-coupon', onclick: () => close(() => this.give()) }, till.t('giveCoupon')),
          h('button', { class: 'main', 'data-do': 'close-coupons', 'data-focus': '', onclick: () => close(undefined) }, till.t('close'))),
      ];
    };
    const act = await till.dialogs.open<Act | undefined>('coupons', draw, true);
    this.waiting = undefined;
    if (act) await act();
  }

  private said({ verdict, amount, code, left }: CouponVerdict): string {
    const text = this.till.t(`verdict.${verdict}`);
    return [text, amount ? plain(amount) : '', left === undefined ? '' : `${this.till.t('left')} ${left}`, code ?? ''].filter(Boolean).join(' · ');
  }

  checked(event: Events['coupons.checked']): void {
    if (this.waiting && event.op_id === this.waiting.op && event.result !== 'unknown') this.waiting.told(event.coupons);
  }

  private async remove(coupon_id: string): Promise<void> {
    const state = await this.till.link.ask('coupons.remove', { coupon_id });
    if (state) this.till.take(state);
  }

  /** Something went wrong, and the customer gets a coupon: the page asks for a manager's consent first. */
  private async give(): Promise<void> {
    const { till } = this;
    const mode = till.state.settings.training ? 'training' as const : 'live' as const;
    const asked = await till.link.ask('coupons.issue', { scheme: SORRY, reason: till.t('giveCoupon'), mode });
    if (!asked) till.tell(till.t('noPage'), 'bad');
  }

  issued({ code, valid_until }: Events['coupon.issued']): void {
    const { till } = this;
    till.tell(code ? `coupons.issue: ${code}` : `${till.t('issued')} ${valid_until?.slice(0, 10) ?? ''}`, code ? 'bad' : 'good');
  }

  /** A slip is in the customer's hand. */
  pocketed(code: string | undefined): void {
    const { state } = this.till;
    if (code && !state.pocket.includes(code)) state.pocket = [...state.pocket, code].slice(-6);
  }
}
