// A whole sale by customers who do not touch: one with a keyboard only, one with a scanner and the register's tactile keypad only.
import { test, expect, type Frame, type Page } from '@playwright/test';

interface Stage { send(type: string, payload: unknown): Promise<Record<string, unknown>>; done: string[] }
declare global { interface Window { stage: Stage } }

const luhn = (body: string) => {
  const sum = [...body].reverse().reduce((s, c, i) => s + (i % 2 ? Number(c) : Number(c) * 2 - (Number(c) > 4 ? 9 : 0)), 0);
  return body + ((10 - (sum % 10)) % 10);
};
const gs1 = (body: string) => body + ((10 - ([...body].reverse().reduce((s, c, i) => s + Number(c) * (i % 2 ? 1 : 3), 0) % 10)) % 10);

/** A register around the page: a basket of three lines, a gift card of 15.00 with the PIN 1234, a coupon of 10 %. */
async function stage({ pageUrl, run, token, coupon, touch }: { pageUrl: string; run: number; token: string; coupon: string; touch: boolean }) {
  const { mount } = await import(`${location.origin}/sdk/epos-host.js`);
  document.body.replaceChildren();
  const host = mount(document.body, {
    pageUrl, deviceToken: (await (await fetch('/device-token.txt')).text()).trim(), capabilities: ['payment.take', 'payment.reverse', 'print'],
    locale: { customer: 'en', cashier: 'hr' }, display: { role: 'customer', touch, keypad: !touch, receipt_choice: !touch },
  });
  const done: string[] = [];
  for (const type of ['coupon.redeemed', 'tender.approved', 'tender.declined', 'coupon.refused', 'receipt.chosen']) host.on(type, () => done.push(type));
  host.onRequest('payment.take', (take: { cash_amount: number }) => ({ outcome: 'done', authorized: take.cash_amount }));
  host.onRequest('print', () => ({ outcome: 'done' }));
  await host.ready;
  const send = (type: string, payload: unknown) => host.send(type, payload);
  const taken = await host.send('ledger.import', {
    batch: `h-${run}`, accounts: [{ token, pin: '1234', balance: 1500, currency: 'EUR' }], codes: [{ code: coupon }],
  });
  await host.outcome(taken.accepted);
  await send('basket.open', { basket_ref: `hands-${run}`, currency: 'EUR' });
  await send('basket.put', { basket_ref: `hands-${run}`, revision: 1, lines: [
    { id: '1', name: 'Soap', quantity: '2', amount: 900, categories: ['household'], tax_codes: ['A'] },
    { id: '2', name: 'Wine', quantity: '1', amount: 1500, tax_codes: ['A'] },
  ] });
  window.stage = { send, done };
}

const epos = async (page: Page): Promise<Frame> => {
  const frame = await (await page.locator('iframe').elementHandle())?.contentFrame();
  if (!frame) throw new Error('no frame of the page');
  return frame;
};
const shows = (frame: Frame, name: string) => expect(frame.locator(`[data-screen="${name}"]`)).toBeVisible();

/** Presses Tab until the focus is on the button; a focus that gets lost on the way is found again from the start. */
async function tabTo(page: Page, frame: Frame, act: string) {
  await expect(frame.locator(`[data-act="${act}"]`)).toBeVisible();
  for (let tries = 0; tries < 60; tries += 1) {
    const at = await frame.evaluate(() => {
      let active = document.activeElement;
      while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
      return (active as HTMLElement | null)?.dataset.act;
    });
    if (at === act) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${act}`);
}
/** As somebody types who looks for each key. */
const type = (page: Page, text: string) => page.keyboard.type(text, { delay: 90 });
/** As a scanner does: all keys at once. A busy machine would put pauses between keys that come through the browser's driver. */
const scan = (frame: Frame, text: string) => frame.evaluate((keys) => {
  for (const key of [...keys, 'Enter']) document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }));
}, text);
const events = (page: Page) => page.evaluate(() => window.stage.done);

async function begin(page: Page, touch: boolean) {
  const run = Math.floor(Math.random() * 1e7);
  const token = luhn(`6299${String(run).padStart(14, '0')}`);
  const coupon = gs1(`9901${String(run).padStart(8, '0')}`);
  await page.goto('/host.json');
  await page.evaluate(stage, { pageUrl: process.env.EPOS_PAGE_URL ?? '', run, token, coupon, touch });
  const frame = await epos(page);
  await shows(frame, 'basket');
  await page.locator('iframe').focus();
  const freeze = () => page.evaluate(async ({ ref }) => {
    await window.stage.send('basket.freeze', { basket_ref: ref, revision: 1, register_total: 2310 });
    await window.stage.send('tender.start', { basket_ref: ref });
  }, { ref: `hands-${run}` });
  const commit = () => page.evaluate(({ ref, no }) => window.stage.send('basket.commit', { basket_ref: ref, receipt_no: no, fiscal: { lines: ['demo'] } }),
    { ref: `hands-${run}`, no: `${run}/1/1` });
  return { frame, token, coupon, freeze, commit };
}

test('a whole sale with a keyboard only', async ({ page }) => {
  const { frame, token, coupon, freeze, commit } = await begin(page, true);
  await tabTo(page, frame, 'enter-coupon');
  await page.keyboard.press('Enter');
  await shows(frame, 'coupon');
  await type(page, coupon.slice(0, 5));
  await page.keyboard.press('Backspace');
  await type(page, coupon.slice(4));
  await page.keyboard.press('Enter');
  await expect.poll(() => events(page)).toContain('coupon.redeemed');
  await page.keyboard.press('Escape');
  await shows(frame, 'basket');
  await freeze();
  await shows(frame, 'payment');
  await tabTo(page, frame, 'pay-gift-card');
  await page.keyboard.press('Space');
  await shows(frame, 'gift-card');
  await type(page, token);
  await page.keyboard.press('Enter');
  await shows(frame, 'pin');
  await type(page, '1234');
  await page.keyboard.press('Enter');
  await shows(frame, 'approved');
  await tabTo(page, frame, 'continue');
  await page.keyboard.press('Enter');
  await shows(frame, 'payment');
  await tabTo(page, frame, 'pay-cash');
  await page.keyboard.press('Enter');
  await shows(frame, 'approved');
  await commit();
  await shows(frame, 'receipt');
  // The focus went with the screens: a reader stands at the heading, not nowhere.
  expect(await events(page)).toEqual(['coupon.redeemed', 'tender.approved', 'tender.approved']);
});

test('a whole sale with a scanner and the register\'s keys only', async ({ page }) => {
  const { frame, token, coupon, freeze, commit } = await begin(page, false);
  await expect(frame.locator('button')).toHaveCount(0);
  await scan(frame, coupon);
  await expect.poll(() => events(page)).toContain('coupon.redeemed');
  await freeze();
  await shows(frame, 'payment');
  await page.evaluate(() => window.stage.send('tender.pay', { kind: 'gift_card' }));
  await shows(frame, 'gift-card');
  await scan(frame, token);
  await shows(frame, 'pin');
  for (const key of ['1', '9', 'clear', '1', '2', '3', '4', 'enter']) {
    await page.evaluate((pressed) => window.stage.send('input.key', { key: pressed }), key);
  }
  await shows(frame, 'approved');
  await page.evaluate(() => window.stage.send('input.key', { key: 'enter' }));
  await shows(frame, 'payment');
  await page.evaluate(() => window.stage.send('tender.pay', { kind: 'cash' }));
  await shows(frame, 'approved');
  await commit();
  await shows(frame, 'receipt');
  await expect(frame.locator('[data-part="keys"]')).toContainText('Cancel');
  await page.evaluate(() => window.stage.send('input.key', { key: 'cancel' }));
  await expect(frame.locator('[data-part="message"]')).toHaveText('No paper receipt is printed.');
  expect(await events(page)).toEqual(['coupon.redeemed', 'tender.approved', 'tender.approved', 'receipt.chosen']);
});

test('keys of the browser do nothing, keys that type and zoom do what they did', async ({ page }) => {
  const { frame } = await begin(page, true);
  const left = await frame.evaluate(() => {
    const pressed = (init: KeyboardEventInit) => document.body.dispatchEvent(new KeyboardEvent('keydown', { ...init, bubbles: true, cancelable: true }));
    const gesture = (type: string) => document.body.dispatchEvent(new Event(type, { bubbles: true, cancelable: true }));
    // As docs/register-guide.md names them.
    const alone = ['F1', 'F3', 'F5', 'F6', 'F7', 'BrowserBack', 'BrowserForward', 'BrowserHome', 'BrowserRefresh', 'BrowserSearch'];
    const browsers: KeyboardEventInit[] = [
      ...alone.map((key) => ({ key })), ...['ArrowLeft', 'ArrowRight', 'Home'].map((key) => ({ key, altKey: true })),
      ...[...'dfghjoprsuDFGHJOPRSU'].flatMap((key) => [{ key, ctrlKey: true }, { key, metaKey: true }]),
    ];
    const ours: KeyboardEventInit[] = [
      ...['Tab', 'Enter', 'Escape', 'Backspace', 'Home', 'ArrowLeft', 'r', 'F12'].map((key) => ({ key })),
      ...['+', '-', '0', 'c', 'v', 'a'].map((key) => ({ key, ctrlKey: true })), { key: '@', ctrlKey: true, altKey: true },
    ];
    return {
      browsers: browsers.filter(pressed), gestures: ['contextmenu', 'dragover', 'drop'].filter(gesture),
      lost: ours.filter((init) => !pressed(init)), // the page itself takes none of these while no prompt is open
    };
  });
  expect(left).toEqual({ browsers: [], gestures: [], lost: [] });
});
