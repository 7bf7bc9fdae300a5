// The scripted sale, twice in a row on one profile: the second run finds what the first one left.
import { test, expect } from '@playwright/test';
import { playScript } from './helpers/scripted-sale.mjs';

test('the scripted sale, with the page and with the page killed at the freeze, twice on one profile', async ({ page }) => {
  test.setTimeout(180_000);
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  const options = { registerUrl: process.env.EPOS_REGISTER_URL ?? '', pageUrl: process.env.EPOS_PAGE_URL };
  const one = await playScript(page, options);
  const two = await playScript(page, options);
  const number = (text: string) => Number(/Račun: (\d+)\//.exec(text)?.[1]);
  expect([one.first, one.second, two.first, two.second].map(({ ours }) => number(ours))).toEqual([1, 2, 3, 4]);
  expect(errors).toEqual([]);
});
