// What somebody does who has the zip and nothing else: it is unpacked, served by a plain static server, opened, and a sale is made.
// The register is at the address that README.txt names; the browser is told where that is.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { cashier } from '../conform/cashier.mjs';

const [zip, version] = process.argv.slice(2);
const ADDRESS = 'localhost:8080';
const folder = mkdtempSync(join(tmpdir(), 'epos-release-'));
const fail = (text) => { throw new Error(text); };

function unpacked() {
  const { status, stderr } = spawnSync('python3', ['-m', 'zipfile', '-e', zip, folder], { encoding: 'utf8' });
  if (status !== 0) fail(`the zip cannot be unpacked: ${stderr}`);
  const root = join(folder, `epos-page-${version}`);
  const { files } = JSON.parse(readFileSync(join(root, 'integrity.json'), 'utf8'));
  for (const [name, { bytes, integrity }] of Object.entries(files)) {
    const content = readFileSync(join(root, name));
    const found = `sha384-${createHash('sha384').update(content).digest('base64')}`;
    if (content.length !== bytes || found !== integrity) fail(`${name} is not what integrity.json says`);
  }
  return { root, files: Object.keys(files).length };
}

/** Any port; resolves with its number. */
function served(root) {
  const server = spawn('python3', ['-u', '-m', 'http.server', '0', '--bind', '127.0.0.1'], { cwd: root });
  const port = new Promise((done) => server.stdout.on('data', (text) => done(/port (\d+)/.exec(text)?.[1])));
  return { server, port };
}

async function sale(page) {
  await page.goto(`http://${ADDRESS}/?page=/${version}/`);
  for (const end = Date.now() + 60_000; Date.now() < end; await page.waitForTimeout(150)) {
    await cashier(page, { turn: 0 }).catch(() => undefined);
    const number = await page.evaluate(() => globalThis.till?.state.last && !globalThis.till.state.owed.length && globalThis.till.state.last.receipt.number).catch(() => undefined);
    if (number) return number;
  }
  return fail(`no sale within a minute: ${await page.evaluate(() => JSON.stringify(globalThis.till?.message))}`);
}

/** The playground's own page is beside the simulator: the shipped page, on a disk that is full. */
async function full(page) {
  await page.keyboard.press('Escape');
  await page.evaluate(() => document.querySelectorAll('#dialogs button.main').forEach((one) => one.click()));
  await page.click('#playground summary');
  await page.selectOption('[data-play="disk"]', 'full');
  await page.click('[data-play="device"]');
  await page.getByText('disk full').waitFor({ timeout: 20_000 });
  await page.getByText('Spremanje nije uspjelo').first().waitFor({ timeout: 20_000 });
}

/** The page that a newcomer reads first. */
async function first(page) {
  await page.goto(`http://${ADDRESS}/first-sale.html`);
  await page.click('#sell');
  await page.locator('#receipt', { hasText: 'TOTAL 3.58' }).waitFor({ timeout: 30_000 });
}

async function disturbed(page) {
  await page.goto(`http://${ADDRESS}/${version}/conform.html`);
  await page.getByText('Conformance 1 of').waitFor({ timeout: 20_000 });
}

const { root, files } = unpacked();
const { server, port } = served(root);
try {
  const browser = await chromium.launch({
    executablePath: process.env.EPOS_CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-features=EposNone', `--host-resolver-rules=MAP ${ADDRESS} 127.0.0.1:${await port}`],
  });
  const page = await browser.newPage({ locale: 'hr-HR', viewport: { width: 1280, height: 800 } });
  const faults = [];
  page.on('pageerror', (error) => faults.push(error.message));
  const number = await sale(page);
  await full(page);
  await first(page);
  await disturbed(page);
  await browser.close();
  if (faults.length) fail(faults.join('\n'));
  console.log(`${files} files as integrity.json says; a sale from the zip alone: receipt ${number}; the playground fills the disk; first-sale.html sells; conform.html starts`);
} finally {
  server.kill();
  rmSync(folder, { recursive: true });
}
