/**
 * The protocol's payloads, version 1, as TypeScript types: the same shapes as till/src/wire and till/src/price.
 *
 * Amounts are whole numbers of minor units; quantities, unit prices and rates are decimal strings; a missing list is
 * an empty one. What the page answers always carries its lists; members marked `?` are absent when there is no value.
 */
export type Amount = number;
export type Decimal = string;
export type Id = string;
/** RFC 3339 with offset. */
export type Moment = string;
export type Mode = 'live' | 'training' | 'test';
export type TenderKind = 'cash' | 'card' | 'gift_card' | 'other';

// ---- session
export interface Locale { customer?: Id; cashier?: Id }
export interface Appearance { theme?: 'auto' | 'light' | 'dark' }
export interface Display { role?: 'customer' | 'cashier' | 'shared'; touch?: boolean }
export interface Position { epoch: Id; seq: number }
export interface PackRef { version: Id; hash: Id }
export interface Open {
  nonce: string; host_session: Id; device_token: string; locale?: Locale; appearance?: Appearance; display?: Display;
  capabilities?: Id[]; position?: Position;
}
export interface Opened {
  protocol: number; build: string; device: Id; store: Id; till: Id; modules: Id[];
  ledger: 'device' | 'platform'; storage: 'persistent' | 'volatile' | 'none'; journal_lost: boolean; pack?: PackRef;
  limits: { max_lines: number; max_in_flight: number; max_bytes: number };
  position: Position; token_expires: Moment; degraded?: Id; interrupted?: BasketState; suspended: Id[]; pending_requests: Id[];
}
export interface Diagnostics {
  build: string; phase: Id; storage: Id; unacknowledged: number; pending_requests: number; unknown_operations: number; restarts: number;
}
/** What a card terminal says; tip, cashback and surcharge are on top of what was authorised for the sale. */
export interface Slip {
  tip?: Amount; cashback?: Amount; surcharge?: Amount; brand?: string; masked_pan?: string; auth_code?: string; terminal_id?: string;
  entry?: string; customer_receipt?: string[]; merchant_receipt?: string[];
}
export type RequestOutcome = 'done' | 'failed' | 'refused' | 'unknown';
export interface RequestDone {
  req: Id; outcome: RequestOutcome; authorized?: Amount; tendered?: Amount; slip?: Slip; reason?: string;
}

// ---- basket
export type LineKind = 'sale' | 'deposit' | 'deposit_return' | 'fee' | 'service' | 'gift_card_load';
export type Unit = 'piece' | 'kilogram' | 'litre' | 'metre';
export type Flag = 'no_discount' | 'no_coupon' | 'no_points' | 'no_stored_value';
export interface Line {
  id: Id; kind?: LineKind; product?: Id; name: string; quantity: Decimal; unit?: Unit; unit_price?: Decimal; amount?: Amount;
  reductions?: { kind: Id; amount: Amount; reason?: string }[]; tax_codes?: Id[]; categories?: Id[]; brand?: Id; tags?: Id[];
  flags?: Flag[]; floor_price?: Decimal; parent?: Id; min_age?: number;
}
export interface Allowance { id: Id; percent?: Decimal; amount?: Amount; reason: string }
export interface OpenBasket {
  basket_ref: Id; kind?: 'sale'; mode?: Mode; operator_ref?: Id; currency: string; price_master?: 'register' | 'page';
}
export interface PutBasket { basket_ref: Id; revision: number; lines?: Line[]; allowances?: Allowance[] }
export interface EditLines { basket_ref?: Id; base_revision: number; lines?: Line[] }
export interface RateTotal { tax_code: Id; gross: Amount }
export interface Freeze { basket_ref?: Id; revision: number; register_total: Amount; per_rate?: RateTotal[] }
export interface Difference { what: Id; register: Amount; page: Amount }
export interface Fiscal { lines?: string[]; qr?: string; pending?: boolean }
export interface TenderIn { tender_ref: Id; kind: TenderKind; amount: Amount; rounding?: Amount; tendered?: Amount }
export interface Commit { basket_ref?: Id; receipt_no: string; fiscal?: Fiscal; tenders?: TenderIn[] }
export interface ImportBasket {
  basket_ref: Id; mode?: Mode; currency: string; lines?: Line[]; adjustments?: Adjustment[]; tenders?: TenderIn[];
  total: Amount; receipt_no: string; fiscal?: Fiscal; at?: Moment; operator_ref?: Id;
}
export interface PricedLine { id: Id; list: Amount; reduction: Amount; discount: Amount; amount: Amount }
export interface Share { line_id: Id; register_tax_code?: Id; amount: Amount }
export interface Adjustment {
  id: Id; offer_id: Id; coupon_id?: Id; scope: 'line' | 'group' | 'basket'; amount: Amount; shares: Share[]; times: number;
  text_20: string; text_38: string; reason_code: Id; funded_by: Id;
}
export interface TaxTotal { code: Id; name: string; rate: Decimal; included: boolean; net: Amount; tax: Amount; gross: Amount }
export interface Totals {
  list: Amount; reductions: Amount; discounts: Amount; net: Amount; tax: Amount; total: Amount; cash_total: Amount;
}
export interface WhyNot { offer_id: Id; coupon_id?: Id; code: Id; missing_quantity?: Decimal; missing_value?: Amount }
export interface CouponState {
  coupon_id: Id; scheme: Id; name: string; masked: string; state: 'pending' | 'applied' | 'no_effect'; amount: Amount;
}
export interface TenderState {
  tender_ref: Id; kind: TenderKind; amount: Amount; rounding: Amount; masked?: string; balance?: Amount;
  state: 'asking' | 'needs_pin' | 'taking' | 'approved' | 'declined' | 'cancelling' | 'cancelled' | 'unknown';
}
export interface BasketState {
  basket_ref: Id; phase: 'open' | 'frozen' | 'paying' | 'suspended'; mode: Mode; revision: number; pack: PackRef;
  lines: PricedLine[]; adjustments: Adjustment[]; taxes: TaxTotal[]; totals: Totals; why_not: WhyNot[];
  coupons: CouponState[]; tenders: TenderState[]; remaining: Amount; customer?: Id;
}
export interface Committed { basket_ref: Id; epos_no: number; differences: Difference[] }
export interface Closed { basket_ref: Id; state: 'suspended' | 'cancelled' | 'voided' }

// ---- scan, coupons, loyalty, tender, receipt, screen, ledger
export interface Scanned { kind: 'product' | 'coupon' | 'card' | 'member' | 'unknown'; gtin?: Id; scheme?: Id; accepted?: Id }
export interface CouponChecked { scheme: Id; name: string; would_apply: boolean; amount: Amount; why_not: WhyNot[] }
export interface Accepted { accepted: Id }
export interface Identified { customer: Id; scheme: Id; masked: string }
export interface Pay { basket_ref?: Id; kind: TenderKind; token?: string; pin?: string; amount?: Amount }
export interface External {
  basket_ref?: Id; tender_ref: Id; kind: TenderKind; outcome: RequestOutcome; authorized: Amount; slip?: Slip;
}
export interface ReceiptOut { basket_ref: Id; epos_no: number; lines: string[]; receipt?: unknown }
export interface ImportLedger {
  batch: Id; mode?: Mode; accounts?: { token: string; pin?: string; balance: Amount; currency: string; valid_until?: Moment }[];
  codes?: { code: string; uses?: number; valid_until?: Moment }[];
}
type Nothing = Record<string, never>;
/** Say which basket is meant: a command that comes late may meet the next sale. */
type OfBasket = { basket_ref?: Id };

/** Every command a register may send: payload and answer. `session.open`, `.ack` and `request.done` are sent by the SDK. */
export interface Commands {
  'session.configure': [{ locale?: Locale; appearance?: Appearance; display?: Display; pack?: string }, { pack?: PackRef }];
  'session.diagnostics': [Nothing, Diagnostics];
  'basket.open': [OpenBasket, BasketState];
  'basket.put': [PutBasket, BasketState];
  'basket.add': [EditLines, BasketState];
  'basket.change': [EditLines, BasketState];
  'basket.remove': [{ base_revision: number; line_ids: Id[] }, BasketState];
  'basket.allowance': [{ base_revision: number; allowance?: Allowance; remove?: Id }, BasketState];
  'basket.status': [Nothing, { basket?: BasketState; suspended: Id[] }];
  'basket.suspend': [OfBasket, Closed];
  'basket.resume': [{ basket_ref: Id }, BasketState];
  'basket.freeze': [Freeze, BasketState];
  'basket.unfreeze': [OfBasket, BasketState];
  'basket.commit': [Commit, Committed];
  'basket.void': [{ basket_ref: Id }, Closed];
  'basket.cancel': [OfBasket, Closed];
  'basket.import': [ImportBasket, Committed];
  'scan': [{ code: string }, Scanned];
  'coupons.check': [OfBasket & { code: string }, CouponChecked];
  'coupons.redeem': [OfBasket & { code: string }, Accepted];
  'coupons.remove': [OfBasket & { coupon_id: Id }, BasketState];
  'loyalty.identify': [OfBasket & { code: string }, Identified];
  'tender.start': [OfBasket & { kinds?: TenderKind[] }, BasketState];
  'tender.pay': [Pay, Accepted];
  'tender.balance': [{ token: string; pin?: string; mode?: Mode }, Accepted];
  'tender.external': [External, BasketState];
  'tender.cancel': [OfBasket & { tender_ref: Id }, { state: 'cancelled' | 'too_late' | 'pending' }];
  'tender.rollback': [OfBasket, { state: 'cancelled' | 'too_late' | 'pending' }];
  'receipt.get': [{ basket_ref?: Id; format?: 'text' | 'json'; columns?: number }, ReceiptOut];
  'screen.show': [{ screen: 'coupon' | 'identify' | 'none' }, Nothing];
  'screen.idle': [Nothing, Nothing];
  'ledger.import': [ImportLedger, Accepted];
}
export type CommandType = keyof Commands;

export interface TenderEvent {
  tender_ref: Id; kind: TenderKind; amount: Amount; rounding: Amount; remaining: Amount; masked?: string; balance?: Amount;
  code?: Id; cashier_text?: string; customer_text?: string;
}
/** Events that are kept by the page until they are acknowledged. */
export interface Events {
  'basket.priced': BasketState;
  'basket.discrepancy': { basket_ref: Id; differences: Difference[] };
  'basket.committed': { basket_ref: Id; epos_no: number; receipt_no: string; total: Amount };
  'customer.identified': Identified;
  'coupon.redeemed': { op_id: Id; coupon_id: Id; scheme: Id; amount: Amount };
  'coupon.refused': { op_id: Id; masked: string; code: Id; cashier_text: string; customer_text: string };
  'tender.approved': TenderEvent;
  'tender.declined': TenderEvent;
  'tender.cancelled': TenderEvent;
  'tender.unknown': TenderEvent;
  'tender.try_failed': TenderEvent;
  'tender.balance': { op_id: Id; masked: string; balance?: Amount; currency?: string; ledger: Id; code?: Id };
  'ledger.imported': { op_id: Id; batch: Id; result: 'done' | 'declined' | 'unknown'; code?: Id };
  'scan.read': { code: string };
}

/** Requests of the page to the register. */
export interface Requests {
  'payment.take': { tender_ref: Id; basket_ref: Id; kind: TenderKind; amount: Amount; cash_amount?: Amount; currency: string };
  'payment.reverse': { tender_ref: Id; basket_ref: Id; kind: TenderKind; amount: Amount; currency: string };
  'print': { print_id: Id; kind: Id; lines: string[]; barcode?: string; copy: boolean };
}

/** An error as the page sends it. */
export interface WireError {
  code: Id; who: 'host' | 'later' | 'customer' | 'service' | 'epos'; retry: boolean; cashier_text?: string; customer_text?: string;
  details?: Record<string, unknown>;
}
/** Anything that travels on the port. */
export interface Envelope {
  v: number; id?: Id; re?: Id; type: string; ok?: boolean; payload?: unknown; error?: WireError; epoch?: Id; seq?: number; req?: Id;
  deadline?: Moment;
}
