/** The register simulator's start: parts are made, joined, and the journal is read back. */
import { Catalogue } from './register/catalogue.js';
import { Dialogs, entry } from './register/dialogs.js';
import { by, h } from './register/dom.js';
import { load, save } from './register/journal.js';
import { Link } from './register/link.js';
import { Log } from './register/log.js';
import type { Product } from './register/model.js';
import { canonical, euro, millionths } from './register/money.js';
import { slipDialog } from './register/money-dialogs.js';
import { openOffice } from './register/office.js';
import { showReceipt } from './register/receipts.js';
import { Faults } from './register/playground/faults.js';
import { Playground } from './register/playground/panel.js';
import { askStore } from './register/store.js';
import { drawSwitches } from './register/switches.js';
import { held } from './register/coupons.js';
import { Till } from './register/till.js';
import { View, type Keys } from './register/view.js';
import { loadSigned, wallet } from './register/wallet.js';
import type { EposHost } from './sdk/src/index.js';

const scan = by<HTMLInputElement>('scan');

/** Quantities are pieces in whole numbers, or kilograms with at most three decimals. */
function quantityOf(text: string, weighed: boolean): string | undefined {
  const value = millionths(text);
  const step = weighed ? 1000n : 1_000_000n;
  return value === undefined || value <= 0n || value % step !== 0n || value > 999_000_000n ? undefined : canonical(text);
}

function sell(till: Till, product: Product, quantity: string | undefined): void {
  const weighed = product.unit === 'kilogram';
  if (quantity !== undefined || !weighed) return till.sell(product, quantity ?? '1');
  const texts = { ok: till.t('ok'), cancel: till.t('cancel') };
  const title = `${till.t('weight')} · ${product.name[till.state.settings.language]}`;
  void till.dialogs.open<string | undefined>('weight', (close) => entry(title, texts, (text) => quantityOf(text, true), close))
    .then((kilograms) => { if (kilograms) till.sell(product, kilograms); });
}

/** What was scanned or typed: `2*code`, `0,735*name`, a code, a name. */
function entered(till: Till, keys: Keys, text: string): void {
  const { language } = till.state.settings;
  const parts = /^(\d+(?:[.,]\d+)?)\s*[*x×]\s*(.+)$/.exec(text);
  const found = till.catalogue.find((parts?.[2] ?? text).trim(), language);
  keys.found = found.kind === 'products' ? found.products : [];
  if (found.kind === 'product') {
    const weighed = found.product.unit === 'kilogram';
    const quantity = parts ? quantityOf(parts[1] ?? '', weighed) : undefined;
    if (parts && quantity === undefined) till.tell(till.t('notFound'), 'bad');
    else sell(till, found.product, quantity);
  } else if (found.kind === 'code') void till.run(() => till.code(found.code, found.own));
  else if (found.kind === 'nothing') till.tell(till.t('notFound'), 'bad');
  till.changed();
}

function actions(till: Till): Record<string, () => Promise<void> | void> {
  const texts = () => ({ ok: till.t('ok'), cancel: till.t('cancel') });
  const percent = (text: string) => (millionths(text) !== undefined && Number(text.replace(',', '.')) <= 50 ? canonical(text) : undefined);
  return {
    total: () => till.total(),
    cash: () => till.payments.pay('cash'),
    card: () => till.payments.pay('card'),
    'gift-card': () => till.payments.pay('gift_card'),
    back: () => till.reopen(),
    suspend: () => till.suspend(),
    resume: () => till.resume(),
    'cancel-sale': () => till.cancelSale(),
    'void-last': () => till.booking.voidLast(),
    receipt: () => { if (till.state.last) showReceipt(till, till.state.last); },
    'ask-coupon': async () => { await till.link.ask('screen.show', { screen: 'coupon' }); },
    'ask-member': async () => { await till.link.ask('screen.show', { screen: 'identify' }); },
    allowance: async () => {
      const rate = await till.dialogs.open<string | undefined>('allowance', (close) => entry(till.t('percent'), texts(), percent, close));
      if (rate !== undefined) till.allow(rate);
    },
    wallet: () => openWallet(till),
    office: () => openOffice(till),
    cards: () => till.cards.open(),
    members: () => till.members.open(), messages: () => till.members.messages(), offers: () => till.members.offers(), coupons: () => till.coupons.open(),
    'goods-back': () => till.returns.open(), 'give-back-card': () => till.returns.giveBack(true),
    'give-back': () => till.returns.giveBack(),
  };
}

/** The customer's cards and coupons: a click shows one to the scanner. */
function openWallet(till: Till): void {
  const draw = (close: (result: string | undefined) => void) => {
    const own = wallet(till.state.wallet);
    const card = (name: string, label: string, code: string, note = '') =>
      h('button', { class: 'card', 'data-wallet': name, 'data-code': code, onclick: () => close(code) }, h('span', {}, label), h('code', {}, code), h('small', {}, note));
    const anew = () => {
      till.state.wallet = String(Number(till.state.wallet) + 1);
      close(undefined);
      const { opened } = till.link.host;
      void till.run(async () => { if (opened) await till.booking.wallet(opened); });
    };
    return [
      h('h2', {}, till.t('wallet')),
      card('gift_card', till.t('gift_card'), own.giftCard, `${euro(own.balance)} · ${till.t('pin')} ${own.pin}`),
      card('new_card', till.t('newCard'), own.newCard, `${till.t('pin')} ${own.newPin}`),
      card('meal_card', till.t('mealCard'), own.mealCard, euro(own.mealBalance)),
      card('prepaid_code', till.t('prepaidCode'), own.prepaidCode, euro(own.prepaidBalance)),
      card('digital_card', till.t('digitalCard'), own.digitalCard, euro(own.digitalBalance)),
      card('late_card', till.t('lateCard'), own.lateCard, `${till.t('pin')} ${own.pin}`),
      card('unsold_card', till.t('unsoldCard'), own.unsoldCard, `${till.t('pin')} ${own.pin}`),
      ...held(till).map(({ name, key, code }) => card(name, till.t(key), code)),
      card('member', till.t('member'), own.member),
      h('div', { class: 'row' }, h('button', { 'data-do': 'new-set', onclick: anew }, till.t('newSet')),
        h('button', { class: 'main', 'data-do': 'close-wallet', onclick: () => close(undefined) }, till.t('close'))),
    ];
  };
  void till.dialogs.open<string | undefined>('wallet', draw).then((code) => { if (code) void till.run(() => till.code(code)); });
}

/** Everything the page says, to where it belongs. */
function listen(till: Till, host: EposHost): void {
  const back = () => { till.tell(till.t('pageBack'), 'good'); void till.run(() => till.booking.all()); };
  host.on('opened', (opened) => till.recovery.connected(opened));
  host.on('reopened', (opened) => till.recovery.connected(opened));
  host.on('silent', () => { till.tell(till.t('sellingOn'), 'bad'); till.paper.alone(); });
  host.on('alive', back);
  host.on('late', () => { void till.run(() => till.booking.all()); });
  host.on('replaced', () => till.tell(till.t('linkReplaced'), 'bad'));
  host.on('refused', (error) => till.tell(error.cashier_text || `session.open: ${error.code}`, 'bad'));
  host.on('failed', ({ code }) => till.tell(code, 'bad'));
  host.on('clock.suspect', ({ ahead }) => till.tell(`${till.t('clockSuspect')}: ${Math.round(ahead / 60_000)}`, 'bad'));
  host.on('fault', (error) => console.error(error));
  host.on('basket.priced', (state) => till.take(state));
  host.on('receipt.chosen', (event) => till.paper.chosen(event));
  host.on('basket.discrepancy', () => till.tell(till.t('differs'), 'bad'));
  host.on('coupon.redeemed', () => { till.goOn(); till.tell(till.t('couponIn'), 'good'); });
  host.on('coupon.refused', (event) => till.tell(event.cashier_text || event.code, 'bad'));
  host.on('customer.identified', (event) => till.members.identified(event));
  host.on('customer.refused', (event) => till.tell(`${event.masked}: ${event.cashier_text || event.code}`, 'bad'));
  host.on('customer.enrolled', (event) => till.members.enrolled(event));
  host.on('customer.erased', (event) => till.members.erased(event));
  host.on('loyalty.balance', (event) => till.members.looked(event));
  host.on('loyalty.earned', (event) => till.members.earned(event));
  host.on('loyalty.taken_back', (event) => till.members.takenBack(event));
  for (const type of ['loyalty.redeemed', 'loyalty.unredeemed', 'loyalty.declined'] as const) host.on(type, (event) => till.members.redeemed(type, event));
  host.on('message.due', (event) => till.members.due(event));
  host.on('coupons.checked', (event) => till.coupons.checked(event));
  host.on('coupon.issued', (event) => till.coupons.issued(event));
  host.on('scan.read', ({ code }) => till.run(() => till.code(code)));
  host.on('ledger.imported', ({ result, code }) => { if (result !== 'done') till.tell(`ledger.import: ${code ?? result}`, 'bad'); });
  for (const type of ['tender.approved', 'tender.declined', 'tender.cancelled', 'tender.unknown'] as const) {
    host.on(type, (event) => till.payments.told(type, event));
  }
  for (const type of ['tender.balance', 'tender.statement', 'tender.transferred', 'tender.blocked', 'tender.cashed_out'] as const) {
    host.on(type, (event) => till.cards.told(type, event));
  }
  host.on('basket.cancelled', (event) => till.cancelled(event));
  host.on('basket.cancel_failed', (event) => till.tell(event.cashier_text ?? '', 'bad'));
  for (const type of ['tender.load_held', 'tender.load_declined', 'tender.loaded'] as const) host.on(type, (event) => till.cards.loaded(type, event));
  host.onRequest('payment.refund', (request) => till.returns.pay(request));
  host.onRequest('authorise', (request) => till.returns.authorise(request));
  host.onRequest('payment.pay_out', (request) => till.cards.payOut(request));
  host.onRequest('payment.take', (take, info) => till.payments.take(take, info));
  host.onRequest('payment.reverse', (reverse) => till.payments.reverse(reverse));
  host.onRequest('ledger.ask', askStore);
  host.on('ledger.unknown', ({ id, detail }) => till.tell(`${till.t('ledgerSilent')}: ${detail} ${id}`, 'bad'));
  host.onRequest('print', async (print) => {
    const copy = print.copy || till.state.printed.includes(print.print_id);
    const done = await till.dialogs.open<boolean>(`print:${print.print_id}`, slipDialog(till, print, copy));
    if (done) till.coupons.pocketed(print.barcode);
    if (done) till.state.printed = [...till.state.printed, print.print_id].slice(-200);
    save(till.state);
    return done ? { outcome: 'done' } : { outcome: 'refused', reason: 'no paper' };
  });
}

async function start(): Promise<void> {
  const state = load();
  const asked = new URLSearchParams(location.search).get('wallet');
  if (asked) state.wallet = asked;
  const [catalogue] = await Promise.all([Catalogue.load(), loadSigned()]);
  let view: View | undefined;
  const till = new Till(state, catalogue, new Dialogs(by('dialogs'), () => scan.focus()), () => view?.draw());
  const keys: Keys = { found: [], product: (product) => { keys.found = []; scan.value = ''; sell(till, product, undefined); scan.focus(); } };
  const faults = new Faults(() => playground.drawFaults());
  const playground = new Playground(till, faults);
  faults.install();
  by('log').before(playground.element);
  const log = new Log(by('log'), (one) => playground.copies(one));
  till.onReceipt = (sale, voiding) => showReceipt(till, sale, voiding);
  till.link = new Link(by('frame'), () => state.settings, (host) => listen(till, host), (one) => { log.add(one); playground.hear(one); });
  view = new View(till, keys);
  till.link.start();
  till.changed();
  drawSwitches(till);
  const work = actions(till);
  scan.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    const text = scan.value.trim();
    scan.value = '';
    if (text) entered(till, keys, text);
  });
  document.addEventListener('click', (event) => {
    const button = (event.target as Element).closest<HTMLElement>('#actions button, #tools button');
    const name = button?.dataset['do'] ?? '';
    if (work[name]) void till.run(work[name]);
  });
  by('clear').addEventListener('click', () => log.clear());
  setInterval(() => { if (by('link').dataset['state'] !== till.link.state) view?.draw(); }, 500);
  Object.assign(globalThis, { till }); // for the console
  scan.focus();
}

void start();
