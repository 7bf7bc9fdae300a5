/**
 * What pretended customers carry: gift cards, coupons of each sort, and what members are known by. Money, single-use codes
 * and members are brought into the page's ledger as opening balances. A set is numbered, so that a fresh one can be dealt
 * when the old one is spent; the forms of the numbers are those of the shop's pack.
 */
import type { ImportLedger, MemberIn } from '../sdk/src/index.js';
import type { Known, Person } from './model.js';
import { CURRENCY, gs1Check, luhnCheck, oibCheck } from './shop.js';

export interface Wallet {
  set: string; giftCard: string; pin: string; balance: number;
  /** Pays for food only, and asks for no PIN. */
  mealCard: string; mealBalance: number;
  /** From the rack beside the till: not known to anybody before it is loaded. */
  newCard: string; newPin: string;
  /** A code that is good for one payment, whatever is left on it; a card shown on a telephone, as a GS1 symbol. */
  prepaidCode: string; prepaidBalance: number; digitalCard: string; digitalBalance: number;
  /** A card that has run out, and one that is known but not sold yet. */
  lateCard: string; unsoldCard: string;
  /** Two single-use coupons that are good, and one that was used elsewhere (no use is left). */
  coupons: string[]; used: string;
  /** Coupons that many customers have. */
  welcome: string; drinks: string; beans: string;
  /** One bottle of water for nothing, once; and one that its issuer has signed. */
  water: string; signed: string | undefined;
  member: string;
}

let signed: string[] = [];

/** The signed coupons that the demo's shop has made. */
export async function loadSigned(): Promise<void> {
  const answer = await fetch('/signed-coupons.json').catch(() => undefined);
  signed = answer?.ok ? ((await answer.json()) as string[]) : [];
}

const digits = (set: string) => set.replace(/\D/g, '').slice(-7).padStart(7, '0');
const gs1 = (number: string) => number + gs1Check(number);

export function wallet(set: string): Wallet {
  const number = digits(set);
  const card = `62990000000${number}`;
  const meal = `629800000${number}`;
  const fresh = `62990000001${number}`;
  const [late, unsold, prepaid] = [`62990000002${number}`, `62990000003${number}`, `99770000${number}`];
  return {
    set, giftCard: card + luhnCheck(card), pin: '1234', balance: 1500, mealCard: meal + luhnCheck(meal), mealBalance: 1000,
    newCard: fresh + luhnCheck(fresh), newPin: '4321',
    prepaidCode: prepaid + oibCheck(prepaid), prepaidBalance: 500, digitalCard: `(8003)09521234000006000${number}`, digitalBalance: 700,
    lateCard: late + luhnCheck(late), unsoldCard: unsold + luhnCheck(unsold),
    coupons: [gs1(`9901${number}1`), gs1(`9901${number}2`)], used: gs1(`9901${number}9`), welcome: gs1('990200000001'),
    drinks: gs1('990500000001'), beans: gs1('990700000001'), water: gs1(`9904${number}1`),
    signed: signed[Number(number) % Math.max(1, signed.length)], member: gs1(`2600${number}1`),
  };
}

/** `MM-DD` of today: somebody has a birthday. */
const today = (): string => {
  const now = new Date();
  return [now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
};

/** Three members and one who is none yet. */
export function people(set: string): Person[] {
  const number = digits(set);
  const card: Known = { kind: 'card', code: wallet(set).member };
  const phone = (area: string): Known => ({ kind: 'phone', code: `+385${area}${number}` });
  const email = (name: string): Known => ({ kind: 'email', code: `${name}.${number}@primjer.hr` });
  const oib = `123${number}`;
  return [
    {
      name: 'Ana', known: [card, phone('91')], purchases: 3, consents: ['terms', 'news'],
      balances: [{ program: 'points', amount: 95 }, { program: 'coffee', amount: 8 }, { program: 'back', amount: 300 }],
    },
    {
      name: 'Boris', known: [phone('98'), email('boris'), { kind: 'code', code: `HVALA${number}` }], purchases: 9, consents: ['terms', 'news'],
      balances: [{ program: 'points', amount: 490, earned: 490 }, { program: 'coffee', amount: 2 }],
    },
    {
      name: 'Iva', known: [email('iva'), { kind: 'oib', code: oib + oibCheck(oib) }], purchases: 1, consents: ['terms'], birthday: today(),
      balances: [{ program: 'coffee', amount: 9 }],
    },
    { name: 'Marko', known: [phone('95'), email('marko')], purchases: 0, consents: [], balances: [], stranger: true },
  ];
}

function opening({ known, birthday, purchases, consents, balances }: Person): MemberIn {
  return { identities: known, purchases, consents, balances, ...(birthday ? { birthday } : {}) };
}

/** The opening balances of a set. */
export function balances(held: Wallet): ImportLedger {
  return {
    batch: `demo-${held.set}`,
    accounts: [
      { token: held.giftCard, pin: held.pin, balance: held.balance, currency: CURRENCY },
      { token: held.mealCard, balance: held.mealBalance, currency: CURRENCY },
      { token: held.prepaidCode, balance: held.prepaidBalance, currency: CURRENCY },
      { token: held.digitalCard, balance: held.digitalBalance, currency: CURRENCY },
      { token: held.lateCard, pin: held.pin, balance: held.balance, currency: CURRENCY, valid_until: '2026-01-01T00:00:00Z' },
      { token: held.unsoldCard, pin: held.pin, balance: 0, currency: CURRENCY, inactive: true },
    ],
    codes: [...[...held.coupons, held.water].map((code) => ({ code, uses: 1 })), { code: held.used, uses: 0 }],
    members: people(held.set).filter((one) => !one.stranger).map(opening),
  };
}
