/**
 * What the pretended customer carries: a gift card, coupons, a member card. Money and single-use codes are brought into the
 * page's ledger as opening balances. A set is numbered, so that a fresh one can be dealt when the old one is spent; the
 * forms of the numbers are those of the shop's pack.
 */
import type { ImportLedger } from '../sdk/src/index.js';
import { CURRENCY, gs1Check, luhnCheck } from './shop.js';

export interface Wallet {
  set: string; giftCard: string; pin: string; balance: number;
  /** Pays for food only, and asks for no PIN. */
  mealCard: string; mealBalance: number;
  /** From the rack beside the till: not known to anybody before it is loaded. */
  newCard: string; newPin: string;
  /** Two single-use coupons that are good, and one that was used elsewhere (no use is left). */
  coupons: string[]; used: string;
  /** A coupon that many customers have. */
  welcome: string;
  member: string;
}

export function wallet(set: string): Wallet {
  const number = set.replace(/\D/g, '').slice(-7).padStart(7, '0');
  const gs1 = (digits: string) => digits + gs1Check(digits);
  const card = `62990000000${number}`;
  const meal = `629800000${number}`;
  const fresh = `62990000001${number}`;
  return {
    set, giftCard: card + luhnCheck(card), pin: '1234', balance: 1500, mealCard: meal + luhnCheck(meal), mealBalance: 1000,
    newCard: fresh + luhnCheck(fresh), newPin: '4321',
    coupons: [gs1(`9901${number}1`), gs1(`9901${number}2`)], used: gs1(`9901${number}9`), welcome: gs1('990200000001'), member: gs1('260000000042'),
  };
}

/** The opening balances of a set. */
export function balances(held: Wallet): ImportLedger {
  return {
    batch: `demo-${held.set}`,
    accounts: [
      { token: held.giftCard, pin: held.pin, balance: held.balance, currency: CURRENCY },
      { token: held.mealCard, balance: held.mealBalance, currency: CURRENCY },
    ],
    codes: [...held.coupons.map((code) => ({ code, uses: 1 })), { code: held.used, uses: 0 }],
  };
}
