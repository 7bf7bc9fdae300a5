// The life of a gift card as a cashier leads it: sold, looked at, used, moved, lost and found, paid out.
import { test, expect, type Page } from '@playwright/test';
import { started } from './helpers/start.js';

/** What the cashier does with one of the customer's cards: 0 the old one, 1 the new one from the rack, 2 the meal card. */
async function card(page: Page, stage: any, which: number, act: string) {
  await stage.press('cards');
  await page.check(`[data-card="${which}"]`);
  await stage.press(act);
}

async function statement(page: Page, stage: any, which: number) {
  await card(page, stage, which, 'card-statement');
  const text = (await page.locator('#statement').textContent()) ?? '';
  await stage.press('close-statement');
  return text.split('\n').map((line: string) => line.slice(18).replace(/ +/g, ' '));
}

async function paidInCash(page: Page, stage: any, given: string) {
  await stage.press('total');
  await stage.press('cash');
  await page.fill('#given', given);
  await stage.press('ok');
  await stage.see('#ours');
  await stage.press('close-receipt');
}

test('a card is sold, is good from the commit on, pays, is lost and found, moved and paid out', async ({ page }) => {
  const stage = await started(page);
  const { new_card: fresh } = await stage.wallet();

  await stage.step('before it is sold it is good for nothing');
  await card(page, stage, 1, 'card-balance');
  await expect(page.locator('#message')).toHaveClass('bad');

  await stage.step('sold for 20 euros beside a coffee, paid in cash');
  await stage.scan('3850210010408');
  await card(page, stage, 1, 'card-load');
  await page.fill('#entry', '20');
  await stage.press('ok');
  await stage.message('Kartica čeka naplatu: 629900•••••••••' + fresh.slice(-4) + ' 20,00 €');
  await stage.figure('total', '21,60 €');
  await paidInCash(page, stage, '50');
  await card(page, stage, 1, 'card-balance');
  await stage.message(`Stanje: 629900•••••••••${fresh.slice(-4)} · 20,00 €`);

  await stage.step('it pays, with the PIN it was sold with');
  await stage.scan('3850210010101');
  await stage.press('total');
  await stage.scan(fresh);
  await stage.screen('pin');
  await stage.type('4321');
  await stage.see('#ours');
  await stage.press('close-receipt');
  expect(await statement(page, stage, 1)).toEqual(['payment -3,79 16,21', 'load 20,00 20,00']);

  await stage.step('reported lost, it is refused; found, it is good again');
  await card(page, stage, 1, 'card-lost');
  await stage.scan('3850210010101');
  await stage.press('total');
  await stage.scan(fresh);
  await stage.type('4321');
  await stage.screen('declined');
  await stage.press('cancel-sale');
  await card(page, stage, 1, 'card-found');
  await card(page, stage, 1, 'card-balance');
  await stage.message(`Stanje: 629900•••••••••${fresh.slice(-4)} · 16,21 €`);

  await stage.step('too much is left to be paid out');
  await card(page, stage, 1, 'card-out');
  await expect(page.locator('#message')).toHaveClass('bad');

  await stage.step('the old card goes onto the new one and is closed');
  await card(page, stage, 0, 'card-move');
  await expect(page.locator('#message')).toContainText('Preneseno 15,00 €');
  expect(await statement(page, stage, 1)).toEqual(['transfer_in 15,00 31,21', 'payment -3,79 16,21', 'load 20,00 20,00']);

  await stage.step('the meal card is no card of those that are paid out; what is left on the new one is spent first');
  await card(page, stage, 2, 'card-out');
  await expect(page.locator('#message')).toHaveClass('bad');
});

test('a power cut while a card waits for payment: it is loaded once', async ({ page }) => {
  const stage = await started(page);
  await card(page, stage, 1, 'card-load');
  await page.fill('#entry', '10');
  await stage.press('ok');
  await expect(page.locator('#message')).toContainText('Kartica čeka naplatu');
  await stage.press('power-cut');
  await stage.see('#link[data-state="open"]');
  await stage.figure('total', '10,00 €');
  await paidInCash(page, stage, '10');
  expect(await statement(page, stage, 1)).toEqual(['load 10,00 10,00']);
  await card(page, stage, 1, 'card-out');
  await stage.press('done');
  await expect(page.locator('#message')).toContainText('Isplaćeno 10,00 €');
  expect(await statement(page, stage, 1)).toEqual(['cash_out -10,00 0,00', 'load 10,00 10,00']);
});
