/**
 * The page another app switches over to: one payment (or refund) on the screen, then back. It is a register of one sale.
 *
 * What must hold: a payment is written down before the page hears of it, so a link that is opened again goes on with it and never
 * pays or gives back twice; the caller is told `ok` only when the sale is booked or the money is known to be taken; cancelled means that nothing is kept.
 */
import { EposError, mount, type BasketState, type Outcome, type Requests } from '../sdk/src/index.js';
import { freezeBack, putBack, Refused, refusedAs } from './refund.js';
import { callback, readSwitch, type Fault, type Payment, type SwitchConfig, type SwitchError } from './request.js';

type Phase = 'begun' | 'paid' | 'done';
/** What is known of a caller's payment. `print` is its request, to tell a repeat from another one. */
interface Kept { print: string; ref: string; number: number; phase: Phase; reply?: object }

const KEY = 'switch.payments';
const KEPT = 500;
/** A longer record has no room in an address. */
const MOST_RECORD = 4096;
const by = <T extends HTMLElement = HTMLElement>(id: string) => document.getElementById(id) as T;
const show = (id: string, on: boolean) => { by(id).hidden = !on; };
const say = (text: string) => { by<HTMLOutputElement>('message').value = text; };

const payments = (): Record<string, Kept> => JSON.parse(localStorage.getItem(KEY) ?? '{}') as Record<string, Kept>;
function keep(name: string, kept: Kept): void {
  const all = Object.entries({ ...payments(), [name]: kept }).slice(-KEPT);
  localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(all)));
}

class Switch {
  private readonly name: string;
  private readonly kept: Kept;
  private gone = false;
  private stopped = false;
  /** Why it ends when all that moved is back. */
  private why: SwitchError = 'payment_canceled';
  private readonly host;

  constructor(private readonly payment: Payment, kept: Kept, name: string, page: string, token: string) {
    this.kept = kept;
    this.name = name;
    this.host = mount(by('page'), {
      pageUrl: page, deviceToken: token, capabilities: ['payment.take', 'payment.reverse', 'payment.refund', 'authorise', 'print'], storage: localStorage, storagePrefix: 'switch', title: 'Payment',
      display: { role: 'customer', touch: true }, locale: { customer: navigator.language.slice(0, 2), cashier: navigator.language.slice(0, 2) },
    });
    this.host.onRequest('payment.take', (take) => this.take(take));
    this.host.onRequest('payment.reverse', ({ kind, amount }) => this.hand(kind, -amount, { outcome: 'done' }));
    this.host.onRequest('payment.refund', ({ kind, amount, cash_amount }) => this.hand(kind, -(cash_amount ?? amount), { outcome: 'done' }));
    this.host.onRequest('authorise', ({ amount, reason }) => this.ask(`Goods without a payment, ${this.money(amount)}: ${reason ?? ''}`, 'Allow', 'Refuse', { outcome: 'done' }));
    this.host.onRequest('print', () => ({ outcome: 'refused', reason: 'no printer' }));
    this.host.on('tender.approved', ({ remaining }) => void this.guarded(() => (remaining === 0 ? this.book() : this.giveBack(remaining))));
    this.host.on('tender.declined', ({ cashier_text, remaining }) => {
      say(cashier_text ?? '');
      if (remaining < 0) this.offer('Give back', () => this.giveBack(remaining));
    });
    this.host.on('basket.cancelled', () => this.leave({ status: 'error', error_code: this.why }));
    this.host.on('basket.cancel_failed', ({ cashier_text }) => say(cashier_text ?? ''));
    this.host.on('refused', ({ who }) => { if (who === 'host') this.fail('not_logged_in'); });
    this.host.on('failed', () => this.fail('could_not_perform'));
    for (const type of ['opened', 'reopened'] as const) this.host.on(type, ({ interrupted }) => { void this.guarded(() => this.go(interrupted)); });
    by('cancel').addEventListener('click', () => void this.guarded(() => this.cancel()));
  }

  private async guarded(work: () => Promise<void> | void): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (error instanceof Refused) return await this.refuse(error);
      if (!(error instanceof EposError)) throw error;
      // Without an answer nothing is known: the same link goes on later. What was refused cannot be performed.
      if (error.code === 'timeout' || error.code === 'closed' || error.retry) say('The page does not answer. Open the link again.');
      else if (this.payment.refund && this.kept.phase === 'begun') await this.refuse(new Refused('could_not_perform'));
      else this.fail('could_not_perform');
    }
  }

  /** A fault before anything was paid ends it; after that the same link goes on with it. */
  private fail(error_code: SwitchError): void {
    if (this.kept.phase === 'begun') this.leave({ status: 'error', error_code });
    else say(`${this.payment.refund ? 'Given back' : 'Paid'}, not booked yet. Open the link again.`);
  }

  /** From wherever the last session left it. */
  private async go(interrupted: BasketState | undefined): Promise<void> {
    const { kept, host, payment } = this;
    const mine = interrupted?.basket_ref === kept.ref ? interrupted : undefined;
    if (kept.phase === 'done' || this.stopped) return;
    if (interrupted && !mine) await host.send('basket.cancel', {});
    if (kept.phase === 'paid') return this.book();
    const state = await (payment.refund ? this.back(mine) : this.sale(mine));
    if (!state) return;
    show('cancel', true);
    if (state.remaining === 0) return this.book();
    if (payment.refund && !state.tenders.some((one) => one.state === 'taking')) return this.begin(state);
    if (!payment.refund && state.phase === 'frozen') await host.send('tender.start', { basket_ref: kept.ref, kinds: payment.kinds });
  }

  /** The goods, closed: what is to pay stands. */
  private async sale(mine: BasketState | undefined): Promise<BasketState> {
    const { kept, host, payment } = this;
    let state = mine;
    if (!state) {
      await host.send('basket.open', { basket_ref: kept.ref, currency: payment.currency });
      state = await host.send('basket.put', { basket_ref: kept.ref, revision: 1, lines: payment.lines });
    }
    return state.phase === 'open' ? host.send('basket.freeze', { basket_ref: kept.ref, revision: state.revision, register_total: state.totals.total }) : state;
  }

  /** What comes back, closed: what is due to whom stands. Without an answer it was given up meanwhile. */
  private async back(mine: BasketState | undefined): Promise<BasketState | undefined> {
    const { kept, host, payment } = this;
    if (mine && mine.phase !== 'open') return mine;
    if (!mine) await host.send('basket.open', { basket_ref: kept.ref, kind: 'refund', currency: payment.currency });
    show('cancel', true);
    const state = await putBack(host, kept.ref, payment.refund as NonNullable<Payment['refund']>, payment.amount);
    return freezeBack(host, kept.ref, state, () => this.stopped);
  }

  /** Money that needs no hand of the cashier's moves when the cashier has said so: a link alone moves none. */
  private begin({ due, remaining }: BasketState): Promise<void> | void {
    if (due.every(({ kind }) => kind === 'cash')) return this.giveBack(remaining);
    say(`Give back: ${this.money(-remaining)}`);
    return this.offer('Give back', () => this.giveBack(remaining));
  }

  /** Gives back what is due next, until nothing is. */
  private async giveBack(remaining: number): Promise<void> {
    if (remaining >= 0 || this.stopped) return;
    await this.host.send('tender.refund', { basket_ref: this.kept.ref }).catch((error: unknown) => { throw refusedAs(error); });
  }

  /** The refund cannot be: nothing is kept of it. */
  private async refuse({ error_code, refundable }: Refused): Promise<void> {
    this.stopped = true;
    this.why = error_code;
    const { state } = await this.host.send('basket.cancel', { basket_ref: this.kept.ref }).catch(() => ({ state: '' }));
    if (state !== 'cancelling') this.leave({ status: 'error', error_code, ...(refundable !== undefined && { refundable }) });
  }

  private take({ kind, amount, cash_amount }: Requests['payment.take']): Outcome | Promise<Outcome> {
    const due = cash_amount ?? amount;
    return this.hand(kind, due, { outcome: 'done', authorized: due });
  }

  private money(amount: number): string {
    return `${(amount / 100).toFixed(2)} ${this.payment.currency}`;
  }

  /** Cash over the counter: to us, or, below zero, to the customer. */
  private hand(kind: string, due: number, done: Outcome): Outcome | Promise<Outcome> {
    if (kind !== 'cash') return { outcome: 'failed', reason: 'no terminal at this device' };
    const [text, yes] = due < 0 ? ['Give back cash', 'Cash given back'] : ['Cash', 'Cash received'];
    return this.ask(`${text}: ${this.money(Math.abs(due))}`, yes, 'No cash', done);
  }

  /** One question to the cashier: yes, or no. */
  private ask(text: string, yes: string, no: string, done: Outcome): Promise<Outcome> {
    say(text);
    return new Promise((told) => {
      const answer = (outcome: Outcome) => () => {
        say('');
        show('taken', false);
        show('not-taken', false);
        told(outcome);
      };
      this.offer(yes, answer(done));
      by('not-taken').textContent = no;
      by('not-taken').onclick = answer({ outcome: 'refused', reason: 'cashier' });
      show('not-taken', true);
    });
  }

  private offer(text: string, work: () => Promise<void> | void): void {
    by('taken').textContent = text;
    by('taken').onclick = () => {
      show('taken', false);
      void this.guarded(work);
    };
    show('taken', true);
  }

  private async cancel(): Promise<void> {
    this.stopped = true;
    show('cancel', false);
    by('not-taken').click();
    const { state } = await this.host.send('basket.cancel', { basket_ref: this.kept.ref });
    if (state !== 'cancelling') this.leave({ status: 'error', error_code: 'payment_canceled' });
  }

  private async book(): Promise<void> {
    const { kept, host, payment } = this;
    show('cancel', false);
    kept.phase = 'paid';
    keep(this.name, kept);
    const { epos_no } = await host.send('basket.commit', { basket_ref: kept.ref, receipt_no: `${kept.number}/SWITCH/1` });
    const { sale_record } = payment.refund ? {} : await host.send('receipt.get', { basket_ref: kept.ref, format: 'record' }).catch(() => undefined) ?? {};
    this.leave({
      status: 'ok', transaction_id: `${kept.ref}:${epos_no}`, amount_money: { amount: payment.amount, currency_code: payment.currency },
      ...(payment.refund?.transaction_id && { refund_of: payment.refund.transaction_id }), ...(sale_record && sale_record.length <= MOST_RECORD && { sale_record }),
    });
  }

  private leave(result: { status: 'ok' | 'error'; [member: string]: unknown }): void {
    if (this.gone) return;
    this.gone = true;
    const { payment, kept } = this;
    const reply = { ...result, ...shared(payment) };
    keep(this.name, { ...kept, phase: 'done', reply });
    for (const name of ['cancel', 'taken', 'not-taken']) show(name, false);
    const to = callback(payment.callback_url, reply);
    if (result.status === 'error' || payment.auto_return !== undefined) setTimeout(() => location.replace(to), result.status === 'error' ? 0 : payment.auto_return);
    show('back', true);
    by('back').onclick = () => location.replace(to);
    say(result.status === 'ok' ? (payment.refund ? 'Given back.' : 'Paid.') : '');
  }
}

const shared = ({ state, client_transaction_id }: Pick<Payment, 'state' | 'client_transaction_id'>) => ({
  ...(state !== undefined && { state }), ...(client_transaction_id !== undefined && { client_transaction_id }),
});

function refused(fault: Fault): void {
  say(`${fault.error_code}${fault.back ? '' : ': nobody is called back'}`);
  if (fault.back) location.replace(callback(fault.back.callback_url, { status: 'error', error_code: fault.error_code, ...(fault.back.state !== undefined && { state: fault.back.state }) }));
}

async function start(): Promise<void> {
  const [config, { page }, token] = await Promise.all([
    fetch('switch.json').then((reply) => reply.json() as Promise<SwitchConfig>), fetch('/host.json').then((reply) => reply.json() as Promise<{ page: string }>),
    fetch('/device-token.txt').then((reply) => reply.text()),
  ]);
  const data = new URLSearchParams(location.search).get('data');
  const payment = readSwitch(data, config);
  if ('error_code' in payment) return refused(payment);
  // Without an id of the caller's the link itself is the id: opened again it goes on, and is never a second payment.
  const name = `${payment.client_id} ${payment.client_transaction_id ?? data}`;
  const known = payments()[name];
  if (known && (known.phase === 'done' || known.print !== data)) {
    const reply = { status: 'error', error_code: 'duplicate_transaction' satisfies SwitchError, ...(known.reply && { first: known.reply }), ...shared(payment) };
    return location.replace(callback(payment.callback_url, reply));
  }
  const number = Object.keys(payments()).length + 1;
  const kept: Kept = known ?? { print: data ?? '', ref: `switch-${Date.now().toString(36)}-${number}`, number, phase: 'begun' };
  keep(name, kept);
  new Switch(payment, kept, name, page, token.trim());
}

void start().catch(() => say('no_network_connection: open the link again'));
