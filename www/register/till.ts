/**
 * The register at work: sells, keeps its journal, tells the page.
 *
 * What must hold: every step is in the journal before the page hears of it; nothing waits for the page longer than the
 * SDK's limits; what the page missed is told to it later.
 */
import { EposError, type BasketState, type Difference } from '../sdk/src/index.js';
import { Booking } from './booking.js';
import { Cards } from './cards.js';
import { Coupons } from './coupons.js';
import type { Catalogue, Weighed } from './catalogue.js';
import type { Dialogs } from './dialogs.js';
import { save } from './journal.js';
import type { Link } from './link.js';
import { Members } from './members.js';
import type { Product, Sale, State } from './model.js';
import { plain } from './money.js';
import { Payments } from './payments.js';
import { Paper } from './paper.js';
import { Recovery } from './recovery.js';
import { Returns } from './returns.js';
import * as books from './sale.js';
import { CURRENCY, SHOP } from './shop.js';
import { say } from './texts.js';

/** What TOTAL waits for. */
const LEDGER = ['loyalty.taken_back', 'loyalty.redeemed', 'coupon.redeemed'];

export type Tone = 'plain' | 'good' | 'bad';

export class Till {
  link!: Link;
  message: { text: string; tone: Tone } = { text: '', tone: 'plain' };
  /** Puts a receipt on the cashier's screen; set by the view. */
  onReceipt: (sale: Sale, voiding: string) => void = () => undefined;
  readonly payments: Payments;
  readonly booking: Booking;
  readonly paper: Paper;
  readonly cards: Cards;
  readonly returns: Returns;
  readonly members: Members;
  readonly coupons: Coupons;
  readonly recovery: Recovery;
  /** TOTAL was pressed while the ledger was still asked what it can take back. */
  waiting = false;
  /** The goods on their way to the page. */
  syncing: Promise<void> | undefined;
  private stale = false;
  /** The content the page has answered for: basket and revision. */
  private known = '';

  constructor(readonly state: State, readonly catalogue: Catalogue, readonly dialogs: Dialogs, private readonly draw: () => void) {
    this.payments = new Payments(this);
    this.booking = new Booking(this);
    this.paper = new Paper(this);
    this.cards = new Cards(this);
    this.returns = new Returns(this);
    this.members = new Members(this);
    this.coupons = new Coupons(this);
    this.recovery = new Recovery(this);
  }

  t(key: string): string {
    return say(this.state.settings.language, key);
  }

  get sale(): Sale | null {
    return this.state.sale;
  }

  /** Into the journal, then onto the screen. */
  changed(): void {
    save(this.state);
    this.draw();
  }

  tell(text: string, tone: Tone = 'plain'): void {
    this.message = { text, tone };
    this.draw();
  }

  /** Does what the cashier asked; a refusal of the page becomes a message. */
  async run(work: () => Promise<void> | void): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof EposError)) throw error;
      this.tell(error.cashier_text || `${error.type}: ${error.code}`, 'bad');
      await this.recovery.refused(error);
    }
    this.changed();
  }

  nextRef(): string {
    this.state.sales += 1;
    return `${SHOP.premises}-${Date.now().toString(36)}-${this.state.sales}`;
  }

  private selling(): Sale | undefined {
    const { settings, sale } = this.state;
    if (sale && sale.phase !== 'selling') {
      this.tell(this.t('back'), 'bad');
      return undefined;
    }
    this.state.sale ??= books.newSale(this.nextRef(), settings.training, settings.pageIsMaster);
    return this.state.sale;
  }

  sell(product: Product, quantity: string): void {
    const sale = this.selling();
    if (!sale) return;
    books.addProduct(sale, product, quantity, this.state.settings.language);
    this.message = product.min_age ? { text: this.t('age'), tone: 'bad' } : { text: '', tone: 'plain' };
    this.changed();
    void this.run(() => this.sync());
  }

  sellLoad(name: string, amount: number, load: { token: string; pin?: string }): void {
    const sale = this.selling();
    if (!sale) return;
    books.addLoad(sale, name, amount, load);
    this.changed();
    void this.run(() => this.sync());
  }

  voidLine(id: string): void {
    const sale = this.selling();
    if (!sale) return;
    books.voidLine(sale, id);
    this.changed();
    void this.run(() => this.sync());
  }

  allow(percent: string): void {
    const sale = this.selling();
    if (!sale) return;
    sale.allowances = percent === '0' ? [] : [{ id: 'manual', percent, reason: `${this.t('allowance').replace('…', '')} ${percent} %` }];
    sale.revision += 1;
    this.changed();
    void this.run(() => this.sync());
  }

  /** Puts the whole basket to the page: the newest content only, one put at a time. */
  sync(): Promise<void> {
    this.stale = true;
    this.syncing ??= this.puts().finally(() => { this.syncing = undefined; });
    return this.syncing;
  }

  /** The page has answered for these goods. */
  told(sale: Sale): boolean {
    return this.known === `${sale.ref} ${sale.revision}`;
  }

  private async puts(): Promise<void> {
    while (this.stale) {
      this.stale = false;
      const sale = this.sale;
      if (!sale || sale.alone || sale.phase !== 'selling') return;
      if (!(await this.put(sale))) {
        this.tell(this.t('sellingOn'), 'bad');
        return;
      }
    }
  }

  private async put(sale: Sale): Promise<boolean> {
    if (!sale.openedOnPage) {
      if (!(await this.openThere(sale))) return false;
      sale.openedOnPage = true;
    }
    const { ref, revision, allowances } = sale;
    const answer = await this.link.ask('basket.put', { basket_ref: ref, revision, lines: books.wireLines(sale), allowances });
    if (!answer) return false;
    this.known = `${ref} ${revision}`;
    this.take(answer);
    await this.cards.bind(sale, answer);
    return true;
  }

  /** Opens the basket on the page. One that was opened before, the answer lost, is as good; one that nobody knows here is given up. */
  private async openThere(sale: Sale): Promise<boolean> {
    const open = async () => await this.link.ask('basket.open', {
      basket_ref: sale.ref, kind: 'sale', mode: sale.mode, operator_ref: SHOP.operatorId, currency: CURRENCY,
      price_master: sale.pageIsMaster ? 'page' : 'register',
    }) !== undefined;
    try {
      return await open();
    } catch (error) {
      if (!(error instanceof EposError) || error.code !== 'not_now') throw error;
      const theirs = (await this.link.ask('basket.status', {}))?.basket;
      if (theirs?.basket_ref === sale.ref) return true;
      if (!theirs || !(await this.recovery.discard(theirs))) throw error;
      return open();
    }
  }

  take(state: BasketState): void {
    if (this.sale && this.sale.ref === state.basket_ref) books.takeState(this.sale, state);
    this.changed();
  }

  /** TOTAL: the page closes the basket and both compare. Without the page the register closes alone. */
  async total(): Promise<void> {
    const sale = this.sale;
    if (!sale || sale.phase !== 'selling' || !(books.live(sale).length || sale.back)) return;
    this.waiting = false;
    await this.syncing?.catch(notTold);
    try {
      if (books.live(sale).length && !this.told(sale)) await this.sync();
    } catch (error) {
      if (error instanceof EposError && error.who === 'service') return this.aloneAfter(error, sale);
      notTold(error);
    }
    const told = !books.live(sale).length || this.told(sale);
    if (!sale.openedOnPage || !told || !this.link.up) return this.goAlone(sale);
    try {
      const frozen = await this.link.ask('basket.freeze', {
        basket_ref: sale.ref, revision: sale.revision, register_total: books.total(sale), ...(sale.charges?.length ? {} : { per_rate: books.perRate(sale) }),
      });
      if (!frozen) return this.goAlone(sale);
      sale.phase = 'total';
      this.take(frozen);
      if (books.remaining(sale) === 0) { // coupons and points pay for all of it
        sale.phase = 'paying';
        return this.payments.settled();
      }
      if (books.remaining(sale) < 0) {
        this.tell('');
        return this.returns.giveBack();
      }
      const paying = await this.link.ask('tender.start', { basket_ref: sale.ref, kinds: ['gift_card', 'card', 'cash'] });
      if (paying) this.take(paying);
      this.tell('');
    } catch (error) {
      if (error instanceof EposError && LEDGER.includes(String(error.details['expected']))) {
        this.waiting = true; // the event goes on with it
        return this.tell(this.t('ledgerAsked'));
      }
      if (!(error instanceof EposError) || error.code !== 'total_mismatch') return this.aloneAfter(error, sale);
      this.tell(`${this.t('mismatch')}: ${differences(error.details['differences'])}`, 'bad');
      const status = await this.link.ask('basket.status', {});
      if (status?.basket) this.take(status.basket);
    }
  }

  /** The ledger has answered: TOTAL goes on, if it was pressed before. */
  goOn(): void {
    if (this.waiting) void this.run(() => this.total());
  }

  /** From here on the page has no say in this sale; it is imported when it is over. */
  goAlone(sale: Sale): void {
    sale.alone = true;
    sale.tendered = [];
    sale.byOthers = 0; // what the page held to pay with goes back to where it was
    if (sale.phase === 'selling') sale.phase = 'total';
    this.dialogs.closeAll('take', { outcome: 'refused' });
    this.tell(this.t('sellingOn'), 'bad');
    this.changed();
  }

  /** The device cannot for the moment: while no money has moved there the register sells alone, and says why. */
  aloneAfter(error: unknown, sale: Sale): void {
    if (!(error instanceof EposError) || error.who !== 'service' || books.paid(sale)) throw error;
    this.goAlone(sale);
    this.tell(error.cashier_text || error.code, 'bad');
  }

  /** Back to selling while nothing is paid. */
  async reopen(): Promise<void> {
    const sale = this.sale;
    if (!sale || sale.phase === 'selling' || books.paid(sale) || sale.alone) return;
    const state = await this.link.ask('basket.unfreeze', { basket_ref: sale.ref });
    if (!state) return this.tell(this.t('noPage'), 'bad');
    sale.phase = 'selling';
    this.take(state);
  }

  async suspend(): Promise<void> {
    const sale = this.sale;
    if (!sale || sale.alone || books.paid(sale)) return;
    if (sale.openedOnPage && !(await this.link.ask('basket.suspend', { basket_ref: sale.ref }))) return this.tell(this.t('noPage'), 'bad');
    sale.phase = 'selling';
    this.state.suspended.push(sale);
    this.state.sale = null;
  }

  async resume(): Promise<void> {
    const sale = this.state.suspended[0];
    if (!sale || this.sale) return;
    const state = sale.openedOnPage ? await this.link.ask('basket.resume', { basket_ref: sale.ref }) : undefined;
    if (sale.openedOnPage && !state) return this.tell(this.t('noPage'), 'bad');
    this.state.suspended.shift();
    this.state.sale = sale;
    if (state) this.take(state);
  }

  async cancelSale(): Promise<void> {
    const sale = this.sale;
    if (!sale) return;
    if (sale.openedOnPage && !sale.alone) {
      const closed = await this.link.ask('basket.cancel', { basket_ref: sale.ref });
      if (!closed) return this.tell(this.t('noPage'), 'bad');
      if (closed.state === 'cancelling' && this.sale?.ref === sale.ref) return this.tell(this.t('moneyBack'), 'bad'); // an event ends it
    } else if (books.paid(sale)) {
      return this.tell(this.t('moneyBack'), 'bad');
    }
    this.state.sale = null;
    this.tell('');
  }

  /** What was paid is back: the sale is gone on the page, too. */
  cancelled({ basket_ref }: { basket_ref: string }): void {
    if (this.sale?.ref !== basket_ref) return;
    this.dialogs.closeAll('take', { outcome: 'refused' });
    this.state.sale = null;
    this.tell('');
    this.changed();
  }

  /** A code that is no product number of ours: the page says what it is, and acts upon it. Without the page the register
   *  reads its scale's labels itself. */
  async code(text: string, own?: Weighed): Promise<void> {
    if (this.link.up) await this.syncing;
    const found = this.link.up ? await this.link.ask('scan', { code: text }) : undefined;
    if (!found) return own ? this.sell(own.product, own.quantity) : this.tell(this.t('noPage'), 'bad');
    const product = this.catalogue.known(found.plu ?? found.gtin ?? '');
    if (product?.unit === 'kilogram' && !found.quantity) return this.tell(this.t('weight'), 'bad');
    if (product) return this.sell(product, found.quantity ?? '1');
    if (found.fault) return this.tell(`${this.t('badCode')} ${found.fault.at + 1}: ${found.fault.reason}`, 'bad');
    if (found.kind === 'card' && !found.accepted) {
      if (this.sale?.back && this.sale.phase !== 'selling' && books.remaining(this.sale) < 0) return this.returns.giveBack(true, text);
      if (this.sale && this.sale.phase !== 'selling') return this.payments.pay('gift_card', text);
      return this.tell(`${this.t('gift_card')}: ${this.t('atTotal')}`);
    }
    if (!found.accepted) this.tell(`${this.t('notFound')} (${found.kind})`, 'bad');
  }
}

/** A page that does not take the goods has no say in the sale. */
export function notTold(error: unknown): void {
  if (!(error instanceof EposError) || !['basket.open', 'basket.put'].includes(error.type)) throw error;
}

export function differences(list: unknown): string {
  const all = (Array.isArray(list) ? list : []) as Difference[];
  return all.map(({ what, register, page }) => `${what}: ${plain(register)} / ${plain(page)}`).join('; ');
}
