/**
 * Whether a receipt leaves the printer, where the customer is asked on the page.
 *
 * What must hold: paper is the rule; it is held back only while the page asks, and printed once. Whatever keeps the answer away
 * (the page is gone, a power cut, the sale is brought later) prints it; an answer that comes after that changes nothing.
 */
import type { Events, Committed } from '../sdk/src/index.js';
import type { Sale } from './model.js';
import type { Till } from './till.js';

export class Paper {
  constructor(private readonly till: Till) {}

  /** A sale is finished: printed at once, or held back until the page has said whether it asks. */
  finished(sale: Sale): void {
    const { state, link } = this.till;
    const asks = state.settings.receiptChoice && !sale.kind && !sale.alone && link.up;
    sale.paper = 'waits';
    if (!asks) this.decided(sale, true);
  }

  /** The page has booked it: with `asks_until` it asks its customer. */
  booked(sale: Sale, answer: Committed): void {
    if (!answer.asks_until) this.decided(sale, true);
    else if (sale.paper === 'waits') this.till.tell(this.till.t('paperAsked'));
  }

  /** The customer has answered, or nobody has in time. */
  chosen({ basket_ref, print }: Events['receipt.chosen']): void {
    const { state } = this.till;
    const sale = [...state.owed, state.last].find((one) => one?.ref === basket_ref);
    if (sale) this.decided(sale, print);
  }

  /** Nobody is there to ask any more. */
  alone(sales: (Sale | null)[] = [...this.till.state.owed, this.till.state.last]): void {
    for (const sale of sales) if (sale) this.decided(sale, true);
  }

  private decided(sale: Sale, print: boolean): void {
    const { till } = this;
    if (sale.paper !== 'waits') return;
    sale.paper = print ? 'printed' : 'none';
    till.changed();
    if (print) till.onReceipt(sale, '');
    else till.tell(till.t('paperNone'), 'good');
  }
}
