// Plays the conformance page against a register and says what was found. Registers: the simulator in www/, one that is right, and
// that one broken in every way it can be, each of which has to be found. EPOS_ONLY names one of them.
import { chromium } from 'playwright-core';

const REGISTER = process.env.EPOS_REGISTER_URL;
const ARGS = ['--disable-features=EposNone', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run'];
const LIMIT = 12 * 60_000;
/** How it is broken -> what the report has to say. */
const BROKEN = {
  'no-nonce': /does not echo the nonce/, 'no-position': /brings no position/, 'no-ack': /were sent, and acknowledged/, 'ack-ahead': /although the newest event is/,
  'same-ids': /is used again with other content/, 'takes-twice': /is answered .* after/, 'ignores-unknown': /was never answered with request.done/,
  'no-discounts': /total is not the page's/, 'fractions': /basket.put is refused/, 'one-number': /is used for two sales/, 'new-sale': /one sale is booked as 2|under two receipt numbers/,
  'forgets': /is repeated|neither committed nor imported/, 'half-paid': /the tenders pay 100/, 'waits-forever': /neither committed nor imported/, 'no-reopen': /no session was opened/,
  'trusts-all': /./,
};

/** Until the report is whole, or says what it had to. */
async function report(page, drive, enough = () => false) {
  const frame = () => page.frames().find((one) => one.url().startsWith(process.env.EPOS_PAGE_URL));
  let last = { findings: [], played: 0 };
  for (const end = Date.now() + LIMIT; Date.now() < end && !last.done && !enough(last); await page.waitForTimeout(300)) {
    last = await frame()?.evaluate(() => globalThis.conform?.report()).catch(() => undefined) ?? last;
    if (!last.done) await drive(page).catch(() => undefined); // a page that is being loaded, a key that is not there yet
  }
  return last;
}

/** The cashier of the simulator: two goods, total, cash; every slip is printed. */
async function cashier(page) {
  const quick = { timeout: 500 };
  const open = (selector) => page.locator(selector).first().isVisible();
  if (await open('[data-do="printed"]')) return page.click('[data-do="printed"]', quick);
  if (await open('[data-do="close-receipt"]')) return page.click('[data-do="close-receipt"]', quick);
  if (await open('#given')) {
    await page.fill('#given', '20', quick);
    return page.click('[data-do="ok"]', quick);
  }
  const state = await page.evaluate(() => {
    const { sale, owed } = globalThis.till.state;
    return { phase: sale?.phase, lines: sale?.lines.length ?? 0, owed: owed.length, open: globalThis.till.link.up };
  });
  if (!state.phase && (state.owed || !state.open || Date.now() < (page.free ?? 0))) return undefined;
  if (state.lines < 2 && (state.phase ?? 'selling') === 'selling') {
    page.free = Date.now() + 12_000; // one sale for each case
    await page.fill('#scan', '3850310010100', quick);
    return page.press('#scan', 'Enter', quick);
  }
  if (state.phase === 'selling') return page.click('[data-do="total"]', quick);
  if (state.phase === 'total' || state.phase === 'paying') {
    await page.click('[data-do="cash"]', quick);
    // A cashier presses once and waits: a second press would ask for a second payment.
    return page.locator('#given').waitFor({ timeout: 4000 });
  }
  return undefined;
}

const nothing = async () => undefined;
const plays = [
  ['simulator', `${REGISTER}`, cashier, (found) => found.done && !found.findings.length],
  ['reference', `${REGISTER}conform/host.html`, nothing, (found) => found.done && !found.findings.length],
  ...Object.entries(BROKEN).map(([name, wanted]) => [
    name, `${REGISTER}conform/host.html?broken=${name}`, nothing, (found) => found.findings.some(({ text }) => wanted.test(text)),
  ]),
].filter(([name]) => !process.env.EPOS_ONLY || process.env.EPOS_ONLY === name);

const browser = await chromium.launch({ executablePath: process.env.EPOS_CHROMIUM, args: ARGS });
let failed = 0;
async function play([name, url, drive, good]) {
  const started = Date.now();
  const context = await browser.newContext({ locale: 'hr-HR', timezoneId: 'Europe/Zagreb', viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.goto(url);
  const right = name === 'simulator' || name === 'reference';
  const found = await report(page, drive, right ? undefined : good);
  const fine = good(found);
  if (!fine) failed += 1;
  const seconds = Math.round((Date.now() - started) / 1000);
  console.log(`${fine ? 'ok    ' : 'FAILED'} ${name.padEnd(16)} ${found.findings.length} findings in ${found.played} of ${found.cases} cases, ${seconds} s`);
  for (const one of fine && right ? [] : found.findings.slice(0, fine ? 1 : 20)) console.log(`         ${one.case}: ${one.text}`);
  await context.close();
}
// Two at a time: mostly they wait.
const queue = [...plays];
await Promise.all([0, 1, 2].map(async () => { for (let one = queue.shift(); one; one = queue.shift()) await play(one); }));
await browser.close();
console.log(`${plays.length - failed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
