// The samples in other languages sell over the real page: each is a program that reads messages from its standard input and
// writes to its standard output. C++ is compiled here; C# and Kotlin are not (examples/README.md).
import { spawn, spawnSync } from 'node:child_process';
import { createPrivateKey, sign } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { test, expect } from '@playwright/test';

declare const epos: { receive(text: string): void };

const PAGE = process.env.EPOS_PAGE_URL ?? '';
const FOLDER = 'target/samples';

/** A device token for a bridge, made with the demo merchant's key. */
async function token(): Promise<string> {
  const { issuers: [{ kid, iss }], audience } = await (await fetch(`${PAGE}config.json`)).json();
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss, aud: audience, sub: 'sample-1', iat: now, nbf: now, exp: now + 3600, store: 'zagreb-001', till: 'sample', origins: ['bridge'],
    modules: ['gateway', 'tender', 'boost', 'coupons', 'loyalty'],
  };
  const text = [{ alg: 'ES256', kid, typ: 'epos-device+jwt' }, claims].map((one) => Buffer.from(JSON.stringify(one)).toString('base64url')).join('.');
  const key = createPrivateKey(readFileSync(process.env.EPOS_KEY ?? '', 'utf8'));
  return `${text}.${sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

test('C++: compiled without a warning, it makes a sale', async ({ page }) => {
  mkdirSync(FOLDER, { recursive: true });
  const compiled = spawnSync('g++', ['-std=c++17', '-Wall', '-Wextra', '-Werror', '-o', `${FOLDER}/sale`, 'examples/cpp/sale.cpp'], { encoding: 'utf8' });
  expect(compiled.error ?? compiled.stderr, 'g++ is needed: apt-get install g++').toBe('');
  const program = spawn(`${FOLDER}/sale`, [await token()]);
  const said: string[] = [];
  createInterface(program.stderr).on('line', (line) => said.push(line));
  const over = new Promise((done) => program.on('exit', done));
  await page.route('**/config.json', async (route) => {
    const config = await (await route.fetch()).json();
    await route.fulfill({ json: { ...config, origins: ['bridge'], bridge: { kind: 'object' } } });
  });
  // What the page says goes to the program's input; what the program says, to the page.
  await page.exposeFunction('eposHostPost', (text: string) => { program.stdin.write(`${text}\n`); });
  await page.addInitScript(() => {
    Object.assign(globalThis, { eposHost: { postMessage: (text: string) => (globalThis as unknown as { eposHostPost(text: string): void }).eposHostPost(text) } });
  });
  createInterface(program.stdout).on('line', (line) => void page.evaluate((text) => epos.receive(text), line));
  await page.goto(PAGE);
  expect(await over).toBe(0);
  expect(said).toEqual([expect.stringMatching(/ -179$/), expect.stringMatching(/^booked as \d+$/)]);
});
