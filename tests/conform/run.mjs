// Plays the conformance page against registers and says what was found: the simulator in www/, one that is right, and that one
// broken in every way it can be, each of which has to be found. EPOS_ONLY names some of them, EPOS_CASES some cases, EPOS_OUT a
// folder for the reports.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { ABLE, cashier } from './cashier.mjs';

const { EPOS_REGISTER_URL: REGISTER, EPOS_PAGE_URL: PAGE, EPOS_CASES: CASES, EPOS_ONLY: ONLY, EPOS_OUT: OUT } = process.env;
const ARGS = ['--disable-features=EposNone', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run'];
const LIMIT = 12 * 60_000;
const AT_ONCE = 8;
/** The cases are played in so many parts, beside each other. */
const PARTS = CASES ? 1 : 6;
/** How it is broken -> what the report has to say. */
const BROKEN = {
  'no-nonce': /does not echo the nonce/, 'no-position': /brings no position/, 'no-ack': /were sent, and acknowledged/, 'ack-ahead': /although the newest event is/,
  'same-ids': /is used again with other content/, 'takes-twice': /is answered .* after/, 'ignores-unknown': /was never answered with request.done/,
  'no-discounts': /total is not the page's/, 'fractions': /basket.put is refused/, 'one-number': /is used for two sales/, 'new-sale': /one sale is booked as 2|under two receipt numbers/,
  'forgets': /is repeated|neither committed nor imported/, 'half-paid': /the tenders pay 100/, 'waits-forever': /neither committed nor imported/, 'no-reopen': /neither committed nor imported|no session was opened/,
  'trusts-all': /acknowledged up to 0|neither committed nor imported/, 'skips-gaps': /acknowledges event \d+, which never came/, 'pays-anything': /money was taken/, 'pays-unagreed': /the totals were not agreed/, 'trusts-journals': /another journal|although the newest event/,
};
/** The first case in which it shows, where a whole run would have to wait for it. */
const SHOWS = {
  'no-reopen': 'page-anew-selling', 'forgets': 'commit-unanswered', 'takes-twice': 'request-twice', 'no-position': 'page-anew-selling,plain', 'ignores-unknown': 'request-unknown',
  'skips-gaps': 'event-missing', 'pays-anything': 'take-too-much', 'pays-unagreed': 'freeze-mismatch', 'trusts-journals': 'foreign-event', 'new-sale': 'commit-unanswered',
  'waits-forever': 'put-unanswered', 'trusts-all': 'garbage', 'one-number': 'plain,print', 'half-paid': 'put-unanswered,dead-total', 'same-ids': 'plain,print',
};

const hidden = (error) => { if (process.env.EPOS_VERBOSE === '2') console.error(`    ${String(error.message).split('\n')[0]}`); };

/** Until the report is whole, or says what it had to. */
async function report(page, drive, enough) {
  const frame = () => page.frames().find((one) => one.url().startsWith(PAGE));
  let last = { findings: [], played: 0, cases: 0, idle: [], trails: {} };
  for (const end = Date.now() + LIMIT; Date.now() < end && !last.done && !enough(last); await page.waitForTimeout(100)) {
    const before = last;
    last = await frame()?.evaluate(() => globalThis.conform?.report()).catch(() => undefined) ?? last;
    if (process.env.EPOS_VERBOSE && last.case !== before.case) {
      for (const one of last.findings.slice(before.findings.length)) console.error(`  ${one.case}: ${one.text}`);
      for (const text of last.trails?.[before.case] ?? []) console.error(`      ${text}`);
      console.error(`${new Date().toISOString().slice(14, 19)} ${last.played} of ${last.cases}: ${last.case}`);
    }
    if (!last.done && last.cases) await drive(page, last).catch(hidden); // a page that is being loaded, a key that is not there yet
  }
  return last;
}

const told = (page, { turn, wish }) => page.evaluate(([at, wished]) => globalThis.next?.(at, wished), [turn, wish]);
const clean = (found) => found.done && !found.findings.length && !found.idle.length;
const address = (path, query) => `${REGISTER}${path}page=${encodeURIComponent(`${PAGE}?${new URLSearchParams(query)}`)}`;
const right = (name, path, drive, able) => Array.from({ length: PARTS }, (_, part) => ({
  name, drive, good: clean, whole: true, url: address(path, CASES ? { cases: CASES, patience: 90 } : { part: `${part + 1}/${PARTS}`, able: able.join(), patience: 90 }),
}));
const plays = [
  ...right('simulator', '?', cashier, ABLE),
  ...right('reference', 'conform/host.html?', told, ['voucher', 'partial', 'declined', 'late', 'lines', 'training', 'cancel']),
  ...Object.entries(BROKEN).map(([name, wanted]) => ({
    name, drive: told, good: (found) => found.findings.some(({ text }) => wanted.test(text)),
    url: address(`conform/host.html?broken=${name}&`, { ...(SHOWS[name] ? { cases: SHOWS[name] } : { able: '' }), patience: 20 }),
  })),
].filter(({ name }) => !ONLY || ONLY.split(',').includes(name));

const browser = await chromium.launch({ executablePath: process.env.EPOS_CHROMIUM, args: ARGS });
const results = new Map(); // name -> what its parts found together
async function play({ name, url, drive, good, whole }) {
  const started = Date.now();
  const context = await browser.newContext({ locale: 'hr-HR', timezoneId: 'Europe/Zagreb', viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.goto(url);
  const found = await report(page, drive, whole ? () => false : good);
  await context.close();
  const sum = results.get(name) ?? { fine: true, whole, findings: [], idle: [], trails: {}, cases: 0, played: 0, seconds: 0 };
  results.set(name, {
    fine: sum.fine && good(found), whole, findings: [...sum.findings, ...found.findings], idle: [...sum.idle, ...found.idle], trails: { ...sum.trails, ...found.trails }, cases: sum.cases + found.cases,
    played: sum.played + found.played, seconds: Math.max(sum.seconds, Math.round((Date.now() - started) / 1000)),
  });
}
// Mostly they wait.
const queue = [...plays];
await Promise.all(Array.from({ length: AT_ONCE }, async () => { for (let one = queue.shift(); one; one = queue.shift()) await play(one); }));
await browser.close();

let failed = 0;
for (const [name, { fine, whole, findings, idle, trails, cases, played, seconds }] of results) {
  if (!fine) failed += 1;
  console.log(`${fine ? 'ok    ' : 'FAILED'} ${name.padEnd(16)} ${findings.length} findings in ${played} of ${cases} cases, ${seconds} s`);
  for (const one of fine && whole ? [] : findings.slice(0, fine ? 1 : 40)) console.log(`         ${one.case}: ${one.text}`);
  if (whole && idle.length) console.log(`         nothing came up to be disturbed in: ${idle.join(', ')}`);
  if (OUT) {
    mkdirSync(OUT, { recursive: true });
    writeFileSync(join(OUT, `${name}.json`), `${JSON.stringify({ name, cases, played, findings, idle, trails }, null, 2)}\n`);
  }
}
console.log(`${results.size - failed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
