/**
 * Money: what the register takes itself, and what the page asks it to take.
 *
 * What must hold: what the register took is in its journal before the page hears of it; a card whose outcome is not
 * known is never charged again; a payment the page never heard of is told with the import.
 */
import type { Events, Outcome, Requests, RequestInfo, SlipIn, TenderKind } from '../sdk/src/index.js';
import type { Sale, Tender } from './model.js';
import { cashRounded } from './money.js';
import { cashDialog, reverseDialog, terminalDialog, type Terminal } from './money-dialogs.js';
import { cashRemaining, remaining } from './sale.js';
import { CASH_STEP, CURRENCY, TENDER_NAMES } from './shop.js';
import type { Till } from './till.js';

type Take = Requests['payment.take'];
const TERMINAL = 'T-DEMO-1';

/** What the receipt of this register says of a card. */
const noted = (slip: SlipIn | undefined) => ({
  ...(slip?.brand ? { brand: slip.brand } : {}), ...(slip?.auth_code ? { auth: slip.auth_code } : {}),
  ...(slip?.masked_pan ? { masked: slip.masked_pan } : {}), ...(slip?.tip ? { tip: slip.tip } : {}),
});

export class Payments {
  constructor(private readonly till: Till) {}

  /** The cashier's payment keys, and a gift card from the scanner. */
  async pay(kind: TenderKind, token?: string): Promise<void> {
    const { till } = this;
    const sale = till.sale;
    if (!sale || (sale.phase !== 'total' && sale.phase !== 'paying') || remaining(sale) <= 0) return;
    if (!sale.alone) {
      const asked = till.link.up ? till.link.ask('tender.pay', { basket_ref: sale.ref, kind, ...(token ? { token } : {}) }) : undefined;
      const accepted = await asked?.catch((error: unknown) => till.aloneAfter(error, sale));
      if (accepted) {
        this.tender(sale, accepted.accepted, kind);
        sale.phase = 'paying';
        return till.tell('');
      }
      if (!sale.alone) till.goAlone(sale);
    }
    if (kind === 'gift_card') return till.tell(till.t('noPage'), 'bad');
    await this.takeAlone(sale, kind);
  }

  private tender(sale: Sale, ref: string, kind: TenderKind): Tender {
    const known = sale.tenders.find((one) => one.ref === ref);
    if (known) return known;
    const fresh: Tender = { ref, kind, amount: 0, rounding: 0, state: 'asking' };
    sale.tenders.push(fresh);
    return fresh;
  }

  /** Money without the page: the register rounds and decides by itself. */
  private async takeAlone(sale: Sale, kind: TenderKind): Promise<void> {
    const amount = remaining(sale);
    const ref = `R${sale.tenders.length + 1}-${sale.ref}`;
    const take: Take = { tender_ref: ref, basket_ref: sale.ref, kind, amount, currency: 'EUR', cash_amount: cashRemaining(sale) };
    const outcome = await this.ask(sale, take, false);
    if (outcome.outcome === 'unknown') this.till.tell(this.till.t('noAnswer'), 'bad');
    await this.settled();
  }

  /** `payment.take` of the page. */
  async take(take: Take, info: RequestInfo): Promise<Outcome> {
    const { till } = this;
    const sale = till.sale;
    if (!sale || sale.ref !== take.basket_ref || sale.alone) return { outcome: 'refused', reason: 'sold without the page' };
    // Only what this sale still has to bring: whatever else is asked for is no matter of the customer's money.
    if (take.amount <= 0 || take.amount > remaining(sale) || take.currency !== CURRENCY) return { outcome: 'refused', reason: 'not what is to pay' };
    sale.phase = 'paying';
    this.tender(sale, take.tender_ref, take.kind).req = info.req;
    till.changed();
    return this.ask(sale, take, info.again);
  }

  /** Asks cashier or terminal, and writes down what was taken. */
  private async ask(sale: Sale, take: Take, again: boolean): Promise<Outcome> {
    const outcome = take.kind === 'cash' ? await this.cash(take) : await this.card(take, again);
    const tender = this.tender(sale, take.tender_ref, take.kind);
    if (outcome.outcome === 'done') {
      const authorized = outcome.authorized ?? take.amount;
      const whole = take.kind === 'cash' && authorized === (take.cash_amount ?? take.amount);
      Object.assign(tender, {
        state: 'approved', amount: whole ? take.amount : authorized, rounding: whole ? authorized - take.amount : 0,
        ...(outcome.tendered === undefined ? {} : { tendered: outcome.tendered }), ...noted(outcome.slip),
      });
    } else tender.state = outcome.outcome === 'unknown' ? 'unknown' : 'declined';
    if (sale.alone || outcome.outcome === 'done') sale.phase = 'paying';
    this.till.changed();
    return outcome;
  }

  private async cash(take: Take): Promise<Outcome> {
    const due = take.cash_amount ?? cashRounded(take.amount, CASH_STEP);
    const given = await this.till.dialogs.open<number | Outcome | undefined>(`take:${take.tender_ref}`, cashDialog(this.till, due, this.till.sale?.cashAmounts));
    if (typeof given === 'object') return given;
    if (given === undefined) return { outcome: 'refused', reason: 'cashier' };
    return { outcome: 'done', authorized: Math.min(given, due), tendered: given };
  }

  private async card(take: Take, again: boolean): Promise<Outcome> {
    const draw = terminalDialog(this.till, take.amount, again);
    const said = await this.till.dialogs.open<Terminal | Outcome>(`take:${take.tender_ref}`, draw);
    if ('outcome' in said) return said;
    if (said.answer === 'silent') return { outcome: 'unknown', reason: 'no answer from the terminal', slip: { terminal_id: TERMINAL } };
    if (said.answer !== 'approved') return { outcome: 'failed', reason: 'declined', slip: { terminal_id: TERMINAL } };
    return {
      outcome: 'done', authorized: said.amount,
      slip: {
        brand: 'DEMO DEBIT', masked_pan: '************1111', auth_code: '004711', terminal_id: TERMINAL, entry: 'contactless',
        ...(said.tip ? { tip: said.tip } : {}),
      },
    };
  }

  /** The terminal's late word on a payment that was unknown. */
  late(tender: Tender, charged: boolean): Promise<void> | void {
    const sale = this.till.sale;
    if (!sale) return;
    const amount = tender.amount || remaining(sale);
    if (tender.req && !sale.alone) {
      const word: Outcome = charged ? { outcome: 'done', authorized: amount, slip: { auth_code: '004712' } } : { outcome: 'failed' };
      return this.till.link.host.settle(tender.req, word);
    }
    Object.assign(tender, charged ? { state: 'approved', amount } : { state: 'declined' });
    return this.settled();
  }

  /** `payment.reverse` of the page: money goes back, or is not taken any more. */
  async reverse(reverse: Requests['payment.reverse']): Promise<Outcome> {
    this.till.dialogs.close(`take:${reverse.tender_ref}`, { outcome: 'refused', reason: 'cancelled' });
    const back = await this.till.dialogs.open<boolean>(`reverse:${reverse.tender_ref}`, reverseDialog(this.till, reverse.amount, reverse.kind));
    return back ? { outcome: 'done' } : { outcome: 'failed' };
  }

  async cancel(tender: Tender): Promise<void> {
    const sale = this.till.sale;
    if (!sale || sale.alone) return;
    await this.till.link.ask('tender.cancel', { tender_ref: tender.ref });
  }

  /** What the page tells of a tender. */
  told(type: keyof Events, event: Events['tender.approved']): void {
    const { till } = this;
    const sale = till.sale;
    if (!sale || sale.receipt || sale.alone) return;
    const tender = this.tender(sale, event.tender_ref, event.kind);
    const { amount, rounding, masked, balance } = event;
    Object.assign(tender, {
      state: type.slice('tender.'.length), amount, rounding, ...(masked ? { masked } : {}), ...(balance === undefined ? {} : { balance }),
    });
    sale.phase = 'paying';
    if (type === 'tender.cancelled') till.dialogs.close(`take:${tender.ref}`, { outcome: 'refused', reason: 'cancelled' });
    const name = TENDER_NAMES[event.kind]?.[till.state.settings.language] ?? event.kind;
    if (type === 'tender.declined') till.tell(`${name}: ${event.cashier_text || till.t('declined')}`, 'bad');
    if (type === 'tender.approved') till.tell(`${name}: ${till.t('approved')}`, 'good');
    till.changed();
    // What follows is not part of the event: it is acknowledged, however long booking takes.
    void till.run(() => this.settled());
  }

  /** Nothing remains: the receipt gets its number and leaves the printer. */
  async settled(): Promise<void> {
    const sale = this.till.sale;
    if (!sale || sale.phase !== 'paying' || remaining(sale) > 0) return;
    if (sale.tenders.some((one) => ['asking', 'taking', 'cancelling', 'unknown'].includes(one.state)) && !sale.alone) return;
    const refused = sale.tenders.at(-1)?.state === 'declined'; // the cashier says how it goes on
    if (sale.back && remaining(sale) < 0) return refused ? undefined : this.till.returns.giveBack();
    await this.till.booking.finish(sale);
  }
}
