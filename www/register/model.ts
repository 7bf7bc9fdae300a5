/** What the register knows of a sale. Everything here is plain data, so that the journal can keep it. */
import type { Adjustment, Allowance, BalanceState, Fiscal, IdentityKind, Flag, LineIn, LineKind, MemberBalanceIn, Mode, TenderKind, Unit } from '../sdk/src/index.js';

export type Language = 'hr' | 'en' | 'de';
export type TaxCode = 'A' | 'B' | 'C' | 'N';
export type Names = Record<Language, string>;

export interface Product {
  sku: string; plu?: string; name: Names; price: string; unit?: Unit; tax: TaxCode; kind?: LineKind; categories: string[];
  brand?: string; deposit?: string; min_age?: number; flags?: Flag[]; key?: boolean;
}

/** What somebody is known by. */
export interface Known { kind: IdentityKind; code: string }

/** A pretended customer. */
export interface Person {
  name: string; known: Known[]; purchases: number; consents: string[]; balances: MemberBalanceIn[];
  /** MM-DD. */
  birthday?: string;
  /** Not a member yet. */
  stranger?: boolean;
}

export interface SaleLine {
  id: string; kind: LineKind; product?: string; name: string; quantity: string; unit: Unit; price: string; amount: number;
  /** Loads of cards have no tax. */
  tax: TaxCode | ''; categories: string[]; brand?: string; flags: Flag[]; parent?: string; min_age?: number; voided: boolean;
  /** gift_card_load: which card. */
  load?: { token: string; pin?: string };
  /** refund_of: the line of the sale it comes from. */
  original?: { sale: string; line: string };
}

export interface Tender {
  ref: string; kind: TenderKind; amount: number; rounding: number; state: string; masked?: string; balance?: number;
  /** The request that asked for it. */
  req?: string;
  tendered?: number; brand?: string; auth?: string; tip?: number;
}

/**
 * `selling` lines may change; `total` frozen and agreed with the page; `paying` money moves; `paid` all is there and the
 * receipt number is given; `closed` printed.
 */
export type Phase = 'selling' | 'total' | 'paying' | 'paid' | 'closed';

export interface Sale {
  ref: string; mode: Mode; pageIsMaster: boolean; phase: Phase; revision: number; nextLine: number;
  lines: SaleLine[]; adjustments: Adjustment[]; allowances: Allowance[]; coupons: { id: string; name: string; amount: number }[];
  tenders: Tender[]; openedOnPage: boolean;
  /** What the customer may hand over, as the page suggests. */
  cashAmounts?: number[];
  /** The sale is finished without the page and imported later. */
  alone: boolean;
  customer?: string; receipt?: Issued;
  /** Its paper: held back while the customer is asked, printed, or not wanted. */
  paper?: 'waits' | 'printed' | 'none';
  /** What the page has said of the customer; what others pay, such as money back; what is charged for goods that come back. */
  member?: { masked: string; balances: BalanceState[] }; tendered?: Adjustment[]; byOthers?: number; charges?: { reason: string; amount: number }[];
  /** Goods that come back: not lines of this sale to change, but part of its total. */
  kind?: 'refund' | 'exchange'; back?: SaleLine[]; backOf?: string; otherCard?: boolean;
}

/** A receipt's legal data: given once, never changed. */
export interface Issued { number: string; at: string; fiscal: Required<Fiscal>; operator: string }

export interface Settings {
  language: Language;
  /** The customer's language; the cashier's if it is empty. The second stands under it. */
  customer?: string; second?: string; theme: 'light' | 'dark'; touch: boolean; training: boolean; pageIsMaster: boolean;
  /** The customer is asked whether the receipt is printed. */
  receiptChoice?: boolean;
}

/** Everything that survives a power cut. */
export interface State {
  settings: Settings; counter: number; trainingCounter: number; sales: number;
  sale: Sale | null; suspended: Sale[]; last: Sale | null;
  /** Finished sales the page has not booked yet, oldest first. */
  owed: Sale[];
  /** Batches of opening balances the page has taken: batch and epoch. */
  imported: string[];
  wallet: string;
  /** Prints that came out of the printer. */
  printed: string[];
  /** Codes of vouchers that are in customers' pockets. */
  pocket: string[];
  /** What was due to be told to members, each once. */
  messages: { id: string; kind: string; text: string }[];
}

/** A line as the page gets it. */
export function wireLine(line: SaleLine, pageIsMaster: boolean): LineIn {
  return {
    id: line.id, kind: line.kind, name: line.name, quantity: line.quantity, unit: line.unit, unit_price: line.price,
    ...(pageIsMaster ? {} : { amount: line.amount }), ...(line.product ? { product: line.product } : {}),
    tax_codes: line.tax ? [line.tax] : [], categories: line.categories, flags: line.flags,
    ...(line.brand ? { brand: line.brand } : {}), ...(line.parent ? { parent: line.parent } : {}),
    ...(line.min_age ? { min_age: line.min_age } : {}), ...(line.original ? { original: line.original } : {}),
  };
}
