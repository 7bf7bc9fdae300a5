// A shorter journal in the place of a longer one: at every moment one of the two files is whole.
import { test, expect, chromium, type Page } from '@playwright/test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kill, launch } from './helpers/browser-to-kill.mjs';
import { append, ask, KILLS, onPlainPage, open } from './helpers/journal-lab.js';

const at = onPlainPage();
declare const lab: any;

const bytes = (page: Page, name: string): Promise<number[]> => page.evaluate((n) => lab.bytes(n), name);
const write = (page: Page, name: string, raw: number[]) => page.evaluate(([n, b]) => lab.overwrite(b, n), [name, raw] as const);
const fire = (page: Page) => page.evaluate(() => lab.fire());
const journals = async (page: Page) => (await page.evaluate(() => lab.files())).filter((name: string) => /^journal-\d+\.log$/.test(name));
const [FIRST, SECOND] = ['journal-1.log', 'journal-2.log'];
const SHORT = ['{"upto":5}', '{"same":1}', ''];

/** A journal of five entries, replaced by three; the bytes of both files, nothing open. */
async function replaced(page: Page) {
  const { epoch } = await open(page);
  for (let i = 1; i <= 5; i += 1) expect(await append(page, `{"entry":${i}}`)).toBe('stored');
  const first = await bytes(page, FIRST!).catch(() => null) ?? await copyOf(page);
  expect(await ask(page, { op: 'replace', entries: SHORT })).toMatchObject({ result: 'stored', detail: '', seq: 9 });
  expect(await journals(page)).toEqual([SECOND]);
  await fire(page);
  return { epoch, first, second: await bytes(page, SECOND!) };
}

/** The first file's bytes where the open handle keeps others from reading: closed, read, opened again. */
async function copyOf(page: Page) {
  await fire(page);
  const raw = await bytes(page, FIRST!);
  await open(page);
  return raw;
}

test('replace, append, reopen: the new entries, the same epoch, numbers that never fall', async ({ page }) => {
  const { epoch } = await replaced(page);
  expect(await open(page, { epoch, seq: 5 })).toMatchObject({ health: 'persistent', detail: '', lost: false, epoch, seq: 10, entries: SHORT });
  expect(await ask(page, { op: 'append', text: '{"later":1}' })).toMatchObject({ result: 'stored', seq: 10 });
  expect(await ask(page, { op: 'replace', entries: ['{"again":1}'] })).toMatchObject({ result: 'stored', seq: 12 });
  expect(await append(page, '{"later":2}')).toBe('stored');
  await fire(page);
  const found = await open(page, { epoch, seq: 13 });
  expect(found).toMatchObject({ health: 'persistent', detail: '', lost: false, epoch, seq: 14, entries: ['{"again":1}', '{"later":2}'] });
  expect(await journals(page)).toEqual(['journal-3.log']);
  expect(await ask(page, { op: 'open', mirror: { epoch, seq: 14 } })).toMatchObject({ lost: true });
});

test('both files whole: the newer one is the journal, the older one goes', async ({ page }) => {
  const { epoch, first } = await replaced(page);
  await write(page, FIRST!, first);
  expect(await open(page, { epoch, seq: 5 })).toMatchObject({ health: 'persistent', lost: false, entries: SHORT });
  expect(await journals(page)).toEqual([SECOND]);
});

test('a new file torn at any place: the older one is the journal, the new one goes', async ({ page }) => {
  const { epoch, first, second } = await replaced(page);
  for (let length = 0; length < second.length; length += 7) {
    await write(page, FIRST!, first);
    await write(page, SECOND!, second.slice(0, length));
    const found = await open(page, { epoch, seq: 5 });
    expect(found, `${length} bytes`).toMatchObject({ health: 'persistent', lost: false, epoch, seq: 6 });
    expect(found.entries.length).toBe(5);
    expect(await journals(page)).toEqual([FIRST]);
    await fire(page);
  }
});

test('a new file that was the journal and is damaged: nothing is deleted, no return to the older one', async ({ page }) => {
  const { epoch, first, second } = await replaced(page);
  const broken = [...second];
  broken[second.length - 60] ^= 1;
  await write(page, SECOND!, broken);
  expect(await open(page, { epoch, seq: 9 })).toMatchObject({ health: 'damaged' });
  expect(await append(page, '{}')).toBe('not_stored');
  expect(await ask(page, { op: 'replace', entries: [] })).toMatchObject({ result: 'not_stored' });
  await fire(page);
  await write(page, FIRST!, first);
  expect(await open(page, { epoch, seq: 9 })).toMatchObject({ health: 'damaged' });
  await fire(page);
  first[20] ^= 1;
  await write(page, FIRST!, first);
  expect(await open(page, { epoch, seq: 5 })).toMatchObject({ health: 'damaged' });
  expect(await journals(page)).toEqual([FIRST, SECOND]);
  await fire(page);
  expect(await bytes(page, SECOND!)).toEqual(broken);
});

test('a failing disk while replacing: every answer agrees with the files', async ({ page }) => {
  const cases = [
    { faults: { short: 1 }, result: 'not_stored' },
    { faults: { quota: 1 }, result: 'not_stored' },
    { faults: { flush: 2 }, result: 'not_stored' },
    { faults: { flush: 3 }, result: 'not_stored' },
    { faults: { truncate: 1 }, result: 'not_stored' },
    { faults: { acquire: 1 }, result: 'not_stored' },
  ];
  await open(page, null, '/plain-faulty.js');
  expect(await append(page, '{"entry":1}')).toBe('stored');
  const entries = ['{"entry":1}'];
  for (const { faults, result } of cases) {
    await ask(page, { op: 'fault', set: faults });
    expect((await ask(page, { op: 'replace', entries: ['{"short":1}'] })).result, JSON.stringify(faults)).toBe(result);
    await ask(page, { op: 'fault', set: { short: 0, quota: 0, flush: 0, truncate: 0, acquire: 0 } });
    entries.push(`{"entry":${entries.length + 1}}`);
    expect(await append(page, entries.at(-1)!)).toBe('stored');
    expect(await ask(page, { op: 'open', mirror: null }), JSON.stringify(faults)).toMatchObject({ health: 'persistent', detail: '', entries });
    expect(await journals(page)).toEqual([FIRST]);
  }
});

test('how long it takes to put 8 MB in the place of 8 MB', async ({ page }) => {
  await open(page);
  for (let i = 0; i < 8; i += 1) expect(await append(page, 'x'.repeat(1 << 20))).toBe('stored');
  const entries = ['x'.repeat(4 << 20), ...Array.from({ length: 4096 }, () => 'y'.repeat(1 << 10))];
  const { result, ms } = await page.evaluate(async (all) => {
    const from = performance.now();
    const { result } = await lab.ask({ op: 'replace', entries: all });
    return { result, ms: performance.now() - from };
  }, entries);
  console.log(`8 MB replaced in ${ms.toFixed(0)} ms`);
  expect(result).toBe('stored');
  expect(ms).toBeLessThan(2000);
});

test(`${KILLS} times kill -9 of the browser while replacing: all that was acknowledged is there`, async () => {
  test.setTimeout(30_000 + KILLS * 15_000);
  const profile = mkdtempSync(join(tmpdir(), 'epos-replace-'));
  at.server.config.stream = 'replace';
  let acked = 0;
  for (let round = 0; round <= KILLS; round += 1) {
    const { child, address } = await launch(profile);
    const recovered = new Promise<any>((done) => {
      at.server.onpost = (post: any) => {
        if (post.recovered) done({ ...post, acked });
        if (post.acked) acked = Math.max(acked, post.acked);
      };
    });
    const browser = await chromium.connectOverCDP(address);
    const page = await browser.contexts()[0]!.newPage();
    await page.goto(at.server.page);
    const found = await recovered;
    expect(found, found.detail).toMatchObject({ health: 'persistent', lost: false });
    expect(found.recovered).toEqual(Array.from({ length: found.recovered.length }, (_, i) => i + 1));
    expect(found.recovered.length).toBeGreaterThanOrEqual(found.acked);
    // At exactly 20 the first replacement may have been on its way.
    if (found.recovered.length !== 20) expect(found.same).toBe(found.recovered.length < 20 ? 0 : 30);
    await new Promise((done) => setTimeout(done, 40 + (round * 67) % 400));
    await kill(child);
    await browser.close().catch(() => {});
  }
  console.log(`${KILLS} kills, ${acked} acknowledged`);
  expect(acked).toBeGreaterThan(KILLS);
  rmSync(profile, { recursive: true, force: true });
});
