// Another app switches over for one payment and is called back: a small web app in a real browser, and every documented code.
import { test, expect, type Page } from '@playwright/test';
import { build } from 'esbuild';
import { readFileSync } from 'node:fs';

const APP = 'https://app.example/';
const CONFIG = JSON.parse(readFileSync('www/switch/switch.json', 'utf8'));
const GOOD = {
  amount_money: { amount: 537, currency_code: 'EUR' }, callback_url: `${APP}paid`, client_id: 'demo-app', version: '1.3', state: 'order 7 & more',
  client_transaction_id: 'order-7', options: { supported_tender_types: ['CASH'], auto_return: 3200 },
};

/** The small app: a page with a link, and the place it is called back at. */
async function app(page: Page, request: object): Promise<string> {
  const link = `${process.env.EPOS_REGISTER_URL}switch/index.html?data=${encodeURIComponent(JSON.stringify(request))}`;
  await page.route(`${APP}**`, (route) => route.fulfill({ contentType: 'text/html', body: `<h1>Small app</h1><a href="${link.replace(/&/g, '&amp;')}">Pay</a>` }));
  await page.goto(APP);
  await page.click('a');
  return link;
}
async function reply(page: Page): Promise<any> {
  await page.waitForURL(`${APP}paid?**`);
  return JSON.parse(new URL(page.url()).searchParams.get('data') ?? '');
}
const screen = (page: Page) => page.frameLocator('#page iframe');
const payCash = async (page: Page) => {
  await screen(page).locator('[data-act="pay-cash"]').click();
  await page.click('#taken');
};

test('a payment: over, paid in cash, back by itself; the state is echoed, a second time is refused', async ({ page }) => {
  const link = await app(page, GOOD);
  await payCash(page);
  expect(await reply(page)).toMatchObject({
    status: 'ok', state: GOOD.state, client_transaction_id: 'order-7', transaction_id: expect.stringMatching(/^switch-.+:\d+$/), amount_money: GOOD.amount_money,
  });
  await page.goto(link);
  expect(await reply(page)).toMatchObject({ status: 'error', error_code: 'duplicate_transaction', first: { status: 'ok' } });
});

test('goods: deals apply, and the link opened again in the middle goes on with the same payment', async ({ page }) => {
  const items = CHOCOLATES;
  await app(page, { ...GOOD, client_transaction_id: 'goods', items, options: { supported_tender_types: ['CASH'] } });
  await expect(screen(page).locator('[data-screen="payment"]')).toContainText('3,58');
  await page.reload();
  await expect(screen(page).locator('[data-screen="payment"]')).toContainText('3,58');
  await payCash(page);
  await page.click('#back');
  expect(await reply(page)).toMatchObject({ status: 'ok', client_transaction_id: 'goods' });
});

test('given up by the customer: called back with payment_canceled, and nothing is kept', async ({ page }) => {
  await app(page, { ...GOOD, client_transaction_id: 'given-up' });
  await expect(screen(page).locator('[data-screen="payment"]')).toBeVisible();
  await page.click('#cancel');
  expect(await reply(page)).toMatchObject({ status: 'error', error_code: 'payment_canceled', state: GOOD.state });
});

/** A payment of these goods, made before: its `transaction_id`, and what the caller was told. */
async function paid(page: Page, id: string, more: object = {}): Promise<any> {
  await app(page, { ...GOOD, client_transaction_id: id, ...more });
  await payCash(page);
  return reply(page);
}
const CHOCOLATES = [1, 2, 3].map((n) => ({ name: `Chocolate ${n}`, amount: 179, brand: 'zlatica', categories: ['chocolate'], tax_codes: ['A'] }));
/** Over, and the cashier gives back what the screen says. */
async function backIn(page: Page, id: string, amount: number, refund: object, more: object = {}): Promise<any> {
  const link = await app(page, { ...GOOD, client_transaction_id: id, amount_money: { amount, currency_code: 'EUR' }, refund, ...more });
  await expect(page.locator('#message')).toHaveText(`Give back cash: ${(Math.round(amount / 5) / 20).toFixed(2)} EUR`); // in coins of 5
  await page.click('#taken');
  return { link, told: await reply(page) };
}
const refusedBack = async (page: Page, id: string, amount: number, refund: object, more: object = {}) => {
  await app(page, { ...GOOD, client_transaction_id: id, amount_money: { amount, currency_code: 'EUR' }, refund, ...more });
  return reply(page);
};

test('a refund: the whole of a payment, back by itself; a second time, too much and a part of it are refused', async ({ page }) => {
  const { transaction_id } = await paid(page, 'to-refund');
  for (const [id, amount, error_code] of [['part', 200, 'refund_amount_mismatch'], ['more', 538, 'refund_too_large']] as const) {
    expect(await refusedBack(page, id, amount, { transaction_id })).toMatchObject({ status: 'error', error_code, refundable: 537, state: GOOD.state });
  }
  const { link, told } = await backIn(page, 'back-1', 537, { transaction_id });
  expect(told).toMatchObject({ status: 'ok', state: GOOD.state, client_transaction_id: 'back-1', refund_of: transaction_id, amount_money: { amount: 537, currency_code: 'EUR' } });
  expect(told.transaction_id).toMatch(/^switch-.+:\d+$/);
  await page.goto(link);
  expect(await reply(page)).toMatchObject({ status: 'error', error_code: 'duplicate_transaction', first: { status: 'ok', refund_of: transaction_id } });
  expect(await refusedBack(page, 'back-2', 537, { transaction_id })).toMatchObject({ error_code: 'refund_too_large' });
});

test('a refund of goods: what they were paid with, after their deals, and never another amount', async ({ page }) => {
  const { transaction_id, sale_record } = await paid(page, 'goods-to-refund', { items: CHOCOLATES });
  expect(sale_record).toEqual(expect.any(String));
  // Three for two: 3.58 was paid for 5.37, and the discount lies where the page put it.
  const whole = await refusedBack(page, 'goods-back-1', 537, { transaction_id });
  expect(whole).toMatchObject({ error_code: 'refund_too_large', refundable: 358 });
  expect(await refusedBack(page, 'goods-back-2', 100, { transaction_id, items: [{ item: 4 }] })).toMatchObject({ error_code: 'data_invalid' });
  const one = await refusedBack(page, 'goods-back-3', 1, { transaction_id, items: [{ item: 1 }] });
  expect(one).toMatchObject({ error_code: 'refund_amount_mismatch', refundable: expect.any(Number) });
  expect((await backIn(page, 'goods-back-4', one.refundable, { transaction_id, items: [{ item: 1, quantity: '1' }] })).told).toMatchObject({ status: 'ok' });
  expect((await backIn(page, 'goods-back-5', 358 - one.refundable, { sale_record })).told).toMatchObject({ status: 'ok' });
});

test('a refund given up, and one opened again in the middle: nothing is given twice', async ({ page }) => {
  const { transaction_id } = await paid(page, 'to-give-up');
  const link = await app(page, { ...GOOD, client_transaction_id: 'back-again', refund: { transaction_id } });
  await expect(page.locator('#message')).toContainText('Give back cash');
  await page.click('#not-taken');
  await expect(page.locator('#taken')).toHaveText('Give back');
  await page.click('#cancel');
  expect(await reply(page)).toMatchObject({ status: 'error', error_code: 'payment_canceled' });
  await page.goto(link);
  expect(await reply(page)).toMatchObject({ error_code: 'duplicate_transaction', first: { error_code: 'payment_canceled' } });
  await app(page, { ...GOOD, client_transaction_id: 'back-anew', refund: { transaction_id } });
  await expect(page.locator('#message')).toContainText('Give back cash');
  await page.reload();
  await expect(page.locator('#message')).toHaveText('Give back cash: 5.35 EUR');
  await page.click('#taken');
  expect(await reply(page)).toMatchObject({ status: 'ok', refund_of: transaction_id });
});

test('goods without a payment come back if the shop allows it and somebody consents; an unknown payment does not', async ({ page }) => {
  expect(await refusedBack(page, 'unknown', 100, { transaction_id: 'switch-nobody-1:7' })).toMatchObject({ status: 'error', error_code: 'refund_not_found' });
  expect(await refusedBack(page, 'forged', 100, { sale_record: 'no record' })).toMatchObject({ error_code: 'refund_not_found' });
  const goods = { amount_money: { amount: 537, currency_code: 'EUR' }, items: CHOCOLATES };
  await app(page, { ...GOOD, client_transaction_id: 'blind-1', refund: { reason: 'no receipt' }, ...goods });
  await expect(page.locator('#message')).toHaveText('Goods without a payment, 5.37 EUR: no receipt');
  await page.click('#not-taken');
  expect(await reply(page)).toMatchObject({ status: 'error', error_code: 'refund_not_allowed' });
  await app(page, { ...GOOD, client_transaction_id: 'blind-2', refund: { reason: 'no receipt' }, ...goods });
  await page.click('#taken');
  await expect(page.locator('#message')).toHaveText('Give back cash: 5.35 EUR');
  await page.click('#taken');
  expect(await reply(page)).toMatchObject({ status: 'ok', client_transaction_id: 'blind-2' });
});

test('paid by gift card, given back to it: nobody hands out cash, and the card has its money again', async ({ page }) => {
  const register = async () => {
    await page.goto(`${process.env.EPOS_REGISTER_URL}?wallet=77`);
    await page.locator('#link[data-state="open"]').waitFor();
  };
  const balance = (token: string) => page.evaluate(async (card) => {
    const { host } = (globalThis as any).till.link;
    const { accepted } = await host.send('tender.balance', { token: card, pin: '1234' });
    return (await host.outcome(accepted)).payload.balance;
  }, token);
  await register();
  await page.locator('#log [data-type="ledger.imported"]').waitFor();
  await page.click('[data-do="wallet"]');
  const token = await page.locator('[data-wallet="gift_card"]').getAttribute('data-code') ?? '';
  const more = { options: { supported_tender_types: ['GIFT_CARD'], auto_return: 3200 } };
  await app(page, { ...GOOD, client_transaction_id: 'by-card', ...more });
  await screen(page).locator('[data-act="pay-gift-card"]').click();
  for (const [name, text] of [['gift-card', token], ['pin', '1234']] as const) {
    await expect(screen(page).locator(`[data-screen="${name}"]`)).toBeVisible();
    await page.keyboard.type(text, { delay: 40 });
    await page.keyboard.press('Enter');
  }
  const { status, transaction_id } = await reply(page);
  expect(status).toBe('ok');
  await register();
  expect(await balance(token)).toBe(1500 - 537);
  await app(page, { ...GOOD, client_transaction_id: 'to-card', refund: { transaction_id }, ...more });
  await expect(page.locator('#message')).toHaveText('Give back: 5.37 EUR'); // a link alone moves no money
  await page.click('#taken');
  expect(await reply(page)).toMatchObject({ status: 'ok', refund_of: transaction_id });
  await register();
  expect(await balance(token)).toBe(1500);
});

test('nobody is called back at an address that was not registered', async ({ page }) => {
  await app(page, { ...GOOD, callback_url: 'https://evil.example/paid' });
  await expect(page.locator('#message')).toContainText('data_invalid');
  expect(page.url()).toContain('/switch/');
});

test('each fault has its code', async () => {
  const { outputFiles } = await build({ entryPoints: ['www/switch/request.ts'], bundle: true, format: 'esm', write: false });
  const { readSwitch, registered, callback } = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
  const read = (changes: object) => readSwitch(JSON.stringify({ ...GOOD, ...changes }), CONFIG);
  const money = (amount: unknown, currency_code: unknown = 'EUR') => ({ amount_money: { amount, currency_code } });
  const kinds = (...supported_tender_types: unknown[]) => ({ options: { supported_tender_types } });
  expect(read({})).toMatchObject({ amount: 537, kinds: ['cash'], lines: [{ amount: 537, kind: 'service' }], auto_return: 3200 });
  expect(read({ refund: { transaction_id: 'a:1', items: [{ item: 2 }] } })).toMatchObject({ amount: 537, refund: { transaction_id: 'a:1', lines: [{ line_id: '2' }], goods: [] } });
  expect(read({ refund: {}, items: [{ name: 'A', amount: 537 }] })).toMatchObject({ refund: { lines: [], goods: [{ kind: 'return_free', quantity: '-1', amount: -537 }] } });
  const faults: [object, string][] = [
    [{ version: undefined }, 'invalid_version_number'], [{ version: 'one' }, 'invalid_version_number'], [{ version: '2.0' }, 'unsupported_api_version'],
    [{ location_id: 'elsewhere' }, 'location_id_mismatch'], [{ customer_id: 'c1' }, 'customer_management_not_supported'], [{ customer_id: 7 }, 'invalid_customer_id'],
    [{ amount_money: { amount: 537 } }, 'currency_code_missing'], [money(537, null), 'currency_code_missing'], [money(537, ''), 'currency_code_missing'], [money(537, 'eur'), 'unsupported_currency_code'],
    [money(537, 'USD'), 'currency_code_mismatch'], [money('5.37'), 'amount_invalid_format'], [money(5.37), 'amount_invalid_format'], [{ amount_money: 5 }, 'amount_invalid_format'],
    [money(0), 'amount_too_small'], [money(-5), 'amount_too_small'], [money(1_000_001), 'amount_too_large'], [money(2 ** 60), 'amount_invalid_format'],
    [kinds(), 'invalid_tender_type'], [kinds('SHELLS'), 'invalid_tender_type'], [kinds('toString'), 'invalid_tender_type'], [kinds('CREDIT_CARD'), 'unsupported_tender_type'],
    [{ options: 5 }, 'data_invalid'], [{ options: { auto_return: 100 } }, 'data_invalid'], [{ client_transaction_id: 'x'.repeat(129) }, 'data_invalid'],
    [{ refund: 7 }, 'data_invalid'], [{ refund: {} }, 'data_invalid'], [{ refund: { transaction_id: 7 } }, 'data_invalid'], [{ refund: { transaction_id: '' } }, 'data_invalid'],
    [{ refund: { transaction_id: 'x'.repeat(129) } }, 'data_invalid'], [{ refund: { transaction_id: 'a', sale_record: 'b' } }, 'data_invalid'],
    [{ refund: { transaction_id: 'a', items: [{ item: 0 }] } }, 'data_invalid'], [{ refund: { transaction_id: 'a', items: [{ item: 1, quantity: 1 }] } }, 'data_invalid'],
    [{ refund: { transaction_id: 'a', items: 7 } }, 'data_invalid'], [{ refund: { transaction_id: 'a', reason: '' } }, 'data_invalid'],
    [{ refund: { transaction_id: 'a' }, items: [{ name: 'A', amount: 537 }] }, 'data_invalid'], [{ refund: { transaction_id: 'a' }, ...money(0) }, 'amount_too_small'],
    [{ items: [{ name: 'A', amount: 1 }] }, 'data_invalid'], [{ items: [] }, 'data_invalid'], [{ state: 7 }, 'data_invalid'],
  ];
  for (const [changes, code] of faults) expect(read(changes), JSON.stringify(changes)).toMatchObject({ error_code: code, back: { callback_url: GOOD.callback_url } });
  expect(read({ client_id: 'old-app', callback_url: 'https://old.example/paid' })).toMatchObject({ error_code: 'user_not_active', back: {} });
  for (const data of [null, '', 'no JSON', '[]', 'null']) expect(readSwitch(data, CONFIG)).toEqual({ error_code: 'data_invalid' });
  for (const changes of [{ client_id: 'nobody' }, { client_id: '__proto__' }, { callback_url: undefined }]) expect(read(changes)).toEqual({ error_code: 'data_invalid' });
  const good = ['https://app.example/paid', 'https://app.example/paid?x=1', 'demoapp:done', 'demoapp://done'];
  const bad = [
    'http://app.example/paid', 'https://app.example/paid/more', 'https://app.example.evil/paid', 'https://u@app.example/paid', 'javascript:alert(1)', 'data:text/html,x',
    'otherapp:done', 'file:///x', '/paid', '',
  ];
  for (const one of good) expect(registered(one, CONFIG.clients['demo-app'].callbacks), one).toBe(true);
  for (const one of [...bad, 'javascript:x']) expect(registered(one, [...CONFIG.clients['demo-app'].callbacks, 'javascript:', 'data:']), one).toBe(false);
  expect(new URL(callback('demoapp:done', { state: 'a&b' })).searchParams.get('data')).toBe('{"state":"a&b"}');
});
