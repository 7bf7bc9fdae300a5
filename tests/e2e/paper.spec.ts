// The customer chooses whether the receipt is printed: by touch, by keyboard, by the register's keys; over a new page, a next sale and
// a page that is gone.
import { test, expect, type Page } from '@playwright/test';
import { started } from './helpers/start.js';

const screens = (page: Page) => page.frameLocator('#page');
const chosen = (page: Page) => page.locator('#log [data-type="receipt.chosen"]');

/** One coffee of 3.79, paid in cash, by a register that leaves paper to its customers. */
async function sold(page: Page, stage: any) {
  await stage.scan('3850210010101');
  await stage.figure('total', '3,79 €');
  await stage.press('total');
  await stage.press('cash');
  await page.fill('#given', '5');
  await stage.press('ok');
}

async function asking(page: Page) {
  const stage = await started(page);
  await page.check('[data-switch="receipt-choice"]');
  await stage.free();
  await sold(page, stage);
  await stage.screen('receipt');
  await stage.part('question', 'Želite li račun na papiru?');
  return stage;
}

test('no paper, told once however often it is tapped; a new page still says so; the next sale is printed', async ({ page }) => {
  const stage = await asking(page);
  await expect(page.locator('#ours')).toHaveCount(0);
  const no = screens(page).locator('[data-act="no-receipt"]');
  expect(await no.evaluate((key) => (key as HTMLElement).offsetHeight)).toBeGreaterThanOrEqual(64);
  await no.dblclick();
  await stage.part('message', 'Račun se ne ispisuje na papir.');
  await expect(screens(page).locator('[data-act]')).toHaveCount(0);
  await stage.message('Bez računa na papiru, po želji kupca.');
  await stage.press('reload-page');
  await stage.see('#link[data-state="open"]');
  await stage.part('message', 'Račun se ne ispisuje na papir.');
  await expect(chosen(page)).toHaveCount(1);
  await expect(page.locator('#ours')).toHaveCount(0);

  await sold(page, stage);
  await screens(page).locator('[data-act="print-receipt"]').click();
  await stage.see('#ours');
  await stage.part('message', 'Vaš račun se ispisuje.');
  await expect(chosen(page)).toHaveCount(2);
});

test('a power cut while the customer is asked: the page asks on, the answer prints', async ({ page }) => {
  const stage = await asking(page);
  await stage.press('power-cut');
  await stage.see('#link[data-state="open"]');
  await stage.screen('receipt');
  await expect(page.locator('#ours')).toHaveCount(0);
  await screens(page).locator('[data-act="print-receipt"]').click();
  await stage.see('#ours');
});

test('the next sale begins before the customer has answered: the receipt is printed', async ({ page }) => {
  const stage = await asking(page);
  await stage.scan('3850210010101');
  await stage.see('#ours');
  await stage.press('close-receipt');
  await stage.figure('total', '3,79 €');
  await stage.screen('basket');
  await expect(chosen(page)).toHaveCount(1);
  await stage.press('cancel-sale');
});

test('the page is gone while it asks: the register prints by itself, and not again when the answer comes', async ({ page }) => {
  const stage = await asking(page);
  await page.click('[data-switch="dead"]');
  await page.locator('#ours').waitFor({ timeout: 45_000 });
  await stage.press('close-receipt');
  await page.click('[data-switch="dead"]');
  await stage.screen('receipt');
  await screens(page).locator('[data-act="print-receipt"]').click();
  await expect(chosen(page)).toHaveCount(1);
  await stage.part('message', 'Vaš račun se ispisuje.');
  await expect(page.locator('#ours')).toHaveCount(0);
});

test('with a keyboard only: Tab finds both answers, the focus is not lost with them', async ({ page }) => {
  const stage = await asking(page);
  await page.locator('#page').focus();
  const at = () => page.frames()[1]!.evaluate(() => {
    let active = document.activeElement;
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    const { act, part } = (active as HTMLElement | null)?.dataset ?? {};
    return act ?? part;
  });
  const seen: (string | undefined)[] = [];
  for (let tries = 0; tries < 20 && seen.at(-1) !== 'print-receipt'; tries += 1) {
    await page.keyboard.press('Tab');
    seen.push(await at());
  }
  expect(seen.slice(-2)).toEqual(['no-receipt', 'print-receipt']);
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Space');
  await stage.message('Bez računa na papiru, po želji kupca.');
  await expect.poll(at).toBe('heading');
  await page.keyboard.press('Enter');
  await expect(chosen(page)).toHaveCount(1);
});
