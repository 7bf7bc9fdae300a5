// Two tills of one shop, each with a page and a journal of its own, and one ledger in the store's server: what one of them
// takes from a gift card is gone at the other, and a server out of reach takes nothing twice.
import { test, expect, type Browser, type Page } from '@playwright/test';
import { words } from './helpers/stage.mjs';
import { started } from './helpers/start.js';

const wallet = String(Date.now() % 10_000_000);

async function till(browser: Browser, number: string): Promise<{ page: Page; stage: any }> {
  const page = await (await browser.newContext()).newPage();
  const stage = await started(page, { wallet, till: number, ledger: 'store' });
  return { page, stage };
}

/** One coffee, 3.79, at the point where the card was shown and the PIN is typed. */
async function shown(stage: any): Promise<void> {
  const held = await stage.wallet();
  await stage.scan('3850210010101');
  await stage.figure('total', '3,79 €');
  await stage.press('total');
  await stage.giftCard(held.gift_card);
}

test('a gift card is spent at two tills from one balance', async ({ browser }) => {
  const [one, two] = [await till(browser, '1'), await till(browser, '2')];
  for (const [{ page, stage }, left] of [[one, '11,21'], [two, '7,42']] as const) {
    await shown(stage);
    await stage.see('#ours');
    await expect(page.locator('#theirs')).toContainText(`${words['receipt.balance']}`);
    await expect(page.locator('#theirs')).toContainText(left);
  }
  // The server is not reached: nothing is taken and nothing is lost; when it is back the same ask is answered.
  await one.page.route('**/store/ask', (route) => route.abort());
  await one.page.reload();
  await one.stage.free();
  await shown(one.stage);
  await one.stage.screen('working');
  await one.page.unroute('**/store/ask');
  await one.stage.screen('declined'); // asked about: the ledger has never seen it, and never will
});
