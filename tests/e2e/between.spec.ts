// The page is thrown away and loaded anew between any two messages of a sale: the same basket is back, the gift card is
// charged once, cash is taken once, the voucher is printed once.
import { test, expect } from '@playwright/test';

/** Everything of one sale with a cut before message `cut`; -1 for none. Runs in the register's page. */
async function sale({ cut, run, pageUrl }: { cut: number; run: number; pageUrl: string }) {
  const { mount } = await import(`${location.origin}/sdk/epos-host.js`);
  const gs1 = (body: string) => body + ((10 - ([...body].reverse().reduce((s, c, i) => s + Number(c) * (i % 2 ? 1 : 3), 0) % 10)) % 10);
  const luhn = (body: string) => {
    const sum = [...body].reverse().reduce((s, c, i) => s + (i % 2 ? Number(c) : Number(c) * 2 - (Number(c) > 4 ? 9 : 0)), 0);
    return body + ((10 - (sum % 10)) % 10);
  };
  const token = luhn(`6299${String(run).padStart(14, '0')}`);
  const coupon = gs1(`9901${String(run).padStart(8, '0')}`);
  const taken: string[] = [];
  const printed: string[] = [];
  document.body.replaceChildren();
  const host = mount(document.body, {
    pageUrl, deviceToken: (await (await fetch('/device-token.txt')).text()).trim(),
    capabilities: ['payment.take', 'payment.reverse', 'print'], locale: { customer: 'en', cashier: 'en' },
  });
  const events: Record<string, number> = {};
  for (const type of ['coupon.redeemed', 'tender.approved', 'basket.committed']) {
    host.on(type, () => { events[type] = (events[type] ?? 0) + 1; });
  }
  host.onRequest('payment.take', (take: { tender_ref: string; cash_amount: number }) => {
    taken.push(`${take.tender_ref} ${take.cash_amount}`);
    return { outcome: 'done', authorized: take.cash_amount };
  });
  host.onRequest('print', (slip: { print_id: string }) => { printed.push(slip.print_id); return { outcome: 'done' }; });
  await host.ready;
  const ref = `sale-${run}`;
  const lines = [
    { id: '1', name: 'Soap', quantity: '2', amount: 900, categories: ['household'], tax_codes: ['A'] },
    { id: '2', name: 'Bananas', unit: 'kilogram', quantity: '0.735', unit_price: '1.99', amount: 146, categories: ['fruit'], tax_codes: ['C'] },
    { id: '3', name: 'Wine', quantity: '1', amount: 1500, tax_codes: ['A'] },
  ];
  let receipt: string[] = [];
  let balance = '0';
  const until = (check: () => boolean) => new Promise<void>((done) => {
    const look = () => (check() ? done() : void setTimeout(look, 10));
    look();
  });
  const accepted = async (type: string, payload: unknown) => host.outcome((await host.send(type, payload)).accepted);
  const steps: [string, () => Promise<unknown>][] = [
    ['import', () => accepted('ledger.import', {
      batch: `b-${run}`, accounts: [{ token, pin: '1234', balance: 1500, currency: 'EUR' }], codes: [{ code: coupon }],
    })],
    ['open', () => host.send('basket.open', { basket_ref: ref, currency: 'EUR' })],
    ['put', () => host.send('basket.put', { basket_ref: ref, revision: 1, lines })],
    ['coupon', () => accepted('coupons.redeem', { basket_ref: ref, code: coupon })],
    ['freeze', () => host.send('basket.freeze', { basket_ref: ref, revision: 1, register_total: 2456 })],
    ['card', () => accepted('tender.pay', { basket_ref: ref, kind: 'gift_card', token, pin: '1234' })],
    ['cash', () => accepted('tender.pay', { basket_ref: ref, kind: 'cash' })],
    ['commit', () => host.send('basket.commit', { basket_ref: ref, receipt_no: `${run}/1/1`, fiscal: { lines: ['demo'] } })],
    ['receipt', async () => { receipt = (await host.send('receipt.get', { basket_ref: ref })).lines; }],
  ];
  // Ten looks at a balance in a minute are allowed: only some of the sales take one. The receipt says it in all of them.
  if (cut % 3 === 0) steps.push(['balance', async () => {
    balance = String((await accepted('tender.balance', { token, pin: '1234' })).payload.balance);
  }]);
  const within = <T>(what: string, promise: Promise<T>) => Promise.race([promise, new Promise<never>((_, no) => {
    setTimeout(() => no(new Error(`nothing came of ${what}, cut before ${cut}`)), 20_000);
  })]);
  for (const [place, [name, say]] of steps.entries()) {
    if (place === cut) {
      const back = new Promise((done) => host.on('reopened', done));
      host.reload();
      await within('the reload', back);
    }
    await within(name, say());
  }
  await within('the print', until(() => printed.length > 0));
  const status = await host.send('basket.status', {});
  host.close();
  return { receipt, balance, taken, printed, events, open: status.basket?.basket_ref };
}

test('a sale with the page loaded anew before any of its messages', async ({ page }) => {
  test.setTimeout(120_000);
  await page.goto('/host.json');
  const pageUrl = process.env.EPOS_PAGE_URL ?? '';
  const first = Date.now() % 10_000_000;
  let whole: string[] | undefined;
  for (let cut = -1; cut < 9; cut += 1) {
    const run = first * 10 + cut + 1;
    const told = await page.evaluate(sale, { cut, run, pageUrl });
    const shown = told.receipt.map((line: string) => line.replace(String(run), 'N').replace(/ *ePOS \d+|\d\d:\d\d|\d{6}\*+\d+/g, '#'));
    whole ??= shown;
    expect(shown, `cut before message ${cut}`).toEqual(whole);
    expect(told.balance).toBe('0');
    expect(told.taken).toEqual([expect.stringMatching(/^t-.* 955$/)]);
    expect(new Set(told.printed).size).toBe(1);
    expect(told.events).toEqual({ 'coupon.redeemed': 1, 'tender.approved': 2, 'basket.committed': 1 });
    expect(told.open).toBeUndefined();
  }
  // 9.00 - 10 % = 8.10; 8.10 + 1.46 + 15.00 = 24.56; 15.00 by card, 9.56 in cash to the next 0.05: 9.55.
  expect(whole?.join('\n')).toContain('24.56');
  expect(whole?.join('\n')).toMatch(/Balance left +0\.00/);
});
