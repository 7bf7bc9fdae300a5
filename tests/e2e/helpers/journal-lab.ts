// The journal worker on a page of its own: what every suite about it begins with.
import { test, type Page } from '@playwright/test';
import { serve } from '../../boot/server.mjs';
import { args, executablePath } from '../../boot/browser.mjs';

declare const lab: any;
export const KILLS = Number(process.env.KILLS ?? 10);

/** Every test has a server and a plain page on it. */
export function onPlainPage() {
  let server: Awaited<ReturnType<typeof serve>>;
  test.use({ locale: 'en-GB', launchOptions: { executablePath, args } });
  test.beforeEach(async ({ page }) => {
    server = await serve();
    await page.goto(`${server.host}/plain.html`);
  });
  test.afterEach(() => server.stop());
  return { get server() { return server; } };
}

export const ask = (page: Page, message: object) => page.evaluate((m) => lab.ask(m), message);
export const append = async (page: Page, text: string) => (await ask(page, { op: 'append', text })).result;

/** A new worker on the file as it is. */
export async function open(page: Page, mirror: object | null = null, url = '/boot/journal.js') {
  await page.evaluate((u) => lab.hire(u), url);
  return ask(page, { op: 'open', mirror });
}
