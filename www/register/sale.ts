/**
 * A sale in the register's own books. What must hold: the register alone says what a line costs; the page's adjustments
 * come off as they are given, whole or not at all; nothing changes once money has moved.
 */
import type { Adjustment, BasketState, RateTotal, TenderState } from '../sdk/src/index.js';
import { cashRounded, includedTax, lineAmount } from './money.js';
import { CASH_STEP, TAXES, type TaxRow } from './shop.js';
import { wireLine, type Language, type Product, type Sale, type SaleLine, type Tender } from './model.js';

export const live = (sale: Sale): SaleLine[] => sale.lines.filter((line) => !line.voided);
export const wireLines = (sale: Sale) => live(sale).map((line) => wireLine(line, sale.pageIsMaster));

export function newSale(ref: string, training: boolean, pageIsMaster: boolean): Sale {
  return {
    ref, mode: training ? 'training' : 'live', pageIsMaster, phase: 'selling', revision: 0, nextLine: 1, lines: [], adjustments: [],
    allowances: [], coupons: [], tenders: [], openedOnPage: false, alone: false,
  };
}

/** Sells a product; a bottle brings its deposit as a line of its own. */
export function addProduct(sale: Sale, product: Product, quantity: string, language: Language): void {
  const id = `L${sale.nextLine}`;
  const weighed = product.unit === 'kilogram';
  sale.lines.push({
    id, kind: product.kind ?? 'sale', product: product.plu ?? product.sku, name: product.name[language], quantity,
    unit: weighed ? 'kilogram' : 'piece', price: product.price, amount: lineAmount(quantity, product.price), tax: product.tax,
    categories: product.categories, flags: product.flags ?? [], voided: false,
    ...(product.brand ? { brand: product.brand } : {}), ...(product.min_age ? { min_age: product.min_age } : {}),
  });
  if (product.deposit) {
    const names = { hr: 'Povratna naknada', en: 'Deposit', de: 'Pfand' };
    sale.lines.push({
      id: `${id}d`, kind: 'deposit', name: names[language], quantity, unit: 'piece', price: product.deposit,
      amount: lineAmount(quantity, product.deposit), tax: 'N', categories: [], flags: ['no_discount'], parent: id, voided: false,
    });
  }
  sale.nextLine += 1;
  sale.revision += 1;
}

/** Sells value: a line that loads a card. */
export function addLoad(sale: Sale, name: string, amount: number, load: NonNullable<SaleLine['load']>): void {
  const price = (amount / 100).toFixed(2);
  sale.lines.push({
    id: `L${sale.nextLine}`, kind: 'gift_card_load', name, quantity: '1', unit: 'piece', price, amount, tax: '', categories: [], flags: [],
    voided: false, load,
  });
  sale.nextLine += 1;
  sale.revision += 1;
}

/** Voids a line and what belongs to it. Adjustments that rested on it are given back whole until the page says otherwise. */
export function voidLine(sale: Sale, id: string): void {
  const gone = new Set<string>();
  for (const line of sale.lines) {
    if (line.voided || (line.id !== id && line.parent !== id)) continue;
    line.voided = true;
    gone.add(line.id);
  }
  if (!gone.size) return;
  sale.adjustments = sale.adjustments.filter((one) => !one.shares.some((share) => gone.has(share.line_id)));
  sale.revision += 1;
}

export const discount = (sale: Sale): number => sale.adjustments.reduce((sum, one) => sum + one.amount, 0);
export const listTotal = (sale: Sale): number => live(sale).reduce((sum, line) => sum + line.amount, 0);
export const backTotal = (sale: Sale): number => (sale.back ?? []).reduce((sum, line) => sum + line.amount, 0);
export const charged = (sale: Sale): number => (sale.charges ?? []).reduce((sum, one) => sum + one.amount, 0);
export const total = (sale: Sale): number => listTotal(sale) + discount(sale) + backTotal(sale) + charged(sale);
const settled = (tender: Tender) => tender.state === 'approved';
export const paid = (sale: Sale): number => sale.tenders.filter(settled).reduce((sum, tender) => sum + tender.amount, 0);
export const remaining = (sale: Sale): number => total(sale) - (sale.byOthers ?? 0) - paid(sale);
export const cashRemaining = (sale: Sale): number => cashRounded(remaining(sale), CASH_STEP);
export const rounding = (sale: Sale): number => sale.tenders.filter(settled).reduce((sum, tender) => sum + tender.rounding, 0);

export interface TaxSum extends TaxRow { gross: number; net: number; tax: number }

/** The register's own table of taxes: line amounts less the shares of the adjustments, by rate. */
export function taxTable(sale: Sale): TaxSum[] {
  const gross = new Map<string, number>();
  const rateOf = new Map(live(sale).map((line) => [line.id, line.tax]));
  const add = (code: string | undefined, amount: number) => code && gross.set(code, (gross.get(code) ?? 0) + amount);
  for (const line of [...(sale.back ?? []), ...live(sale)]) add(line.tax, line.amount);
  for (const { shares } of sale.adjustments) for (const share of shares) add(rateOf.get(share.line_id), share.amount);
  return TAXES.filter((row) => gross.has(row.code)).map((row) => {
    const sum = gross.get(row.code) ?? 0;
    const tax = includedTax(sum, row.rate);
    return { ...row, gross: sum, net: sum - tax, tax };
  });
}

export const perRate = (sale: Sale): RateTotal[] => taxTable(sale).map(({ code, gross }) => ({ tax_code: code, gross }));

/** By line: what the adjustments take off it. */
export function lineDiscounts(sale: Sale): Map<string, number> {
  const off = new Map<string, number>();
  for (const { line_id, amount } of sale.adjustments.flatMap((one: Adjustment) => one.shares)) off.set(line_id, (off.get(line_id) ?? 0) + amount);
  return off;
}

function takeTender(sale: Sale, from: TenderState): void {
  const known = sale.tenders.find((tender) => tender.ref === from.tender_ref);
  const seen = {
    kind: from.kind, amount: from.amount, rounding: from.rounding, state: from.state,
    ...(from.masked ? { masked: from.masked } : {}), ...(from.balance === undefined ? {} : { balance: from.balance }),
  };
  if (known) Object.assign(known, seen);
  else sale.tenders.push({ ref: from.tender_ref, ...seen });
}

/** Takes over what the page says of this sale; what is older than our own content is left aside. */
export function takeState(sale: Sale, state: BasketState): void {
  if (state.basket_ref !== sale.ref || state.revision < sale.revision || sale.receipt) return;
  sale.openedOnPage = true;
  sale.adjustments = state.adjustments;
  sale.coupons = state.coupons.map(({ coupon_id, name, amount }) => ({ id: coupon_id, name, amount }));
  if (state.customer) sale.customer = state.customer;
  else delete sale.customer;
  if (!state.customer) delete sale.member;
  sale.tendered = state.tendered;
  sale.byOthers = state.totals.total - state.totals.payable;
  sale.charges = state.charges.map(({ reason, amount }) => ({ reason, amount }));
  for (const tender of state.tenders) takeTender(sale, tender);
  sale.cashAmounts = state.suggested.find((one) => one.kind === 'cash')?.cash_amounts ?? [];
  if (!sale.pageIsMaster) return;
  for (const line of state.lines) {
    const ours = sale.lines.find((one) => one.id === line.id);
    if (ours) ours.amount = line.list;
  }
}
