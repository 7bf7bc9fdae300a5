// The simulator's playground: faults between register and page, a record that is replayed, a pack edited live, copies of messages.
import { test, expect, type Page } from '@playwright/test';

async function open(page: Page): Promise<void> {
  await page.goto('/');
  await page.locator('#link[data-state="open"]').waitFor();
  await page.click('#playground summary');
}
const scan = async (page: Page, code = '3850310010100') => {
  await page.fill('#scan', code);
  await page.press('#scan', 'Enter');
};
const answers = (page: Page, type: string) => page.locator(`#log .message.answer[data-type="${type}"]`);
const inject = async (page: Page, way: string, fault: string, count = '1') => {
  await page.selectOption('[data-play="way"]', way);
  await page.selectOption('[data-play="fault"]', fault);
  await page.fill('[data-play="count"]', count);
  await page.click('[data-play="inject"]');
};

test('a dropped command is sold on without; a doubled one has one effect', async ({ page }) => {
  await open(page);
  await inject(page, 'out', 'drop');
  await expect(page.locator('#play-faults')).toHaveText('drop ×1');
  await scan(page);
  await expect(page.locator('#message')).toHaveClass(/bad/);
  await expect(page.locator('#play-faults')).toHaveText('');
  await inject(page, 'out', 'double', '2');
  await scan(page);
  await expect(answers(page, 'basket.put').first()).toBeVisible();
  expect(await page.evaluate(() => (globalThis as any).till.state.sale.lines.length)).toBe(2);
});

test('a delayed answer comes 3 s later', async ({ page }) => {
  await open(page);
  await inject(page, 'in', 'delay');
  await scan(page);
  await expect(answers(page, 'basket.open')).toHaveCount(0, { timeout: 1000 });
  await expect(page.locator('#log .message[data-type="basket.open"]')).not.toHaveCount(0);
});

test('a record is replayed as another basket', async ({ page }) => {
  await open(page);
  await page.click('[data-play="record"]');
  await scan(page);
  await expect(answers(page, 'basket.put')).toHaveCount(1);
  await page.click('[data-play="stop"]');
  await expect(page.locator('#play-said')).toHaveText('2 commands');
  expect(await page.locator('#play-text').inputValue()).toContain('"basket.put"');
  await page.click('[data-do="cancel-sale"]');
  await expect(answers(page, 'basket.cancel')).toHaveCount(1);
  await page.click('[data-play="replay"]');
  await expect(page.locator('#play-said')).toHaveText('basket.open: ok\nbasket.put: ok');
});

test('a pack that is edited applies from the next basket; a bad one is refused with its place', async ({ page }) => {
  await open(page);
  await page.click('[data-play="pack"]');
  await expect(page.locator('#play-text')).not.toHaveValue('');
  const pack = JSON.parse(await page.locator('#play-text').inputValue());
  pack.version = 'edited-1';
  pack.offers = pack.offers.filter((one: { id: string }) => one.id !== 'choc-3for2');
  await page.fill('#play-text', JSON.stringify(pack));
  await page.click('[data-play="apply"]');
  await expect(page.locator('#play-said')).toContainText('applied');
  for (let n = 1; n <= 3; n += 1) await scan(page);
  await expect.poll(() => page.evaluate(() => (globalThis as any).till.state.sale?.lines.length)).toBe(3);
  await expect(page.locator('#sums')).toContainText('5,37');
  await page.fill('#play-text', '{"format": 1}');
  await page.click('[data-play="apply"]');
  await expect(page.locator('#play-said')).toContainText('pack.');
});

test('a message is copied as JSON, JavaScript, C# and Kotlin', async ({ page }) => {
  await open(page);
  await scan(page);
  await expect(answers(page, 'basket.put')).toHaveCount(1);
  const put = page.locator('#log .message.command[data-type="basket.put"]').first();
  await put.locator('summary').click();
  const copied = async (language: string) => {
    await put.locator(`[data-play="copy-${language}"]`).click();
    return page.locator('#play-text').inputValue();
  };
  expect(JSON.parse(await copied('JSON'))).toMatchObject({ v: 1, type: 'basket.put', payload: { revision: 1 } });
  expect(await copied('JS')).toMatch(/^await host\.send\('basket\.put', \{\n[\s\S]+\}\);$/);
  expect(await copied('C#')).toMatch(/^Send\(Commands\.BasketPut, Commands\.BasketPut\.Read\(@"\{\n  ""basket_ref"": [\s\S]+\}"\)\);$/);
  expect(await copied('Kotlin')).toMatch(/^send\(Commands\.basketPut, Commands\.basketPut\.read\(parse\("""\{[\s\S]+\}"""\)\)\)$/);
});
