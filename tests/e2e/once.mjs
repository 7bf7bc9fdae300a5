// The scripted sale in plain node, for `cargo xtask demo --once`: prints the receipt, writes one picture for each screen.
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { args, executablePath } from './helpers/chromium.mjs';
import { playScript } from './helpers/scripted-sale.mjs';

const { EPOS_REGISTER_URL: registerUrl, EPOS_PAGE_URL: pageUrl, EPOS_OUT: out } = process.env;
if (!registerUrl) {
  console.error('EPOS_REGISTER_URL says where the register is; `cargo xtask demo --once` sets it');
  process.exit(2);
}
if (out) {
  mkdirSync(out, { recursive: true });
  for (const file of readdirSync(out)) if (/^(\d\d-.*|failed)\.png$/.test(file)) rmSync(join(out, file)); // of an earlier run
}
const browser = await chromium.launch({ executablePath, args });
const seen = [];
let page;
try {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, deviceScaleFactor: 2, locale: 'hr-HR', timezoneId: 'Europe/Zagreb', colorScheme: 'light' });
  page = await context.newPage();
  page.on('pageerror', (error) => seen.push(`error in a page: ${error.message}`));
  const { first, second } = await playScript(page, {
    registerUrl, pageUrl,
    say: (text) => console.error(`  ${text}`),
    shot: out ? (target, file) => target.screenshot({ path: join(out, file) }) : undefined,
  });
  if (seen.length) throw new Error(seen.join('\n'));
  console.log(first.ours);
  console.log(`\nthe page's text of the same sale:\n\n${first.theirs}`);
  console.log(`\nthe same sale with the page killed at the freeze, as the register printed it:\n\n${second.ours}`);
} catch (error) {
  console.error(`the scripted sale failed: ${error.message}`);
  for (const line of seen) console.error(line);
  if (out && page) await page.screenshot({ path: join(out, 'failed.png') }).catch(() => undefined);
  process.exitCode = 1;
} finally {
  await browser.close();
}
