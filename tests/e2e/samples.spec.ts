// The samples in other languages sell over the real page: each is a program that reads messages from its standard input and
// writes to its standard output. Each is compiled first, with warnings as errors.
import { spawn, spawnSync } from 'node:child_process';
import { createPrivateKey, sign } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { test, expect, type Page } from '@playwright/test';

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

/** What is no message, or not one of this protocol: said on the error output, and nothing else comes of it. */
const HOSTILE = [
  'no JSON', '', '[', '{"a":}', `${'['.repeat(10_000)}`, `${'{"a":'.repeat(10_000)}`, '"\\u12"', '"\\q"', '1e', '{} {}', '7', 'null', '[]', '{}', '{"type":7}', '{"type":"payment.take","req":5}',
  '{"type":"payment.take","req":"r"}', '{"type":"payment.take","req":"r","payload":[]}', '{"type":"payment.take","req":"r","payload":{"amount":"5"}}',
  '{"type":"x","seq":"1"}', '{"type":"x","seq":1.5}', '{"type":"x","seq":99999999999999999999}', '{"type":"basket.put","re":"c1","ok":true}',
];

/** A compiler: nothing that it says is let pass. */
function compiled(command: string, words: string[], needed: string): void {
  mkdirSync(FOLDER, { recursive: true });
  const { error, status, stdout, stderr } = spawnSync(command, words, { encoding: 'utf8' });
  const said = `${stdout}${stderr}`.replace(/^OpenJDK .* warning: .*\n/gm, ''); // what the machine says of the compiler's own start
  expect({ error, status, said }, `needed: ${needed}`).toEqual({ error: undefined, status: 0, said: '' });
}

/** The program beside the page, each one's texts going to the other, until its sale is booked. */
async function sells(page: Page, command: string, words: string[]): Promise<void> {
  const program = spawn(command, [...words, await token()]);
  const said: string[] = [];
  createInterface(program.stderr).on('line', (line) => said.push(line));
  const over = new Promise((done) => program.on('exit', done));
  for (const line of HOSTILE) program.stdin.write(`${line}\n`);
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
  expect(said.splice(0, HOSTILE.length)).toEqual(HOSTILE.map(() => expect.stringMatching(/^not understood: .+/)));
  expect(said).toEqual([expect.stringMatching(/ -179$/), expect.stringMatching(/^booked as \d+$/)]);
}

test('C++: compiled without a warning, it makes a sale', async ({ page }) => {
  test.slow(); // the compiler takes most of it
  compiled('g++', ['-std=c++17', '-Wall', '-Wextra', '-Werror', '-o', `${FOLDER}/sale`, 'examples/cpp/sale.cpp'], 'apt-get install g++');
  await sells(page, `${FOLDER}/sale`, []);
});

test('C#: compiled as C# 5 without a warning, it makes a sale', async ({ page }) => {
  const sources = ['Sale', 'Wire', 'Json'].map((name) => `examples/csharp/${name}.cs`);
  compiled('mcs', ['-langversion:5', '-warn:4', '-warnaserror', `-out:${FOLDER}/sale.exe`, ...sources], 'apt-get install mono-mcs mono-runtime libmono-system-core4.0-cil');
  await sells(page, 'mono', [`${FOLDER}/sale.exe`]);
});

test('Kotlin: compiled without a warning, it makes a sale', async ({ page }) => {
  test.skip(spawnSync('kotlinc', ['-version']).error !== undefined, 'no kotlinc here: apt-get install kotlin (355 MB)');
  test.setTimeout(400_000); // the compiler takes most of it
  const sources = ['Sale', 'Wire', 'Json'].map((name) => `examples/kotlin/${name}.kt`);
  compiled('kotlinc', ['-Werror', '-include-runtime', '-d', `${FOLDER}/sale.jar`, ...sources], 'apt-get install kotlin');
  await sells(page, 'java', ['-jar', `${FOLDER}/sale.jar`]);
});
