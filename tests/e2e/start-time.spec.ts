// How long a start takes after a busy day: from the navigation to the first answered session.open.
import { test, expect, type Page } from '@playwright/test';
import { Stage } from './helpers/stage.mjs';

const SALES = Number(process.env.SALES ?? 100); // a busy day has 1000
const CODES = [
  '3850310010100', '3850310010209', '2104011007350', '3850410010307', '3850510010108', '3850710010205', '3850110010102', '3850210010101',
];

async function start(page: Page): Promise<number> {
  const url = new URL(process.env.EPOS_REGISTER_URL ?? '');
  url.searchParams.set('wallet', '7');
  const from = Date.now();
  await page.goto(url.href);
  await page.locator('#link[data-state="open"]').waitFor();
  return Date.now() - from;
}

/** The frame of the page without the component, so that its files can be read and written. */
async function files(page: Page) {
  const frame = page.frame({ url: (url) => url.origin === new URL(process.env.EPOS_PAGE_URL ?? '').origin })!;
  await frame.goto(new URL('/config.json', process.env.EPOS_PAGE_URL).href);
  return frame;
}

/** Writes the one sale of the journal again and again under other names. */
async function busy([sales, pattern]: [number, string]) {
  const dir = await navigator.storage.getDirectory();
  const handle = await dir.getFileHandle('journal-1.log');
  const bytes = new Uint8Array(await (await handle.getFile()).arrayBuffer());
  const view = new DataView(bytes.buffer);
  const texts: string[] = [];
  for (let at = 0; at < bytes.length; at += 12 + view.getUint32(at)) {
    texts.push(new TextDecoder().decode(bytes.subarray(at + 12, at + 12 + view.getUint32(at))));
  }
  const first = texts.findIndex((text) => text.includes('"basket_opened"'));
  const basket = new RegExp(pattern).exec(texts[first]!)![1]!;
  const sale = texts.slice(first).filter((text) => text.includes('"s":"sale"'));
  for (let n = 1; n < sales; n += 1) for (const text of sale) texts.push(text.replaceAll(basket, `${basket}-${n}`));
  // Everything was handled: what was not is sent again, and that is not what is measured here.
  const all = sale.join('');
  const ids = (name: string) => [...new Set(Array.from(all.matchAll(new RegExp(`"${name}":"([^"]+)"`, 'g')), ([, id]) => id))];
  const records = [
    { kind: 'events_acked', seq: 1e6 },
    ...ids('req').map((req) => ({ kind: 'request_closed', req })), ...ids('op_id').map((op_id) => ({ kind: 'op_closed', op_id })),
  ];
  texts.push(JSON.stringify({ v: 1, s: 'sale', records }));
  const table = Uint32Array.from({ length: 256 }, (_, n) => {
    for (let bit = 0; bit < 8; bit += 1) n = n & 1 ? (n >>> 1) ^ 0xedb88320 : n >>> 1;
    return n >>> 0;
  });
  const frame = (text: string, seq: number) => {
    const body = new TextEncoder().encode(text);
    const out = new Uint8Array(12 + body.length);
    const to = new DataView(out.buffer);
    to.setUint32(0, body.length);
    to.setUint32(8, seq);
    out.set(body, 12);
    let sum = 0xffffffff;
    for (let i = 0; i < out.length; i += 1) if (i < 4 || i > 7) sum = table[(sum ^ out[i]!) & 255]! ^ (sum >>> 8);
    to.setUint32(4, ~sum >>> 0);
    return out;
  };
  // The worker of the page that was here lets go of the file a moment after the page is gone.
  const free = async (left: number): Promise<FileSystemWritableFileStream> => {
    try {
      return await handle.createWritable();
    } catch (error) {
      if (left === 0 || !(error instanceof DOMException) || error.name !== 'NoModificationAllowedError') throw error;
      await new Promise((done) => setTimeout(done, 100));
      return free(left - 1);
    }
  };
  const file = await free(100);
  await file.write(new Blob(texts.map(frame)));
  await file.close();
  return { batches: texts.length, bytes: (await handle.getFile()).size };
}

async function sizes() {
  const found: Record<string, number> = {};
  for await (const [name, entry] of (await navigator.storage.getDirectory()).entries()) found[name] = (await (entry as FileSystemFileHandle).getFile()).size;
  return found;
}

test(`a start with ${SALES} sales of 20 lines in the journal, and the next one`, async ({ page }) => {
  test.setTimeout(300_000);
  await start(page);
  const stage: any = new Stage(page, {});
  await stage.step('a sale of 20 lines');
  await stage.see('[data-type="ledger.imported"]');
  for (let i = 0; i < 20; i += 1) await stage.scan(CODES[i % CODES.length]);
  await stage.see('[data-line="L20"]');
  await stage.press('total');
  await stage.press('cash');
  await page.fill('#given', '500');
  await stage.press('ok');
  await stage.see('#ours');
  await page.waitForTimeout(500);
  const short = await start(page);
  const made = await (await files(page)).evaluate(busy, [SALES, '"basket_ref":"([^"]+)"'] as [number, string]);
  const long = await start(page);
  const left = await (await files(page)).evaluate(sizes);
  const after = [];
  for (let i = 0; i < 5; i += 1) after.push(await start(page));
  console.log(`ms from navigation to an open session: ${short} with one sale; ${long} with ${made.batches} batches of ${(made.bytes / 1e6).toFixed(1)} MB, `
    + `checkpoint written; ${after.join(' ')} after it, ${JSON.stringify(left)}`);
  expect(left).toMatchObject({ 'journal-1.log': 0 });
  expect(Math.max(...after)).toBeLessThan(2000);
});
