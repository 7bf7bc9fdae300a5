// The cashier of the register simulator: a sale for each case, and what the case wishes beyond it. One call is one look at the
// register and at most one key.
const QUICK = { timeout: 2000 };
const CODE = '3850310010100';
/** What is wished for needs the page: the register waits for it longer, however slow this machine is. */
const USUAL = { pricing: 1500, tender: 5000 };
const LONG = { pricing: 15_000, tender: 30_000 };
/** Enough for a voucher. */
const MANY = `30*${CODE}`;
export const ABLE = ['voucher', 'training', 'partial', 'declined', 'late', 'lines', 'cancel', 'suspend', 'restart-selling', 'restart-total', 'restart-asked'];

/** What is on the register's screen. */
const look = (page, limits) => page.evaluate((waits) => {
  const { sale, owed, suspended } = globalThis.till.state;
  Object.assign(globalThis.till.link.timeouts, waits);
  const shown = (name) => Boolean(document.querySelector(name)?.checkVisibility());
  return {
    phase: sale?.phase, lines: sale?.lines.length ?? 0, alone: Boolean(sale?.alone), owed: owed.length, suspended: suspended.length, open: globalThis.till.link.up,
    waits: !sale?.alone && (sale?.tenders ?? []).some(({ state }) => ['asking', 'taking', 'cancelling', 'unknown'].includes(state)),
    dialog: ['printed', 'close-receipt', 'approve', 'charged', 'done'].find((one) => shown(`[data-do="${one}"]`)), given: shown('#given'),
  };
}, limits);

export async function cashier(page, { turn, wish = '' }) {
  if (page.turn !== turn) {
    // What a case has left behind is no business of the next one.
    await page.evaluate(() => { if (globalThis.till.state.sale) return globalThis.till.run(() => globalThis.till.cancelSale()); });
    await page.evaluate(() => { globalThis.till.state.sale = null; globalThis.till.changed(); });
    Object.assign(page, { turn, did: {} });
  }
  /** Does something once; what did not work is done again. */
  const once = async (name, work) => {
    await work();
    page.did[name] = true;
  };
  const key = (name) => page.click(`[data-do="${name}"]`, QUICK);
  const state = await look(page, wish ? LONG : USUAL);
  if (state.dialog === 'approve') return key(wish === 'declined' ? 'decline' : wish === 'late' ? 'silent' : 'approve');
  if (state.dialog === 'charged') return key('charged');
  if (state.dialog) return key(state.dialog);
  if (state.given) {
    if (wish === 'restart-asked' && !page.did.restart) return once('restart', () => page.reload());
    await page.fill('#given', wish === 'partial' && !page.did.part ? '1' : '20000', QUICK);
    return once('part', () => key('ok'));
  }
  if (state.phase) page.did.sold = true;
  else if (state.suspended) return key('resume');
  else if (wish === 'cancel' && page.did.sold && !page.did.cancel) Object.assign(page.did, { cancel: true, sold: false }); // the key was slow to answer
  else if (page.did.sold || !state.open) return undefined; // one sale for each case
  if (!state.phase || state.phase === 'selling') return sell(page, state, wish, once, key);
  if (wish === 'restart-total' && state.phase === 'total' && !page.did.restart) return once('restart', () => page.reload());
  if (state.waits) return undefined;
  const card = (wish === 'declined' || wish === 'late') && !state.alone && !page.did.card;
  // A cashier presses once and waits: a second press would ask for a second payment.
  return once(card ? 'card' : 'cash', async () => {
    await key(card ? 'card' : 'cash');
    await page.locator(card ? '[data-do="approve"]' : '#given').waitFor({ timeout: 4000 });
  });
}

async function sell(page, state, wish, once, key) {
  if (wish === 'training' || page.did.training === undefined) {
    page.did.training = true;
    await page.evaluate((on) => { globalThis.till.state.settings.training = on; }, wish === 'training');
  }
  if (wish === 'lines' && state.lines < 300) {
    return page.evaluate((code) => {
      const { till } = globalThis;
      const { product } = till.catalogue.find(code, 'hr');
      for (let n = 0; n < 300; n += 1) till.sell(product, '1');
    }, CODE);
  }
  if (state.lines < 2) {
    await page.fill('#scan', wish === 'voucher' ? MANY : CODE, QUICK);
    return page.press('#scan', 'Enter', QUICK);
  }
  if (wish === 'restart-selling' && !page.did.restart) return once('restart', () => page.reload());
  if (wish === 'cancel' && !page.did.cancel) {
    await once('cancel', () => key('cancel-sale'));
    page.did.sold = false;
    return undefined;
  }
  if (wish === 'suspend' && !page.did.suspend) return once('suspend', () => key('suspend'));
  // A cashier waits for what comes of a key before pressing it again.
  if (Date.now() - (page.did.total ?? 0) < 6500) return undefined;
  page.did.total = Date.now();
  return key('total');
}
