// The component without screens: in a page, in a Worker and in Node, each the same sale; and the two small examples.
import { test, expect } from '@playwright/test';
import { createPrivateKey, sign } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

const PAGE = process.env.EPOS_PAGE_URL ?? '';
const ROOT = new URL('../../', import.meta.url);
const TYPES: Record<string, string> = { html: 'text/html', js: 'text/javascript', css: 'text/css', json: 'application/json', wasm: 'application/wasm' };
const SALE = new URL('./helpers/headless-sale.ts', import.meta.url).pathname;
const bundle = async (entry: string) =>
  (await build({ entryPoints: [entry], bundle: true, format: 'esm', write: false, logLevel: 'warning' })).outputFiles[0].text;

/** A token for sessions without a window, signed by the demo merchant. */
function token({ issuers: [{ iss, kid }], audience }: any): string {
  const now = Math.floor(Date.now() / 1000);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const modules = ['gateway', 'tender', 'boost', 'coupons', 'loyalty'];
  const text = `${part({ alg: 'ES256', typ: 'epos-device+jwt', kid })}.${part({
    iss, aud: audience, sub: 'kiosk-1', iat: now, nbf: now, exp: now + 3600, store: 'zagreb-001', till: 'kiosk', origins: ['bridge'], modules,
  })}`;
  const key = createPrivateKey(readFileSync(process.env.EPOS_KEY ?? '', 'utf8'));
  return `${text}.${sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

let server: Server;
let origin: string;
let deviceToken: string;
let scripts: Record<string, string>;

test.beforeAll(async () => {
  const config = await (await fetch(`${PAGE}config.json`)).json();
  deviceToken = token(config);
  scripts = {
    '/sdk/epos-session.js': await bundle(new URL('www/sdk/src/session.ts', ROOT).pathname),
    '/sale.js': await bundle(SALE),
    '/worker.js': "import { play } from './sale.js'; onmessage = ({ data }) => play(data).then(postMessage, (e) => postMessage(String(e)));",
    '/kiosk/token.txt': deviceToken,
    '/blank': '<!doctype html><title>x</title>',
  };
  server = createServer(async (request, reply) => {
    const path = new URL(request.url ?? '/', 'http://x').pathname;
    const type = TYPES[path.split('.').pop() ?? ''] ?? 'text/html';
    try {
      let body: string | Buffer = scripts[path];
      if (body === undefined && path.startsWith('/epos/')) body = Buffer.from(await (await fetch(new URL(path.slice(6), PAGE))).arrayBuffer());
      body ??= readFileSync(new URL(`examples${path.endsWith('/') ? `${path}index.html` : path}`, ROOT));
      reply.writeHead(200, { 'content-type': type, 'content-security-policy': "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'" }).end(body);
    } catch {
      reply.writeHead(404).end();
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  origin = `http://127.0.0.1:${(server.address() as any).port}`;
});
test.afterAll(() => void server.close());

const EXPECTED = {
  priced: 'a percent off', total: 398, discount: -199, storage: 'none', tender: 'tender.approved', number: 1, again: 1,
  text: expect.stringContaining('UKUPNO EUR                            3,98'), after: 398, refused: 'basket_unknown',
};

test('in a page: a sale, a price, and an instance that is replaced', async ({ page }) => {
  await page.goto(`${origin}/blank`);
  const found = await page.evaluate(async (given) => (await import(`${location.origin}/sale.js`)).play(given), { folder: `${origin}/epos/`, deviceToken });
  expect(found).toEqual(EXPECTED);
});

test('in a worker: the same', async ({ page }) => {
  await page.goto(`${origin}/blank`);
  const found = await page.evaluate((given) => new Promise((done) => {
    const worker = new Worker('/worker.js', { type: 'module' });
    worker.onmessage = ({ data }) => done(data);
    worker.onerror = ({ message }) => done(message);
    worker.postMessage(given);
  }), { folder: `${origin}/epos/`, deviceToken });
  expect(found).toEqual(EXPECTED);
});

test('in Node: the same, from files', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'epos-headless-'));
  try {
    const get = async (path: string) => Buffer.from(await (await fetch(`${PAGE}${path}`)).arrayBuffer());
    writeFileSync(join(dir, 'package.json'), '{"type":"module"}');
    writeFileSync(join(dir, 'glue.js'), await get('pkg/smarts_epos.js'));
    writeFileSync(join(dir, 'sale.js'), scripts['/sale.js']);
    const [config, hr] = await Promise.all(['config.json', 'locales/hr.json'].map(async (path) => JSON.parse((await get(path)).toString())));
    const files = {
      config, catalogs: { hr }, pack: (await get('packs/zagreb.jws')).toString(), module: await WebAssembly.compile(await get('pkg/smarts_epos_bg.wasm')),
      component: (copy: number) => import(`${join(dir, 'glue.js')}?${copy}`),
    };
    const { play } = await import(join(dir, 'sale.js'));
    expect(await play({ files, deviceToken })).toEqual(EXPECTED);
  } finally {
    rmSync(dir, { recursive: true });
  }
});

test('the kiosk draws its own screen: two coffees, a card, a receipt', async ({ page }) => {
  await page.goto(`${origin}/kiosk/`);
  await expect(page.locator('#message')).toHaveText('Ready (storage: none)');
  await page.getByRole('button', { name: 'Espresso' }).click();
  await expect(page.locator('#basket li')).toHaveCount(1);
  await page.getByRole('button', { name: 'Cappuccino' }).click();
  await expect(page.locator('#pay')).toHaveText(/Pay 3\.70 € by card/);
  await page.locator('#pay').click();
  await expect(page.locator('#receipt')).toContainText(/TOTAL EUR +3\.70/);
  await expect(page.locator('#message')).toHaveText('Thank you');
});

test('the register in 60 lines: a sale with the page, one without it, imported when the page is back', async ({ page }) => {
  const script = readFileSync(new URL('examples/ecr-web/register.js', ROOT), 'utf8');
  expect(script.trimEnd().split('\n').length).toBeLessThanOrEqual(60);
  await page.goto(`${process.env.EPOS_REGISTER_URL}ecr-web/`);
  const frame = page.frameLocator('#customer iframe');
  await expect(frame.locator('[data-screen]')).toBeVisible();
  for (let i = 0; i < 3; i += 1) await page.getByRole('button', { name: 'Chocolate' }).click();
  await expect(page.locator('#total')).toHaveText('3.58');
  await page.locator('#pay').click();
  await expect(page.locator('#receipt')).toContainText(/Receipt 1\/WEB\/1[^]*TOTAL {2}3\.58/);
  await expect(frame.locator('[data-screen="receipt"]')).toBeVisible();
  await page.evaluate(() => { document.querySelector('iframe')!.src = 'about:blank'; });
  await page.getByRole('button', { name: 'Bread' }).click();
  await page.locator('#pay').click();
  await expect(page.locator('#receipt')).toContainText(/Receipt 2\/WEB\/1[^]*TOTAL {2}1\.59/);
  await expect(page.locator('#message')).toHaveText('sold without the page (timeout)');
  await page.evaluate(async () => { document.querySelector('iframe')!.src = JSON.parse(await (await fetch('/host.json')).text()).page; });
  await expect(page.locator('#message')).toHaveText('imported 2/WEB/1', { timeout: 20_000 });
});
