// The register's other days: terminals that decline or stay silent, power cuts, baskets put aside, sales undone.
import { test, expect, type Page } from '@playwright/test';
import { started } from './helpers/start.js';

const tender = (page: Page, kind: string, state: string) => page.locator(`[data-tender="${kind}"][data-state="${state}"]`);

/** One coffee, 4.29 less 0.50 of the maker: 3.79. */
async function coffee(stage: any) {
  await stage.scan('3850210010101');
  await stage.figure('total', '3,79 €');
}

test('a terminal that declines, then takes a part, then is silent and says later that it charged', async ({ page }) => {
  const stage = await started(page);
  await coffee(stage);
  await stage.press('total');
  await stage.press('card');
  await stage.press('decline');
  await expect(tender(page, 'card', 'declined')).toHaveCount(1);
  await stage.press('card');
  await page.fill('#part', '1,79');
  await stage.press('partial');
  await expect(tender(page, 'card', 'approved')).toHaveCount(1);
  await stage.figure('remaining', '2,00 €');
  await stage.press('card');
  await stage.press('silent');
  await expect(tender(page, 'card', 'unknown')).toHaveCount(1);
  await stage.press('charged');
  await stage.see('#ours');
  await expect(page.locator('#theirs')).toContainText('UKUPNO EUR');
});

test('a power cut while the cashier counts the cash: the dialog is back, money is taken once', async ({ page }) => {
  const stage = await started(page);
  await coffee(stage);
  await stage.press('total');
  await stage.press('cash');
  await stage.see('#given');
  await stage.press('power-cut');
  await stage.see('#given');
  await page.fill('#given', '5');
  await stage.press('ok');
  await stage.see('#ours');
  expect(await page.locator('#ours').textContent()).toContain('Gotovina                              3,80');
  await expect(page.locator('#theirs')).toContainText('Povrat');
});

test('a power cut between the goods: the same basket goes on', async ({ page }) => {
  const stage = await started(page);
  await coffee(stage);
  await stage.press('power-cut');
  await stage.see('#link[data-state="open"]');
  await stage.figure('total', '3,79 €');
  await stage.scan('3850210010101');
  await stage.figure('total', '7,58 €');
  await stage.part('total', '7,58');
});

test('the page dies while goods are scanned and comes back: the whole basket is put again', async ({ page }) => {
  const stage = await started(page);
  await coffee(stage);
  await page.click('[data-switch="dead"]');
  await stage.scan('3850210010101');
  await stage.figure('subtotal', '8,58');
  await page.click('[data-switch="dead"]');
  await stage.figure('total', '7,58 €');
});

test('a gift card is cancelled and has its money again; the sale is given up', async ({ page }) => {
  const stage = await started(page);
  const held = await stage.wallet();
  await coffee(stage);
  await stage.scan('3*3850710010205');
  await stage.figure('total', '18,76 €');
  for (let round = 0; round < 2; round += 1) {
    if (round === 0) await stage.press('total');
    await stage.giftCard(held.gift_card);
    await stage.figure('remaining', '3,76 €');
    await stage.press('cancel-tender');
    await stage.figure('remaining', '18,76 €');
  }
  await stage.press('cancel-sale');
  await expect(page.locator('#lines [data-line]')).toHaveCount(0);
});

test('a basket is put aside and taken up again; a sale is voided', async ({ page }) => {
  const stage = await started(page);
  await coffee(stage);
  await stage.press('suspend');
  await stage.scan('3850510010108');
  await stage.figure('total', '1,59 €');
  await stage.press('cancel-sale');
  await stage.press('resume');
  await stage.figure('total', '3,79 €');
  await stage.press('total');
  await stage.press('card');
  await stage.press('approve');
  await stage.see('#ours');
  await expect(page.locator('#theirs')).toContainText('UKUPNO EUR');
  await stage.press('close-receipt');
  await stage.press('void-last');
  await stage.see('#ours');
  expect(await page.locator('#ours').textContent()).toMatch(/STORNO RAČUNA 1\/POS1\/1[\s\S]*UKUPNO EUR {27}-3,79/);
});

test('practice: its own numbers and a word on both receipts', async ({ page }) => {
  const stage = await started(page);
  await page.click('[data-switch="training"]');
  await coffee(stage);
  await expect(stage.screens.locator('[data-part="watermark"]').first()).toBeVisible();
  await stage.press('total');
  await stage.press('cash');
  await page.fill('#given', '5');
  await stage.press('ok');
  await stage.see('#ours');
  expect(await page.locator('#ours').textContent()).toContain('V1/POS1/1');
  await expect(page.locator('#theirs')).toContainText('VJEŽBA');
});

test('the page computes prices, a member pays less for fruit, the cashier gives a discount, languages change', async ({ page }) => {
  const stage = await started(page);
  const held = await stage.wallet();
  await page.click('[data-switch="page-master"]');
  await stage.scan('1,5*banane');
  await stage.figure('total', '2,54 €'); // 1.5 x 1.69 = 2.535, half up
  await stage.scan(held.member);
  await stage.figure('total', '2,29 €'); // 10 % of 2.54 is 0.254, 0.25
  await stage.press('allowance');
  await page.fill('#entry', '10');
  await stage.press('ok');
  await stage.figure('total', '2,06 €'); // 10 % of 2.29 is 0.229, 0.23
  await page.selectOption('[data-switch="language"]', 'de');
  await expect(stage.screens.locator('.epos')).toHaveAttribute('lang', 'de');
  await page.click('[data-switch="dark"]');
  await expect(stage.screens.locator('.epos')).toHaveAttribute('data-theme', 'dark');
  await page.click('[data-switch="touch"]');
  await stage.see('#link[data-state="open"]');
  await expect(stage.screens.locator('.epos')).toHaveAttribute('data-touch', 'no');
  await stage.figure('total', '2,06 €');
});

test('the page dies after a gift card was approved: its money counts, the rest is taken alone, both are imported', async ({ page }) => {
  const stage = await started(page);
  const held = await stage.wallet();
  await coffee(stage);
  await stage.scan('3*3850710010205');
  await stage.figure('total', '18,76 €');
  await stage.press('total');
  await stage.giftCard(held.gift_card);
  await stage.figure('remaining', '3,76 €');
  await page.click('[data-switch="dead"]');
  await stage.press('cash');
  await stage.see('#given');
  await stage.press('ok');
  await stage.see('#ours');
  await page.click('[data-switch="dead"]');
  await expect(page.locator('#theirs')).toContainText('Poklon kartica                       15,00');
  await expect(page.locator('#theirs')).toContainText('Gotovina                              3,75');
  await expect(page.locator('#owed')).toHaveCount(0);
});
