// The scripted sale: the same for the demo's `--once` and for the test. What must come out is in expected.mjs, worked out by hand.
import {
  PAID_IN_CASH, PAID_WITH_CARD, RECEIPT_FOOT, RECEIPT_GOODS, THEIRS_CARD, THEIRS_CASH, THEIRS_FOOT, THEIRS_GOODS,
} from './expected.mjs';
import { Differs, Stage, same, words } from './stage.mjs';

const REGISTER_ALONE = 'Zaslon ne odgovara: prodaja ide dalje, knjiži se kasnije.';

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
  await stage.shot('register-payment', true);
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
  await stage.page.locator('#owed').waitFor({ state: 'detached', timeout: 15_000 }).catch(() => { throw new Differs('the sale was not imported'); });
  const theirs = await stage.theirs(THEIRS_GOODS + THEIRS_CASH + THEIRS_FOOT, 'none');
  await stage.noVoucher(); // whose customer has left
  await stage.shot('imported');
  return { ours, theirs };
}

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
