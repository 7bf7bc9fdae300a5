// Who was forgotten is gone from the journal's files: the next checkpoint of the ledger takes the place of what was written.
import { test, expect, type Page } from '@playwright/test';
import { started } from './helpers/start.js';

const SEAL = 'seal-of-somebody';
const at = '2026-11-21T10:00:00Z';
const op = (id: string) => ({ id, mode: 'live', at, clock: 0, content: id });
const lists = { groups: [], consents: [], offers: [] };
const person = { id: 'm-1', joined: at, identities: [SEAL], birthday: '05-14', ...lists };
const member = { id: 'm-1', joined: at, birthday: '05-14', purchases: 0, balances: [], ...lists };
const enrolled = { kind: 'enrolled', op: op('op-e'), outcome: { result: 'done', member }, person };
const forgotten = { kind: 'forgotten', op: op('op-f'), outcome: { result: 'done' }, member: 'm-1' };

/** The frame of the page without the component, so that its files can be read and written. */
async function files(page: Page) {
  const frame = page.frame({ url: (url) => url.origin === new URL(process.env.EPOS_PAGE_URL ?? '').origin })!;
  await frame.goto(new URL('/config.json', process.env.EPOS_PAGE_URL).href);
  return frame;
}

/** The next start of the same register. */
async function again(page: Page) {
  const url = new URL(process.env.EPOS_REGISTER_URL ?? '');
  url.searchParams.set('wallet', '4711');
  await page.goto(url.href);
  await page.locator('#link[data-state="open"]').waitFor();
}

/** Appends a batch by the journal's own worker. */
async function append(text: string) {
  const policy = (globalThis as any).trustedTypes.createPolicy('default', { createScriptURL: (url: string) => url });
  const worker = new Worker(policy.createScriptURL('/boot/journal.js'));
  let n = 0;
  const ask = (message: object): Promise<any> => new Promise((done) => {
    n += 1;
    worker.onmessage = ({ data }) => done(data);
    worker.postMessage({ n, ...message });
  });
  const { health, epoch } = await ask({ op: 'open', mirror: null });
  const { result, seq } = await ask({ op: 'append', text });
  worker.terminate();
  localStorage.setItem('epos-journal', `${epoch} ${seq}`);
  return { health, result };
}

/** Both files as text. */
async function written() {
  const dir = await navigator.storage.getDirectory();
  let all = '';
  for (const name of ['journal-1.log', 'journal-2.log']) all += await (await (await dir.getFileHandle(name)).getFile()).text();
  return all;
}

test('the next start puts a checkpoint in the place of what was written of somebody who was forgotten', async ({ page }) => {
  await started(page, { wallet: '4711' });
  let frame = await files(page);
  const text = JSON.stringify({ v: 1, s: 'ledger', records: [enrolled, forgotten] });
  expect(await frame.evaluate(append, text)).toEqual({ health: 'persistent', result: 'stored' });
  const before = await frame.evaluate(written);
  expect(before).toContain(SEAL);
  expect(before).toContain('"kind":"imported"');
  await again(page);
  frame = await files(page);
  const after = await frame.evaluate(written);
  expect(after).toContain('"kind":"checkpoint"');
  expect(after).not.toContain(SEAL);
  expect(after).not.toContain('05-14');
  expect(after).not.toContain('"kind":"imported"');
  expect(after).toContain('"list":"cards"'); // the opening balances are known without their record
  // The journal goes on from there: what the third start finds is whole.
  await again(page);
  await expect(page.locator('#link[data-state="open"]')).toBeVisible();
});
