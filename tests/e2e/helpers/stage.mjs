// What a cashier and a customer do and see, over the simulator's and the page's own marks.
import { readFileSync } from 'node:fs';
import { settled, theirsSettled } from './expected.mjs';

export const words = JSON.parse(readFileSync(new URL('../../../www/locales/hr.json', import.meta.url), 'utf8'));
const WAIT = 15_000;
const BANANAS = '2104011007350'; // in-store code of the scale: PLU 4011, 735 g

/** What differs, said line by line. */
export class Differs extends Error {}
export function same(what, actual, expected) {
  if (actual === expected) return;
  const [had, wanted] = [actual, expected].map((text) => String(text).split('\n'));
  const lines = Array.from({ length: Math.max(had.length, wanted.length) }, (_, i) => (
    had[i] === wanted[i] ? `    ${had[i]}` : `  - ${wanted[i] ?? '(nothing)'}\n  + ${had[i] ?? '(nothing)'}`));
  throw new Differs(`${what} differs (- expected, + found):\n${lines.join('\n')}`);
}

/** One sale at a time, as a cashier and a customer would do it. */
export class Stage {
  constructor(page, options) {
    this.page = page;
    this.options = options;
    this.screens = page.frameLocator('#page');
    this.count = 0;
  }

  async step(text) {
    this.options.say?.(text);
    this.now = text;
  }

  /** A picture of the customer's screen. */
  async shot(name, whole = false) {
    this.count += 1;
    const file = `${String(this.count).padStart(2, '0')}-${name}.png`;
    if (!this.options.shot) return;
    await this.page.waitForTimeout(250);
    await this.options.shot(whole ? this.page : this.page.locator('#page'), file);
  }

  async see(selector, what = selector) {
    await this.page.locator(selector).first().waitFor({ state: 'visible', timeout: WAIT }).catch(() => { throw new Differs(`${this.now}: the register does not show ${what}`); });
  }

  async screen(name) {
    await this.screens.locator(`[data-screen="${name}"]`).waitFor({ state: 'visible', timeout: WAIT }).catch(async () => {
      const now = await this.screens.locator('[data-screen]').getAttribute('data-screen', { timeout: 1000 }).catch(() => 'none');
      throw new Differs(`${this.now}: the page should show "${name}" and shows "${now}"`);
    });
  }

  /** Waits until a figure of the register is this. */
  async figure(name, expected) {
    const figure = this.page.locator(`[data-sum="${name}"] span:last-child`);
    const end = Date.now() + WAIT;
    let text = '';
    for (; Date.now() < end; await this.page.waitForTimeout(50)) {
      text = (await figure.allTextContents()).join(' ');
      if (text === expected) return;
    }
    same(`${this.now}: the register's ${name}`, text, expected);
  }

  /** Waits until a part of the page reads like this. */
  async part(name, expected) {
    const part = this.screens.locator(`[data-part="${name}"]`).first();
    const end = Date.now() + WAIT;
    let text = '';
    for (; Date.now() < end; await this.page.waitForTimeout(50)) {
      text = ((await part.textContent({ timeout: 500 }).catch(() => '')) ?? '').replace(/\s/g, ' ').trim();
      if (text.includes(expected)) return;
    }
    same(`${this.now}: the page's ${name}`, text, expected);
  }

  async message(expected) {
    const end = Date.now() + WAIT;
    let text = '';
    for (; Date.now() < end; await this.page.waitForTimeout(50)) {
      text = await this.page.locator('#message').textContent();
      if (text === expected) return;
    }
    same(`${this.now}: the register's message`, text, expected);
  }

  async scan(text) {
    await this.page.fill('#scan', text);
    await this.page.press('#scan', 'Enter');
  }

  press(name) {
    return this.page.click(`[data-do="${name}"]`, { timeout: WAIT });
  }

  async type(digits) {
    for (const key of [...digits, 'enter']) await this.screens.locator(`[data-key="${key}"]`).click({ timeout: WAIT });
  }

  /** The customer pays by gift card: the key, the card at the scanner, the PIN. */
  async giftCard(code, pin = '1234') {
    await this.press('gift-card');
    await this.screen('gift-card');
    await this.scan(code);
    await this.screen('pin');
    await this.type(pin);
  }

  /** The codes the customer carries. */
  async wallet() {
    await this.press('wallet');
    const pairs = await this.page.locator('[data-wallet]').evaluateAll((all) => all.map((one) => [one.dataset.wallet, one.dataset.code]));
    await this.press('close-wallet');
    return Object.fromEntries(pairs);
  }

  /** A till that is free: connected, no sale left over from a run that was broken off, no dialog open. */
  async free() {
    await this.see('#link[data-state="open"]', 'that the page is connected');
    if (await this.page.locator('#lines [data-line]').count()) await this.press('cancel-sale');
    await this.page.locator('#lines [data-line]').first().waitFor({ state: 'detached', timeout: WAIT });
  }

  /** Seven lines, and one that is voided. */
  async goods() {
    await this.step('goods are scanned');
    for (const code of ['2*3850310010100', '3850310010209', BANANAS, '3850410010307', '3850510010108', '3*3850710010205', '3850110010102']) {
      await this.scan(code);
    }
    await this.see('[data-line="L7"]');
    await this.step('a line is voided');
    await this.page.click('[data-void="L7"]');
    await this.see('#lines li.void', 'that the line is voided');
    same('the lines of the basket', await this.page.locator('#lines li:not(.void)').count(), 7);
    await this.figure('subtotal', '25,16');
    await this.figure('total', '23,37 €');
    await this.screen('basket');
  }

  async coupons(used, good) {
    await this.step('a used coupon is refused');
    await this.scan(used);
    await this.message(words['error.coupon_used.cashier']);
    await this.figure('total', '23,37 €');
    await this.step('a coupon of 10 % on household');
    await this.scan(good);
    await this.figure('total', '21,87 €');
    await this.part('total', '21,87');
    await this.shot('basket');
    await this.shot('register-basket', true);
  }

  /** The receipt on the screen of the cashier; answers with both texts. */
  async receipt(expected, card) {
    await this.see('#ours', 'the receipt');
    const ours = await this.page.locator('#ours').textContent();
    same('the receipt', settled(ours, card), expected);
    const wide = ours.split('\n').find((line) => [...line].length > 42);
    if (wide) throw new Differs(`the receipt has a line of more than 42 columns: ${wide}`);
    return ours;
  }

  /** The page's own text of the sale. */
  async theirs(expected, card) {
    await this.page.waitForFunction(() => /-----/.test(document.querySelector('#theirs')?.textContent ?? ''), undefined, { timeout: WAIT })
      .catch(() => { throw new Differs(`${this.now}: the page has no text of this receipt`); });
    const text = await this.page.locator('#theirs').textContent();
    same("the page's text", theirsSettled(text, card), expected);
    return text;
  }

  /** A sale that is told afterwards brings no voucher: nobody stands there to take it. */
  async noVoucher() {
    await this.step('no voucher is printed for a sale whose customer has left');
    await this.press('close-receipt');
    await this.page.waitForTimeout(500);
    if (await this.page.locator('[data-voucher]').count()) throw new Differs('a voucher was printed for an imported sale');
  }

  async voucher() {
    await this.step('a voucher for the next visit is printed');
    await this.press('close-receipt');
    await this.see('[data-voucher]', 'a voucher slip');
    await this.see('.bars svg', 'the bars of its code');
    const code = await this.page.locator('[data-voucher]').textContent();
    if (!/^9903\d{14}$/.test(code)) throw new Differs(`the voucher's code is ${code}`);
    await this.press('printed');
  }
}
