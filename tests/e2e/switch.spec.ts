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
  const items = [1, 2, 3].map((n) => ({ name: `Chocolate ${n}`, amount: 179, brand: 'zlatica', categories: ['chocolate'], tax_codes: ['A'] }));
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
  const faults: [object, string][] = [
    [{ version: undefined }, 'invalid_version_number'], [{ version: 'one' }, 'invalid_version_number'], [{ version: '2.0' }, 'unsupported_api_version'],
    [{ location_id: 'elsewhere' }, 'location_id_mismatch'], [{ customer_id: 'c1' }, 'customer_management_not_supported'], [{ customer_id: 7 }, 'invalid_customer_id'],
    [{ amount_money: { amount: 537 } }, 'currency_code_missing'], [money(537, null), 'currency_code_missing'], [money(537, ''), 'currency_code_missing'], [money(537, 'eur'), 'unsupported_currency_code'],
    [money(537, 'USD'), 'currency_code_mismatch'], [money('5.37'), 'amount_invalid_format'], [money(5.37), 'amount_invalid_format'], [{ amount_money: 5 }, 'amount_invalid_format'],
    [money(0), 'amount_too_small'], [money(-5), 'amount_too_small'], [money(1_000_001), 'amount_too_large'], [money(2 ** 60), 'amount_invalid_format'],
    [kinds(), 'invalid_tender_type'], [kinds('SHELLS'), 'invalid_tender_type'], [kinds('toString'), 'invalid_tender_type'], [kinds('CREDIT_CARD'), 'unsupported_tender_type'],
    [{ options: 5 }, 'data_invalid'], [{ options: { auto_return: 100 } }, 'data_invalid'], [{ client_transaction_id: 'x'.repeat(129) }, 'data_invalid'],
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
