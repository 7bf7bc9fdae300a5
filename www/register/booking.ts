/**
 * Finished sales on their way into the page's books.
 *
 * What must hold: a receipt number is given once, and the sale is in the journal before the page hears of it; a sale
 * stays owed until the page has said that it is booked, by commit or by import.
 */
import { EposError, type ImportBasket, type Opened, type TenderIn } from '../sdk/src/index.js';
import { issue, receiptNumber, wireFiscal } from './fiscal.js';
import { wireLine, type Issued, type Sale } from './model.js';
import { live, total, wireLines } from './sale.js';
import { CURRENCY, SHOP } from './shop.js';
import type { Till } from './till.js';
import { balances, wallet } from './wallet.js';

const AGAIN = 2000;

/** What the page itself knows to be paid is not told again by commit; import tells all. */
function tendersIn(sale: Sale): TenderIn[] {
  return sale.tenders.filter((one) => one.state === 'approved').map(({ ref, kind, amount, rounding, tendered }) => ({
    tender_ref: ref, kind, amount: amount + rounding, rounding, ...(tendered === undefined ? {} : { tendered }),
  }));
}

function importOf(sale: Sale, receipt: Issued): ImportBasket {
  return {
    basket_ref: sale.ref, mode: sale.mode, currency: CURRENCY, kind: sale.kind ?? 'sale',
    lines: [...(sale.back ?? []).map((line) => wireLine(line, false)), ...wireLines({ ...sale, pageIsMaster: false })],
    adjustments: sale.adjustments, tenders: tendersIn(sale), total: total(sale), receipt_no: receipt.number,
    fiscal: wireFiscal(receipt.fiscal), at: receipt.at, operator_ref: SHOP.operatorId,
    loads: live(sale).flatMap(({ id, load }) => (load ? [{ line_id: id, ...load }] : [])),
  };
}

export class Booking {
  /** The page's own text of the last receipt. */
  theirs: string[] | undefined;
  private running: Promise<void> | undefined;

  constructor(private readonly till: Till) {}

  private number(sale: Sale): string {
    const { state } = this.till;
    const training = sale.mode !== 'live';
    if (training) state.trainingCounter += 1;
    else state.counter += 1;
    return receiptNumber(training ? state.trainingCounter : state.counter, training);
  }

  /** Number, signature, journal; then print and book. */
  async finish(sale: Sale): Promise<void> {
    const { state } = this.till;
    sale.receipt ??= issue(this.number(sale), total(sale), sale.mode !== 'live');
    sale.phase = 'paid';
    state.owed.push(sale);
    state.last = sale;
    state.sale = null;
    this.theirs = undefined;
    this.till.changed();
    this.till.paper.finished(sale);
    await this.all();
  }

  /** Books what is owed, oldest first, until the page does not answer. */
  all(): Promise<void> {
    this.running ??= this.work().finally(() => {
      this.running = undefined;
      this.till.paper.alone(this.till.state.owed); // what the page has not booked asks nobody
    });
    return this.running;
  }

  private async work(): Promise<void> {
    const { state, link } = this.till;
    const refused = new Set<string>();
    for (;;) {
      const sale = state.owed.find((one) => !refused.has(one.ref));
      const receipt = sale?.receipt;
      if (!sale || !receipt || !link.up) break;
      let booked: boolean;
      try {
        booked = await this.book(sale, receipt);
      } catch (error) {
        if (!(error instanceof EposError)) throw error;
        this.till.tell(`${receipt.number}: ${error.cashier_text || error.code}`, 'bad');
        refused.add(sale.ref); // it stays owed and is tried again, soon or with the next session
        if (error.retry) setTimeout(() => void this.till.run(() => this.all()), AGAIN);
        continue;
      }
      if (!booked) return;
      state.owed = state.owed.filter((one) => one.ref !== sale.ref);
      this.till.changed();
      if (sale.alone) this.till.tell(`${this.till.t('imported')}: ${receipt.number}`, 'good');
    }
    await this.fetchText();
  }

  private async book(sale: Sale, receipt: Issued): Promise<boolean> {
    const { link } = this.till;
    if (!sale.alone) {
      const status = await link.ask('basket.status', {});
      if (!status) return false;
      if (status.basket?.basket_ref === sale.ref) {
        const done = await link.ask('basket.commit', {
          basket_ref: sale.ref, receipt_no: receipt.number, fiscal: wireFiscal(receipt.fiscal), tenders: [],
        });
        if (done) this.till.paper.booked(sale, done);
        return done !== undefined;
      }
    }
    // Committed before (the answer was lost), or never heard of: import answers for both.
    const done = await link.ask('basket.import', importOf(sale, receipt));
    if (done) this.till.paper.booked(sale, done);
    return done !== undefined;
  }

  /** The page's text of the last receipt, to be seen beside ours. */
  async fetchText(): Promise<void> {
    const { state, link } = this.till;
    if (!state.last || state.owed.some((one) => one.ref === state.last?.ref)) return;
    try {
      const answer = await link.ask('receipt.get', { basket_ref: state.last.ref, format: 'text', columns: 42 });
      this.theirs = answer?.lines;
    } catch (error) {
      if (!(error instanceof EposError)) throw error;
      this.theirs = [`receipt.get: ${error.code}`];
    }
    this.till.changed();
  }

  async voidLast(): Promise<void> {
    const { till } = this;
    const last = till.state.last;
    if (!last?.receipt || till.sale || till.state.owed.length) return;
    if (!(await till.link.ask('basket.void', { basket_ref: last.ref }))) return till.tell(till.t('noPage'), 'bad');
    const voided = last.receipt.number;
    const storno: Sale = { ...last, ref: `${last.ref}-storno`, receipt: issue(this.number(last), -total(last), last.mode !== 'live') };
    till.state.last = null;
    till.tell(`${till.t('voided')}: ${voided}`, 'good');
    till.onReceipt(storno, voided);
  }

  /** The customer's gift card and coupons, once for each set and each journal of the page. */
  async wallet(opened: Opened): Promise<void> {
    const { state, link } = this.till;
    const key = `${state.wallet}@${opened.position.epoch}`;
    if (state.imported.includes(key) || opened.degraded) return;
    if (!(await link.ask('ledger.import', balances(wallet(state.wallet))))) return;
    state.imported.push(key);
    this.till.tell(this.till.t('walletIn'));
  }
}
