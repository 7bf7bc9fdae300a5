/*
 * The scripted sale: the same for the demo's `--once` and for the test. A cashier at the simulator sells, the customer
 * types on the page; then the same sale with the page killed at the freeze.
 *
 * Worked out by hand (EUR, VAT included; A 25 %, C 5 %, N none):
 *
 *   2 x milk chocolate 1.79                     3.58 A
 *   1 x dark chocolate 1.99                     1.99 A
 *   0.735 kg bananas x 1.69 = 1.24215           1.24 C
 *   1 x cola 1.69                               1.69 A
 *   its deposit                                 0.10 N
 *   1 x bread                                   1.59 C
 *   3 x toilet paper 4.99                      14.97 A
 *   (1 x yoghurt, voided)
 *   list value                                 25.16
 *   3 for 2 on chocolate: the cheapest of three, one milk chocolate        -1.79
 *   coupon 10 % on household: 1.497 of 14.97, half up                      -1.50
 *   total                                      21.87
 *
 *   A  3.58 + 1.99 - 1.79 + 1.69 + 14.97 - 1.50 = 18.94; tax 18.94 x 25/125 = 3.788 -> 3.79; base 15.15
 *   C  1.24 + 1.59 = 2.83;                               tax 2.83 x 5/105 = 0.1348 -> 0.13; base 2.70
 *   N  0.10;                                             15.15 + 3.79 + 2.70 + 0.13 + 0.10 = 21.87
 *
 *   gift card 15.00; remains 6.87, in cash to the next 0.05: 6.85 (rounding -0.02); of 10.00 given back 3.15
 *   without the page: 21.87 in cash is 21.85 (rounding -0.02); of 50.00 given back 28.15
 */
import { readFileSync } from 'node:fs';

const words = JSON.parse(readFileSync(new URL('../../../www/locales/hr.json', import.meta.url), 'utf8'));
const WAIT = 15_000;
const BANANAS = '2104011007350'; // in-store code of the scale: PLU 4011, 735 g

export const RECEIPT_GOODS = `\
         Dućan Kod Zvonika d.o.o.
           Izmišljena ulica 12
               10000 Zagreb
             OIB: 00000012344
------------------------------------------
Račun: <number and time>
Blagajnik: Ana K.
------------------------------------------
Mliječna čokolada 100 g
  2 x 1,79                          3,58 A
Tamna čokolada 70 % 100 g
  1 x 1,99                          1,99 A
Banane
  0,735 kg x 1,69                   1,24 C
Cola 0,5 l
  1 x 1,69                          1,69 A
Povratna naknada
  1 x 0,10                          0,10 N
Kruh polubijeli 500 g
  1 x 1,59                          1,59 C
Toaletni papir 8/1
  3 x 4,99                         14,97 A
------------------------------------------
Međuzbroj                            25,16
Čokolada 3 za 2                      -1,79
Kupon: kućanstvo -10 %               -1,50
------------------------------------------
UKUPNO EUR                           21,87
Zaokruženje gotovine                 -0,02
`;
const PAID_WITH_CARD = `\
Poklon-kartica <card>   15,00
  Ostatak na kartici                  0,00
Gotovina                              6,85
  Primljeno                          10,00
  Povrat                              3,15
`;
const PAID_IN_CASH = `\
Gotovina                             21,85
  Primljeno                          50,00
  Povrat                             28,15
`;
const RECEIPT_FOOT = `\
------------------------------------------
Porez           Osnovica    Porez   Ukupno
A PDV 25 %         15,15     3,79    18,94
C PDV 5 %           2,70     0,13     2,83
N Bez PDV-a         0,10     0,00     0,10
------------------------------------------
Ušteda                                3,29
<fiscal>
             Hvala na kupnji!`;

/** The page's own text of the same sale, below the shop's header; lines on which only one offer rests carry it. */
const THEIRS_GOODS = `\
------------------------------------------
Račun <number>
<time and ePOS number>
Blagajnik ana
------------------------------------------
Mliječna čokolada 100 g             3,58 A
  2 x 1,79
  Čokolada 3 za 2                    -1,79
Tamna čokolada 70 % 100 g           1,99 A
Banane                              1,24 C
  0,735 kg x 1,69
Cola 0,5 l                          1,69 A
Povratna naknada                    0,10 N
Kruh polubijeli 500 g               1,59 C
Toaletni papir 8/1                 14,97 A
  3 x 4,99
  Kupon: kućanstvo -10 %             -1,50
------------------------------------------
UKUPNO EUR                           21,87
Ušteda                                3,29
------------------------------------------
A PDV 25 % na 15,15                   3,79
C PDV 5 % na 2,70                     0,13
N Povratna naknada 0 % na 0,10        0,00
------------------------------------------
`;
const THEIRS_CARD = `\
Poklon kartica                       15,00
  <card>
  Preostalo stanje                    0,00
Gotovina                              6,85
  Zaokruživanje                      -0,02
Povrat                                3,15
`;
const THEIRS_CASH = `\
Gotovina                             21,85
  Zaokruživanje                      -0,02
`;
const THEIRS_FOOT = `\
------------------------------------------
ZKI: <zki>
JIR: <jir>
DEMO - nije fiskalni račun
            Hvala i doviđenja!`;

/** What differs, said line by line. */
export class Differs extends Error {}
function same(what, actual, expected) {
  if (actual === expected) return;
  const [had, wanted] = [actual, expected].map((text) => String(text).split('\n'));
  const lines = Array.from({ length: Math.max(had.length, wanted.length) }, (_, i) => (
    had[i] === wanted[i] ? `    ${had[i]}` : `  - ${wanted[i] ?? '(nothing)'}\n  + ${had[i] ?? '(nothing)'}`));
  throw new Differs(`${what} differs (- expected, + found):\n${lines.join('\n')}`);
}

/** A receipt without what is new each time: number, time, signatures, the card of this run. */
function settled(text, card) {
  return text.trimEnd()
    .replace(/^Račun: \d+\/POS1\/1 +\d\d\.\d\d\.\d{4} \d\d:\d\d$/m, 'Račun: <number and time>')
    .replace(card, '<card>')
    .replace(/^ZKI: [0-9a-f]{32}\nJIR: [0-9a-f-]{36}\nDEMO - nije fiskalni račun\nQR \(demo\):\n(?:\S+\n)+/m, '<fiscal>\n');
}

function theirsSettled(text, card) {
  return text.slice(text.indexOf('---')).trimEnd()
    .replace(/^Račun \d+\/POS1\/1$/m, 'Račun <number>').replace(/^\d\d\.\d\d\.\d{4} \d\d:\d\d +ePOS \d+$/m, '<time and ePOS number>')
    .replace(card.replaceAll('\u2022', '*'), '<card>').replace(/^ZKI: [0-9a-f]{32}$/m, 'ZKI: <zki>').replace(/^JIR: [0-9a-f-]{36}$/m, 'JIR: <jir>');
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

  async voucher() {
    await this.step('a voucher for the next visit is printed');
    await this.press('close-receipt');
    await this.see('[data-voucher]', 'a voucher slip');
    const code = await this.page.locator('[data-voucher]').textContent();
    if (!/^9903\d{14}$/.test(code)) throw new Differs(`the voucher's code is ${code}`);
    await this.press('printed');
  }
}

async function withThePage(stage, held) {
  await stage.free();
  await stage.shot('idle');
  await stage.goods();
  await stage.coupons(held.used, held['coupon-1']);
  await stage.step('TOTAL: the basket is frozen, both agree');
  await stage.press('total');
  await stage.screen('payment');
  await stage.figure('remaining', '21,87 €');
  await stage.figure('cash', '21,85 €');
  await stage.shot('payment');
  await stage.step('a gift card, with a wrong PIN first');
  await stage.press('gift-card');
  await stage.screen('gift-card');
  await stage.shot('gift-card');
  await stage.scan(held.gift_card);
  await stage.screen('pin');
  await stage.type('9999');
  await stage.part('message', words['error.card_not_accepted.customer'].slice(0, 12));
  await stage.shot('wrong-pin');
  await stage.type('1234');
  await stage.see('[data-tender="gift_card"][data-state="approved"]', 'that the gift card is approved');
  await stage.shot('approved');
  await stage.figure('remaining', '6,87 €');
  await stage.figure('cash', '6,85 €');
  await stage.step('the page is reloaded');
  await stage.press('reload-page');
  await stage.screen('payment');
  await stage.part('remaining', '6,87');
  await stage.shot('payment-after-reload');
  await stage.step('the rest in cash');
  await stage.press('cash');
  await stage.see('#given', 'the cash dialog');
  await stage.screen('working');
  await stage.shot('working');
  await stage.page.fill('#given', '10');
  same('the change', await stage.page.locator('#change').textContent(), '3,15 €');
  await stage.press('ok');
  await stage.step('the receipt');
  const masked = `${held.gift_card.slice(0, 6)}${'\u2022'.repeat(9)}${held.gift_card.slice(-4)}`;
  const ours = await stage.receipt(RECEIPT_GOODS + PAID_WITH_CARD + RECEIPT_FOOT, masked);
  const theirs = await stage.theirs(THEIRS_GOODS + THEIRS_CARD + THEIRS_FOOT, masked);
  await stage.screen('receipt');
  await stage.shot('receipt');
  await stage.shot('register-receipt', true);
  await stage.voucher();
  return { ours, theirs };
}

async function withoutThePage(stage, held) {
  await stage.free();
  await stage.goods();
  await stage.coupons(held['coupon-1'], held['coupon-2']);
  await stage.step('the page is killed at the freeze');
  await stage.page.click('[data-switch="dead"]');
  await stage.press('total');
  await stage.message(REGISTER_ALONE);
  await stage.figure('remaining', '21,87 €');
  await stage.shot('register-alone', true);
  await stage.step('the register sells on in cash');
  await stage.press('cash');
  await stage.page.fill('#given', '50');
  same('the change', await stage.page.locator('#change').textContent(), '28,15 €');
  await stage.press('ok');
  const ours = await stage.receipt(RECEIPT_GOODS + PAID_IN_CASH + RECEIPT_FOOT, 'none');
  await stage.see('#owed', 'that a sale is owed to the page');
  await stage.step('the page is back: the sale is imported');
  await stage.page.click('[data-switch="dead"]');
  await stage.page.locator('#owed').waitFor({ state: 'detached', timeout: WAIT }).catch(() => { throw new Differs('the sale was not imported'); });
  const theirs = await stage.theirs(THEIRS_GOODS + THEIRS_CASH + THEIRS_FOOT, 'none');
  await stage.voucher();
  await stage.shot('imported');
  return { ours, theirs };
}
const REGISTER_ALONE = 'Zaslon ne odgovara: prodaja ide dalje, knjiži se kasnije.';

/** Plays both sales. `options`: registerUrl, pageUrl?, say(text)?, shot(target, file)? */
export async function playScript(page, options) {
  const stage = new Stage(page, options);
  await stage.step('the register starts');
  const url = new URL(options.registerUrl);
  // A fresh gift card and fresh coupons for each run, so that it may run again on the same profile.
  url.searchParams.set('wallet', String(Date.now() % 10_000_000));
  if (options.pageUrl) url.searchParams.set('page', options.pageUrl);
  await page.goto(url.href);
  await stage.see('#link[data-state="open"]', 'that the page is connected');
  await stage.see('[data-type="ledger.imported"]', 'that gift card and coupons are loaded');
  const held = await stage.wallet();
  const first = await withThePage(stage, held);
  const second = await withoutThePage(stage, held);
  return { first, second };
}
