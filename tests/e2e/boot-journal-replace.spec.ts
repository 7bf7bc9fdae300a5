// A shorter journal in the place of a longer one: at every moment one of the two files is whole.
import { test, expect, type Page } from '@playwright/test';
import { appendFileSync, statSync, truncateSync } from 'node:fs';
import { killedStream } from './helpers/killed-stream.js';
import { append, ask, KILLS, onPlainPage, open } from './helpers/journal-lab.js';

const at = onPlainPage();
declare const lab: any;

const bytes = (page: Page, name: string): Promise<number[]> => page.evaluate((n) => lab.bytes(n), name);
const write = (page: Page, name: string, raw: number[]) => page.evaluate(([n, b]) => lab.overwrite(b, n), [name, raw] as const);
const fire = (page: Page) => page.evaluate(() => lab.fire());
/** The files that hold anything, with nothing open. */
async function inUse(page: Page) {
  expect(await page.evaluate(() => lab.files())).toEqual([FIRST, SECOND]);
  const all = await Promise.all([bytes(page, FIRST!), bytes(page, SECOND!)]);
  return [FIRST, SECOND].filter((_, i) => all[i]!.length > 0);
}
const [FIRST, SECOND] = ['journal-1.log', 'journal-2.log'];
const SHORT = ['{"upto":5}', '{"same":1}', ''];

/** A journal of five entries, replaced by three; the bytes of both files, nothing open. */
async function replaced(page: Page) {
  const { epoch } = await open(page);
  for (let i = 1; i <= 5; i += 1) expect(await append(page, `{"entry":${i}}`)).toBe('stored');
  const first = await copyOf(page);
  expect(await ask(page, { op: 'replace', entries: SHORT })).toMatchObject({ result: 'stored', detail: '', seq: 9 });
  await fire(page);
  expect(await inUse(page)).toEqual([SECOND]);
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
  expect(await ask(page, { op: 'open', mirror: { epoch, seq: 14 } })).toMatchObject({ lost: true });
  await fire(page);
  expect(await inUse(page)).toEqual([FIRST]);
});

test('both files whole: the newer one is the journal, the older one goes', async ({ page }) => {
  const { epoch, first } = await replaced(page);
  await write(page, FIRST!, first);
  expect(await open(page, { epoch, seq: 5 })).toMatchObject({ health: 'persistent', lost: false, entries: SHORT });
  await fire(page);
  expect(await inUse(page)).toEqual([SECOND]);
});

test('a new file torn at any place: the older one is the journal, the new one goes', async ({ page }) => {
  const { epoch, first, second } = await replaced(page);
  for (let length = 0; length < second.length; length += 7) {
    await write(page, FIRST!, first);
    await write(page, SECOND!, second.slice(0, length));
    const found = await open(page, { epoch, seq: 5 });
    expect(found, `${length} bytes`).toMatchObject({ health: 'persistent', lost: false, epoch, seq: 6 });
    expect(found.entries.length).toBe(5);
    await fire(page);
    expect(await inUse(page)).toEqual([FIRST]);
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
  ];
  await open(page, null, '/plain-faulty.js');
  expect(await append(page, '{"entry":1}')).toBe('stored');
  const entries = ['{"entry":1}'];
  for (const { faults, result } of cases) {
    await ask(page, { op: 'fault', set: faults });
    expect((await ask(page, { op: 'replace', entries: ['{"short":1}'] })).result, JSON.stringify(faults)).toBe(result);
    await ask(page, { op: 'fault', set: { short: 0, quota: 0, flush: 0, truncate: 0 } });
    entries.push(`{"entry":${entries.length + 1}}`);
    expect(await append(page, entries.at(-1)!)).toBe('stored');
    expect(await ask(page, { op: 'open', mirror: null }), JSON.stringify(faults)).toMatchObject({ health: 'persistent', detail: '', entries });
  }
  await fire(page);
  expect(await inUse(page)).toEqual([FIRST]);
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
  const stream = killedStream(at.server, 'replace');
  let names = 0;
  let replaced = false;
  for (let round = 0; round <= KILLS; round += 1) {
    const found = await stream.round(40 + (round * 67) % 400);
    // Every 20 entries the journal is replaced. Killed before that, the stream goes on to the next 20; once it was, it stays so.
    if (replaced || found.same !== 0) expect(found.same).toBe(30);
    replaced ||= found.same === 30;
    names ||= statSync(stream.names()).size;
    expect(statSync(stream.names()).size, 'files are made once and never removed').toBe(names);
  }
  console.log(`${KILLS} kills, ${stream.acked} acknowledged`);
  expect(stream.acked).toBeGreaterThan(KILLS);
  expect(replaced).toBe(true);
  stream.end();
});

test('half an entry at the end of the browser\'s log of names: nothing stored later is lost', async () => {
  test.setTimeout(120_000);
  const stream = killedStream(at.server, 'replace');
  await stream.round(300);
  appendFileSync(stream.names(), Buffer.from([1, 2, 3, 4, 90, 0, 1, 7, 7, 7]));
  for (let round = 0; round < 3; round += 1) await stream.round(300);
  expect(stream.acked).toBeGreaterThan(20);
  stream.end();
});

test('killed while the files are made: they are made again, and what is stored then stays', async () => {
  test.setTimeout(120_000);
  const stream = killedStream(at.server, 'replace');
  await stream.round(300);
  // As if the kill had come within the first entries: the files are gone with all that was in them.
  truncateSync(stream.names(), 60);
  stream.forget();
  await stream.round(300, { health: 'persistent' });
  for (let round = 0; round < 3; round += 1) await stream.round(300);
  expect(stream.acked).toBeGreaterThan(20);
  stream.end();
});
