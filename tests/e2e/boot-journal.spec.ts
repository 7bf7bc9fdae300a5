// The journal worker in a real browser: what it says against what its file holds, damage, a failing disk, kill -9.
import { test, expect, type Page } from '@playwright/test';
import { killedStream } from './helpers/killed-stream.js';
import { append, ask, KILLS, onPlainPage, open } from './helpers/journal-lab.js';

const at = onPlainPage();
declare const lab: any;

const bytes = (page: Page): Promise<number[]> => page.evaluate(() => lab.bytes());

/** A journal of `count` entries, closed; its bytes are returned. */
async function filled(page: Page, count: number) {
  const { epoch } = await open(page);
  for (let i = 1; i <= count; i += 1) expect(await append(page, `{"entry":${i}}`)).toBe('stored');
  await page.evaluate(() => lab.fire());
  return { epoch, raw: await bytes(page) };
}

async function reopen(page: Page, raw: number[], mirror: object | null = null) {
  await page.evaluate((b) => lab.overwrite(b), raw);
  return open(page, mirror);
}
const entries = (n: number) => Array.from({ length: n }, (_, i) => `{"entry":${i + 1}}`);
const copies = async (page: Page) => (await page.evaluate(() => lab.files())).filter((name: string) => /^journal-1\.damaged-\d+\.log$/.test(name));

test('append, close, open: the same entries, the same epoch, any text', async ({ page }) => {
  const { epoch } = await filled(page, 3);
  const found = await open(page, { epoch, seq: 3 });
  expect(found).toMatchObject({ health: 'persistent', detail: '', lost: false, epoch, seq: 4, entries: entries(3) });
  for (const text of ['\ufeff{"č":"đ €  🎟"}', '', '"\\u0000"', 'x'.repeat(2_000_000)]) expect(await append(page, text)).toBe('stored');
  const again = await ask(page, { op: 'open', mirror: null });
  expect(again.entries.length).toBe(7);
  expect(again.entries[3]).toBe('\ufeff{"č":"đ €  🎟"}');
  expect(again.entries[6].length).toBe(2_000_000);
});

test('a torn tail of every length is cut off and named; the journal goes on', async ({ page }) => {
  const { epoch, raw } = await filled(page, 3);
  const frame = 12 + '{"entry":3}'.length;
  for (let missing = 1; missing < frame; missing += 3) {
    const found = await reopen(page, raw.slice(0, -missing), { epoch, seq: 2 });
    expect(found).toMatchObject({ health: 'persistent', lost: false, entries: entries(2) });
    expect(found.detail).toContain('torn tail');
    expect(await append(page, '{"entry":3}')).toBe('stored');
    await page.evaluate(() => lab.fire());
    expect(await bytes(page)).toEqual(raw);
  }
  const zeros = await reopen(page, [...raw, ...Array(5000).fill(0)]);
  expect(zeros).toMatchObject({ health: 'persistent', entries: entries(3) });
  expect(await copies(page)).toEqual([]);
});

test('a broken last frame that was acknowledged is a loss, and its bytes are kept', async ({ page }) => {
  const { epoch, raw } = await filled(page, 3);
  raw[raw.length - 2] ^= 1;
  const found = await reopen(page, raw, { epoch, seq: 3 });
  expect(found).toMatchObject({ health: 'persistent', lost: true, entries: entries(2) });
  expect((await copies(page)).length).toBe(1);
});

test('a file cut at a frame border is a loss to the mirror', async ({ page }) => {
  const { epoch, raw } = await filled(page, 3);
  const found = await reopen(page, raw.slice(0, -(12 + 11)), { epoch, seq: 3 });
  expect(found).toMatchObject({ health: 'persistent', lost: true, entries: entries(2) });
  expect(found.detail).toContain('acknowledged');
});

test('any flipped byte in front of whole frames: damaged, nothing overwritten, one copy aside', async ({ page }) => {
  const { raw } = await filled(page, 4);
  const frame = 12 + 11;
  const second = raw.length - 3 * frame;
  for (const at of [second, second + 2, second + 3, second + 5, second + 11, second + 15, second + frame - 1]) {
    const broken = [...raw];
    broken[at] ^= 4;
    const found = await reopen(page, broken);
    expect(found, `byte ${at}`).toMatchObject({ health: 'damaged', entries: entries(1) });
    expect(await append(page, '{}')).toBe('not_stored');
    await page.evaluate(() => lab.fire());
    expect(await bytes(page)).toEqual(broken);
  }
  expect((await copies(page)).length).toBe(1);
});

test('a missing frame in the middle: damaged', async ({ page }) => {
  const { raw } = await filled(page, 4);
  const frame = 12 + 11;
  const found = await reopen(page, [...raw.slice(0, -3 * frame), ...raw.slice(-2 * frame)]);
  expect(found).toMatchObject({ health: 'damaged', entries: entries(1) });
});

test('a bad header: damaged; a torn beginning that nobody knows: begun anew', async ({ page }) => {
  const { epoch, raw } = await filled(page, 2);
  const broken = [...raw];
  broken[20] ^= 1;
  expect(await reopen(page, broken)).toMatchObject({ health: 'damaged', entries: [] });
  await page.evaluate(() => lab.fire());
  const begun = await reopen(page, raw.slice(0, 30));
  expect(begun).toMatchObject({ health: 'persistent', lost: false, entries: [] });
  expect(begun.epoch).not.toBe(epoch);
  await page.evaluate(() => lab.fire());
  expect(await reopen(page, raw.slice(0, 30), { epoch, seq: 2 })).toMatchObject({ health: 'damaged' });
});

test('an empty file while the mirror knows an epoch: lost, until the first new entry', async ({ page }) => {
  const { epoch } = await filled(page, 2);
  const found = await reopen(page, [], { epoch, seq: 2 });
  expect(found).toMatchObject({ health: 'persistent', lost: true, entries: [] });
  expect(found.epoch).not.toBe(epoch);
  expect(await ask(page, { op: 'open', mirror: { epoch, seq: 2 } })).toMatchObject({ lost: true, epoch: found.epoch });
  expect(await append(page, '{"seen":1}')).toBe('stored');
  expect(await ask(page, { op: 'open', mirror: { epoch: found.epoch, seq: 1 } })).toMatchObject({ lost: false });
});

test('a file of another epoch: lost', async ({ page }) => {
  const { raw } = await filled(page, 2);
  expect(await reopen(page, raw, { epoch: 'another', seq: 9 })).toMatchObject({ health: 'persistent', lost: true, entries: entries(2) });
});

test('a failing disk: every answer agrees with the file', async ({ page }) => {
  const cases = [
    { faults: { short: 1 }, result: 'not_stored' },
    { faults: { quota: 1 }, result: 'not_stored', detail: 'QuotaExceededError' },
    { faults: { flush: 1 }, result: 'not_stored' },
    { faults: { short: 1, truncate: 1 }, result: 'not_stored' },
    { faults: { flush: 1, truncate: 1 }, result: 'stored' },
    { faults: { flush: 2 }, result: 'not_stored' },
    { faults: { flush: 1, truncate: 1, acquire: 1 }, result: 'unknown', held: true },
    { faults: { short: 1, truncate: 1, acquire: 1 }, result: 'unknown', held: false },
    { faults: { short: 1, truncate: 2 }, result: 'unknown', held: false },
  ];
  await open(page, null, '/plain-faulty.js');
  let held = 0;
  for (const { faults, result, detail, held: there } of cases) {
    await ask(page, { op: 'fault', set: faults });
    const said = await ask(page, { op: 'append', text: `{"entry":${held + 1}}` });
    expect(said.result, JSON.stringify(faults)).toBe(result);
    if (detail) expect(said.detail).toContain(detail);
    if (result === 'stored' || there) held += 1;
    if (result === 'unknown') expect(await append(page, '{"refused":1}')).toBe('not_stored');
    await ask(page, { op: 'fault', set: { short: 0, quota: 0, flush: 0, truncate: 0, acquire: 0 } });
    const found = await ask(page, { op: 'open', mirror: null });
    expect(found, JSON.stringify(faults)).toMatchObject({ health: 'persistent', entries: entries(held) });
    held += 1;
    expect(await append(page, `{"entry":${held}}`)).toBe('stored');
  }
});

test('quota: refused by name, then stored again when there is room', async ({ page }) => {
  await open(page);
  const session = await page.context().newCDPSession(page);
  await session.send('Storage.overrideQuotaForOrigin', { origin: at.server.host, quotaSize: 200_000 });
  const big = 'x'.repeat(3_000_000);
  const said = await ask(page, { op: 'append', text: big });
  expect(said).toMatchObject({ result: 'not_stored' });
  expect(said.detail).toContain('Quota');
  await session.send('Storage.overrideQuotaForOrigin', { origin: at.server.host });
  expect(await append(page, big)).toBe('stored');
  expect((await ask(page, { op: 'open', mirror: null })).entries.length).toBe(1);
});

test('the file is held by somebody else: named, nothing invented', async ({ page, context }) => {
  await filled(page, 1);
  await open(page);
  const other = await context.newPage();
  await other.goto(`${at.server.host}/plain.html`);
  const found = await open(other);
  expect(found).toMatchObject({ health: 'none', entries: [] });
  expect(found.detail).toContain('NoModificationAllowedError');
  expect(await append(other, '{}')).toBe('not_stored');
  await page.close();
  expect(await ask(other, { op: 'open', mirror: null })).toMatchObject({ health: 'persistent', entries: entries(1) });
});

test(`${KILLS} times kill -9 of the browser while appending: all that was acknowledged is there`, async () => {
  test.setTimeout(30_000 + KILLS * 15_000);
  const stream = killedStream(at.server, true);
  let torn = 0;
  for (let round = 0; round <= KILLS; round += 1) {
    const found = await stream.round(40 + (round * 67) % 400);
    if (found.detail) torn += 1;
  }
  console.log(`${KILLS} kills, ${stream.acked} acknowledged, ${torn} torn tails`);
  expect(stream.acked).toBeGreaterThan(KILLS);
  stream.end();
});
