// A till that is free, with a wallet nobody used before.
import type { Page } from '@playwright/test';
import { Stage } from './stage.mjs';

export async function started(page: Page): Promise<any> {
  const stage: any = new Stage(page, {});
  await stage.step('start');
  const url = new URL(process.env.EPOS_REGISTER_URL ?? '');
  url.searchParams.set('wallet', String(Date.now() % 10_000_000));
  await page.goto(url.href);
  await stage.free();
  await stage.see('[data-type="ledger.imported"]');
  return stage;
}
