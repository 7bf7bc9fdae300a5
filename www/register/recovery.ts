/**
 * After a restart of either side: what both know of the sale that was interrupted.
 *
 * What must hold: the page is asked how its basket stands now, for by the time what was owed is booked it may be another one
 * than when the session was opened; what is given up is named; a sale that the page has lost goes on, under a new name while
 * goods are entered, and without the page once it was closed.
 */
import type { BasketState, EposError, Opened } from '../sdk/src/index.js';
import type { Sale } from './model.js';
import * as books from './sale.js';
import { STORE, storePack } from './store.js';
import { notTold, type Till } from './till.js';

/** The page says so when a sale is not, or not any more, the open one. */
const LOST = ['basket_unknown', 'not_now'];

export class Recovery {
  constructor(private readonly till: Till) {}

  /** A session is open: first what is owed, then the sale that was interrupted. */
  async connected(opened: Opened): Promise<void> {
    const { till } = this;
    await till.run(async () => {
      if (STORE && opened.ledger !== 'store') await till.link.ask('session.configure', { pack: await storePack() });
      if (opened.journal_lost) till.paper.alone();
      await till.booking.all();
      const status = await till.link.ask('basket.status', {});
      await this.reconcile(status ? status.basket : opened.interrupted);
      await till.booking.wallet(opened);
      if (opened.degraded) till.tell(`${till.t('degraded')} (${opened.degraded})`, 'bad');
    });
  }

  private async reconcile(theirs: BasketState | undefined): Promise<void> {
    const { till } = this;
    if (theirs && theirs.basket_ref !== till.sale?.ref) await this.discard(theirs);
    const { sale } = till;
    if (!sale || sale.alone) return;
    const same = theirs?.basket_ref === sale.ref ? theirs : undefined;
    if (sale.phase === 'selling') return this.resell(sale, same);
    if (!same) return till.goAlone(sale);
    if (same.phase === 'open') {
      sale.phase = 'selling';
      return till.total();
    }
    books.takeState(sale, same);
    if (same.phase === 'frozen') await till.link.ask('tender.start', { basket_ref: sale.ref, kinds: ['gift_card', 'card', 'cash'] });
    await till.payments.settled();
  }

  private async resell(sale: Sale, theirs: BasketState | undefined): Promise<void> {
    const { till } = this;
    // What was under way goes on in the new session by itself; only what the page does not take is brought anew.
    const done = await till.syncing?.then(() => till.told(sale), () => false);
    if (done) return;
    if (theirs) {
      if (theirs.phase !== 'open') await till.link.ask('basket.unfreeze', { basket_ref: sale.ref });
      sale.revision = Math.max(sale.revision, theirs.revision) + 1;
    } else if (sale.openedOnPage) {
      // The page has lost the basket: the same goods under a new name, for the old one may not be used again.
      sale.ref = till.nextRef();
    }
    sale.openedOnPage = theirs !== undefined;
    if (books.live(sale).length) await till.sync();
  }

  /** Puts away a basket that is not the present sale's: money goes back. False if it is owed to the page, which will end it. */
  async discard(theirs: BasketState): Promise<boolean> {
    const { link, state } = this.till;
    const is = ({ ref }: Sale) => ref === theirs.basket_ref;
    if (state.owed.some(is)) return false;
    const basket_ref = theirs.basket_ref;
    const gone = state.suspended.some(is) ? await link.ask('basket.suspend', { basket_ref }) : await link.ask('basket.cancel', { basket_ref });
    return gone !== undefined;
  }

  /** The page refused something of the present sale: does it still know the sale? */
  async refused({ code }: EposError): Promise<void> {
    const { till } = this;
    const { sale } = till;
    if (!LOST.includes(code) || !sale?.openedOnPage || sale.alone) return;
    const status = await till.link.ask('basket.status', {}).catch(() => undefined);
    if (!status || status.basket?.basket_ref === sale.ref || sale !== till.sale) return;
    if (sale.phase !== 'selling') return till.goAlone(sale);
    Object.assign(sale, { ref: till.nextRef(), openedOnPage: false });
    await till.sync().catch(notTold);
  }
}
