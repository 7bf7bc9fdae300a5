// A till that is free, with a wallet nobody used before.
import type { Page } from '@playwright/test';
import { Stage } from './stage.mjs';

/** `asked` goes into the register's address, such as `ledger` and `till`, or the wallet that two tills share. */
export async function started(page: Page, asked: Record<string, string> = {}): Promise<any> {
  const stage: any = new Stage(page, {});
  await stage.step('start');
  const url = new URL(process.env.EPOS_REGISTER_URL ?? '');
  for (const [name, value] of Object.entries({ wallet: String(Date.now() % 10_000_000), ...asked })) url.searchParams.set(name, value);
  await page.goto(url.href);
  await stage.free();
  await stage.see('[data-type="ledger.imported"]');
  return stage;
}
