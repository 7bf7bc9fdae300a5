// Goods that come back: money goes where it came from; and an exchange against other goods.
import { test, expect, type Page } from '@playwright/test';
import { started } from './helpers/start.js';

/** Three chocolates for the price of two and a milk: 3.58 + 1.39 = 4.97; 3.00 by gift card, the rest in cash. */
async function sold(page: Page, stage: any) {
  const { gift_card: card } = await stage.wallet();
  await stage.scan('3*3850310010100');
  await stage.scan('3850110010508');
  await stage.figure('total', '4,97 €');
  await stage.press('total');
  await stage.press('card');
  await page.fill('#part', '1,97');
  await stage.press('partial');
  await stage.figure('remaining', '3,00 €');
  await stage.scan(card);
  await stage.screen('pin');
  await stage.type('1234');
  await stage.see('#ours');
  await stage.press('close-receipt');
}

test('all of it comes back: first to the gift card, then to the card; the receipt says of what', async ({ page }) => {
  const stage = await started(page);
  await sold(page, stage);
  await stage.press('goods-back');
  await stage.press('refund');
  await stage.step('the terminal cannot, then can');
  await stage.part('heading', 'Novac se vraća');
  await stage.press('failed');
  await stage.screen('declined');
  await stage.press('give-back');
  await stage.press('done');
  await stage.see('#ours');
  const ours = (await page.locator('#ours').textContent()) ?? '';
  expect(ours).toContain('POVRAT PO RAČUNU');
  expect(ours).toMatch(/UKUPNO EUR +-4,97/);
  expect(ours).toMatch(/Poklon-kartica .* -3,00/);
  expect(ours).toMatch(/Kartica .* -1,97/);
  await expect(page.locator('#theirs')).toContainText('-4,97');
  await stage.press('close-receipt');

  await stage.step('it is back on the gift card, once');
  await stage.press('cards');
  await stage.press('card-balance');
  await expect(page.locator('#message')).toContainText('15,00 €');
});

test('one chocolate is exchanged for a coffee: the difference is paid', async ({ page }) => {
  const stage = await started(page);
  await sold(page, stage);
  await stage.press('goods-back');
  await page.uncheck('[data-back="L1"]');
  await stage.press('exchange');
  await stage.figure('total', '-1,39 €');
  await stage.scan('3850210010101');
  await stage.figure('total', '2,40 €');
  await stage.press('total');
  await stage.press('cash');
  await page.fill('#given', '5');
  await stage.press('ok');
  await stage.see('#ours');
  const ours = (await page.locator('#ours').textContent()) ?? '';
  expect(ours).toContain('ZAMJENA PO RAČUNU');
  expect(ours).toMatch(/UKUPNO EUR +2,40/);
  await expect(page.locator('#theirs')).toContainText('2,40');
});

test('a power cut while money goes back: it goes back once', async ({ page }) => {
  const stage = await started(page);
  await sold(page, stage);
  await stage.press('goods-back');
  await stage.press('refund');
  await stage.see('[data-dialog="payback"]');
  await stage.press('power-cut');
  await stage.see('[data-dialog="payback"]');
  await stage.press('done');
  await stage.see('#ours');
  expect(await page.locator('#ours').textContent()).toMatch(/UKUPNO EUR +-4,97/);
});
