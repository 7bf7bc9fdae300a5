// A card that pays for food only, a terminal with a tip, and what the office sees of the day.
import { test, expect, type Page } from '@playwright/test';
import { started } from './helpers/start.js';

/** The report on the cashier's screen. */
async function report(page: Page, stage: any, name: string) {
  await stage.press('office');
  await stage.press(name);
  const text = (await page.locator('#report').textContent()) ?? '';
  await stage.press('close-report');
  return text;
}

test('a meal card pays for the milk and not for the beer; the rest by card with a tip; the day is closed', async ({ page }) => {
  const stage = await started(page);
  const { meal_card: meal } = await stage.wallet();
  await stage.scan('3850110010508'); // milk 1.39
  await stage.scan('3851010010100'); // beer 1.39 and deposit 0.10
  await stage.figure('total', '2,88 €');
  await stage.press('total');
  await stage.scan(meal);
  await stage.screen('approved');
  await stage.part('gaps', 'Kartica ne plaća');
  await expect(stage.screens.locator('[data-part="gap"]')).toHaveCount(2);
  await stage.figure('remaining', '1,49 €');
  await stage.press('card');
  await page.fill('#tip', '0,50');
  await stage.press('tip');
  await stage.see('#ours', 'the receipt');
  await stage.part('heading', '');
  await expect(page.locator('#theirs')).toContainText('Napojnica');
  await stage.press('close-receipt');

  await stage.step('the day, so far and closed');
  const x = await report(page, stage, 'x-report');
  expect(x).toMatch(/sales \(1\) +2,88/);
  expect(x).toMatch(/Poklon-kartica meal \(1\) +1,39/);
  expect(x).toMatch(/Kartica \(1\) +1,49/);
  const z = await report(page, stage, 'z-report');
  expect(z).toContain('Izvještaj Z 1');
  expect(await report(page, stage, 'z-report')).toContain('KOPIJA');

  await stage.step('the service screen, and back');
  await stage.press('office');
  await stage.press('service');
  await stage.screen('service');
  await stage.part('cases', 'Sve je riješeno');
  await stage.screens.locator('[data-act="back"]').click();
  await expect(stage.screens.locator('[data-screen="service"]')).toHaveCount(0);
});

test('a payment nobody knows the end of: the customer is told so, and cancelling it cannot be stopped', async ({ page }) => {
  const stage = await started(page);
  await stage.scan('3850210010101');
  await stage.press('total');
  await stage.press('card');
  await stage.screen('working');
  await stage.press('silent');
  await stage.part('heading', 'provjeravamo je li plaćeno');
  await stage.screens.locator('[data-act="cancel"]').click();
  await stage.part('cancelling', 'više ne može zaustaviti');
  await stage.press('done');
  await stage.screen('payment');
  await stage.press('cancel-sale');
});
