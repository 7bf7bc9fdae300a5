// Members of the demo's shop: what they earn, pay with, give back; who joins and is forgotten. Every balance is worked out here.
import { test, expect, type Page } from '@playwright/test';
import { started } from './helpers/start.js';

/** Somebody of the pretended customers shows or does something. */
async function person(page: Page, stage: any, name: string, act: string) {
  await stage.press('members');
  await page.click(`[data-person="${name}"] [data-act="${act}"]`);
}

async function balances(page: Page, stage: any, name: string, expected: string) {
  await person(page, stage, name, 'balance');
  await expect(page.locator('#message')).toContainText(expected);
}

async function has(page: Page, program: string, expected: string) {
  await expect(page.locator(`[data-balance="${program}"]`)).toContainText(expected);
}

async function paysWith(page: Page, stage: any, program: string) {
  await page.click(`[data-do="redeem"][data-program="${program}"]`);
  await stage.press('ok');
  await stage.see(`[data-do="unredeem"][data-program="${program}"]`);
}

async function paidInCash(page: Page, stage: any) {
  await stage.press('total');
  await stage.press('cash');
  await stage.press('ok');
  await stage.see('#ours');
  await expect(page.locator('#theirs')).toContainText('----');
  const theirs = (await page.locator('#theirs').textContent()) ?? '';
  await stage.press('close-receipt');
  return theirs;
}

test('a member earns, pays with points and with money back, gives all of it back: every balance is right', async ({ page }) => {
  const stage = await started(page);
  await stage.step('two packs of toilet paper 9.98 and an espresso 1.60');
  await stage.scan('2*3850710010205');
  await stage.scan('3850210010408');
  await stage.figure('total', '11,58 €');
  await person(page, stage, 'ana', 'card');
  await has(page, 'points', '95 (4,75 €)');
  await has(page, 'coffee', '8');
  await has(page, 'back', '3,00 €');
  await stage.part('member', '••••');

  await stage.step('80 of 95 points are whole steps of 20: 4.00; 30 % of 7.58 are 2.27 of the money back');
  await paysWith(page, stage, 'points');
  await stage.figure('total', '7,58 €');
  await paysWith(page, stage, 'back');
  await stage.figure('tendered', '-2,27');
  await stage.press('total');
  await stage.figure('remaining', '5,31 €');
  await stage.press('back');
  const theirs = await paidInCash(page, stage);
  expect(theirs).toMatch(/Povrat novca +2,27/);

  await stage.step('7.58 brought 7 points, one coffee a stamp, 5 % of 6.53 of paper 0.33 in seven days');
  await balances(page, stage, 'ana', 'Bodovi 22 (1,10 €) · Žigovi za kavu 9 · Povrat novca 0,73 € + 0,33 € čeka');
  await stage.press('messages');
  await expect(page.locator('[data-message="after_sale"]')).toContainText('7 Bodovi');
  await stage.press('close-messages');

  await stage.step('all of it comes back: points and money, and what it had brought is taken');
  await stage.press('goods-back');
  await stage.press('refund');
  await stage.press('done');
  await stage.see('#ours');
  await stage.press('close-receipt');
  await balances(page, stage, 'ana', 'Bodovi 95 (4,75 €) · Žigovi za kavu 8 · Povrat novca 3,00 €');
  await expect(page.locator('#message')).not.toContainText('čeka');

  await stage.step('a coffee makes nine; the next one is free and finishes without money');
  await stage.scan('3850210010408');
  await person(page, stage, 'ana', 'phone');
  await has(page, 'coffee', '8');
  await paidInCash(page, stage);
  await stage.scan('3850210010408');
  await person(page, stage, 'ana', 'phone');
  await stage.figure('total', '0,00 €');
  await stage.press('total');
  await stage.see('#ours');
  await expect(page.locator('#ours')).toContainText('Deseta kava gratis');
  await stage.press('close-receipt');
});

test('the tenth purchase, a tier that is reached, a birthday, an offer that is chosen', async ({ page }) => {
  const stage = await started(page);
  await stage.step('Boris: the tenth purchase is 2.00 less; 17.80 bring 17 points to his 490');
  await stage.scan('2*3851010010209');
  await person(page, stage, 'boris', 'email');
  await stage.figure('total', '18,00 €');
  await paidInCash(page, stage);
  await balances(page, stage, 'boris', 'Bodovi 507');
  await stage.step('from 500 on he is gold: bread 1.59 less 0.16');
  await stage.scan('3850510010108');
  await person(page, stage, 'boris', 'phone');
  await stage.figure('total', '1,43 €');
  await stage.press('cancel-sale');

  await stage.step('Iva has her birthday: chocolate 1.99 less 15 %, 0.30; her tenth coffee is free');
  await stage.scan('3850310010209');
  await stage.scan('3850210010408');
  await stage.scan('3850410010505');
  await person(page, stage, 'iva', 'oib');
  await stage.figure('total', '4,08 €'); // 1.69 + 0 + 2.39
  await stage.step('the juice is hers at 30 % less once she takes the offer: 0.72');
  await stage.press('offers');
  await expect(page.locator('[data-offer="mine-juice-30"]')).toHaveAttribute('data-state', 'available');
  await stage.press('take-mine-juice-30');
  await stage.figure('total', '3,36 €');
  await stage.press('offers');
  await stage.press('leave-mine-juice-30');
  await stage.figure('total', '4,08 €');
  await stage.step('she wants no messages, and gets none');
  await paidInCash(page, stage);
  await balances(page, stage, 'iva', 'Bodovi 4');
  await stage.press('messages');
  await expect(page.locator('[data-message]')).toHaveCount(2); // of Boris: after the sale, and his balance
  await stage.press('close-messages');
});

test('a stranger joins, collects, comes back after a power cut and is forgotten', async ({ page }) => {
  const stage = await started(page);
  await person(page, stage, 'marko', 'balance');
  await expect(page.locator('#message')).toHaveClass('bad');
  await stage.scan('3850210010101');
  await person(page, stage, 'marko', 'enrol');
  await stage.see('[data-sum="member"]');
  await stage.figure('total', '3,79 €');
  await stage.press('power-cut');
  await stage.see('#link[data-state="open"]');
  await stage.see('[data-sum="member"]');
  await paidInCash(page, stage);
  await balances(page, stage, 'marko', 'Bodovi 3');
  await person(page, stage, 'marko', 'forget');
  await expect(page.locator('#message')).toContainText('Obrisano');
  await person(page, stage, 'marko', 'balance');
  await expect(page.locator('#message')).toHaveClass('bad');
});
