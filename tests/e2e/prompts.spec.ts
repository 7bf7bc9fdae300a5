// What the page asks the customer beside the usual way: a PIN between two sales, another card for money that goes back,
// and a sale that is called off although it was paid in part.
import { test, expect, type Page } from '@playwright/test';
import { words } from './helpers/stage.mjs';
import { started } from './helpers/start.js';

const MILK = '3850110010508';

async function balance(page: Page, stage: any, which = 0) {
  await stage.press('cards');
  await page.check(`[data-card="${which}"]`);
  await stage.press('card-balance');
  await expect(page.locator('#message')).toContainText('Stanje');
  return (await page.locator('#message').textContent())?.split('· ')[1];
}

test('a PIN is typed at the screen between two sales: wrong, right, and called off', async ({ page }) => {
  const stage = await started(page);
  await stage.step('wrong, then right');
  await stage.press('cards');
  await page.check('[data-pin="screen"]');
  await stage.press('card-balance');
  await stage.screen('pin');
  await stage.type('9999');
  await expect(stage.screens.locator('.message.bad')).toBeVisible();
  await stage.type('1234');
  await expect(page.locator('#message')).toContainText('15,00 €');
  await stage.screen('idle');

  await stage.step('called off by the customer: said, and nothing done');
  await stage.press('cards');
  await page.check('[data-pin="screen"]');
  await stage.press('card-statement');
  await stage.screen('pin');
  await stage.screens.locator('[data-act="back"]').click();
  await expect(page.locator('#message')).toHaveClass('bad');
  await stage.screen('idle');

  await stage.step('a sale goes on as ever');
  await stage.scan(MILK);
  await stage.figure('total', '1,39 €');
});

test('a sale paid in part is called off: the terminal and the card give all of it back', async ({ page }) => {
  const stage = await started(page);
  const { gift_card: card } = await stage.wallet();
  await stage.scan(`3*${MILK}`);
  await stage.press('total');
  await stage.press('card');
  await page.fill('#part', '1,00');
  await stage.press('partial');
  await stage.figure('remaining', '3,17 €');
  await stage.press('gift-card');
  await stage.screen('gift-card');
  await stage.step('the customer thinks again while the card is asked for');
  await stage.press('cancel-sale');
  await stage.see('[data-dialog="reverse"]');
  await stage.press('done');
  await expect(page.locator('#lines [data-line]')).toHaveCount(0);
  await stage.screen('idle');
  expect(card).toBeTruthy();
  expect(await balance(page, stage)).toBe('15,00 €');
});

test('the card that paid is lost: its money goes to another card the customer shows, once', async ({ page }) => {
  const stage = await started(page);
  const { gift_card: card, new_card: fresh } = await stage.wallet();
  await stage.scan(MILK);
  await stage.press('total');
  await stage.scan(card);
  await stage.screen('pin');
  await stage.type('1234');
  await stage.see('#ours');
  await stage.press('close-receipt');
  await stage.press('cards');
  await stage.press('card-lost');

  await stage.step('the cashier is told that the card is gone');
  await stage.press('goods-back');
  await page.check('[data-other-card]');
  await stage.press('refund');
  await stage.screen('gift-card');
  await stage.scan(fresh);
  await stage.screen('pin');
  await stage.type('4321');
  await stage.see('#ours');
  expect(await page.locator('#ours').textContent()).toMatch(/UKUPNO EUR +-1,39/);
  await stage.press('close-receipt');
  expect(await balance(page, stage, 1)).toBe('1,39 €');
});

test('every kind of token says what it is: one payment, a symbol on a telephone, run out, not sold yet', async ({ page }) => {
  const stage = await started(page);
  const { prepaid_code: code, digital_card: digital, late_card: late, unsold_card: unsold } = await stage.wallet();
  await stage.scan(`8*${MILK}`);
  await stage.figure('total', '11,12 €');
  await stage.press('total');

  await stage.step('cards that are good for nothing, each with its reason; nothing is lost by trying');
  for (const [card, reason] of [[late, 'card_expired'], [unsold, 'card_inactive']]) {
    await stage.scan(card);
    await stage.screen('pin');
    await stage.type('1234');
    await stage.screen('declined');
    await expect(page.locator('#message')).toContainText(words[`error.${reason}.cashier`]);
    await stage.screens.locator('[data-act="continue"]').click();
    await stage.screen('payment');
  }

  await stage.step('a code pays all it has, once');
  await stage.scan(code);
  await stage.figure('remaining', '6,12 €');
  await stage.screens.locator('[data-act="continue"]').click();
  await stage.screen('payment');
  await stage.scan(code);
  await stage.screen('declined');
  await stage.screens.locator('[data-act="continue"]').click();

  await stage.step('the symbol pays the rest');
  await stage.scan(digital);
  await stage.see('#ours');
  const ours = (await page.locator('#ours').textContent()) ?? '';
  expect(ours).toMatch(/-?5,00/);
  expect(ours).toMatch(/-?6,12/);
});
