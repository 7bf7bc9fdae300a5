// The release behind a real nginx with the configuration it brings: every file of the page has every header and its type, an error too, and
// a sale is made in a browser through it. The register is at the address that README.txt names; the browser is told where that is.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { cashier } from '../conform/cashier.mjs';

const [zip, version] = process.argv.slice(2);
const ADDRESS = 'localhost:8080';
const TYPES = {
  html: 'text/html', js: 'text/javascript', css: 'text/css', json: 'application/json', wasm: 'application/wasm', svg: 'image/svg+xml', jws: 'text/plain',
};
const LASTING = 'public, max-age=31536000, immutable';
const folder = mkdtempSync(join(tmpdir(), 'epos-nginx-'));
const fail = (text) => { throw new Error(text); };

const free = () => new Promise((done) => {
  const server = createServer().listen(0, '127.0.0.1', () => { const { port } = server.address(); server.close(() => done(port)); });
});

function unpacked() {
  const { status, stderr } = spawnSync('python3', ['-m', 'zipfile', '-e', zip, folder], { encoding: 'utf8' });
  if (status !== 0) fail(`the zip cannot be unpacked: ${stderr}`);
  return join(folder, `epos-page-${version}`);
}

/** nginx with the page's part as it is shipped, and around it what a server has anyway; the register is served plain. */
async function served(root, port) {
  const page = readFileSync(join(root, 'nginx.conf'), 'utf8').replaceAll('https://register.shop.example', `http://${ADDRESS}`).replace('/srv/epos', root);
  for (const name of ['client', 'proxy', 'fastcgi', 'uwsgi', 'scgi']) mkdirSync(join(folder, name));
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${join(folder, name.split('_')[0])};`).join(' ');
  const conf = `daemon off; ${process.getuid?.() === 0 ? 'user root;' : ''} pid ${folder}/pid; error_log ${folder}/error.log; events {}
    http { access_log off; ${temporary} include /etc/nginx/mime.types; server { listen 127.0.0.1:${port}; root ${root};\n${page}\n} }`;
  writeFileSync(join(folder, 'nginx.conf'), conf);
  const server = spawn('nginx', ['-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')], { stdio: 'inherit' });
  for (let n = 0; n < 50; n += 1) {
    if (server.exitCode !== null) fail(`nginx ended: ${readFileSync(join(folder, 'error.log'), 'utf8')}`);
    if (await fetch(`http://127.0.0.1:${port}/README.txt`).then(({ ok }) => ok, () => false)) return { server, page };
    await new Promise((done) => { setTimeout(done, 100); });
  }
  return fail('nginx does not answer');
}

/** Every file of the page, its folder and one that is not there. */
async function headers(root, port, page) {
  const promised = [...page.matchAll(/add_header (\S+) "(.*)" always;/g)].map(([, name, value]) => [name, value]);
  if (promised.length !== 5) fail(`${promised.length} headers in nginx.conf, expected 5`);
  const files = readdirSync(join(root, version), { recursive: true, withFileTypes: true }).filter((one) => one.isFile() && one.name !== 'web.config')
    .map((one) => join(one.parentPath ?? one.path, one.name).slice(root.length));
  const faults = [];
  for (const name of [...files, `/${version}/`, `/${version}/none.js`]) {
    const reply = await fetch(`http://127.0.0.1:${port}${name}`);
    const said = (what) => reply.headers.get(what) ?? 'nothing';
    if (reply.status !== (name.endsWith('none.js') ? 404 : 200)) faults.push(`${name}: ${reply.status}`);
    for (const [what, value] of promised) if (said(what) !== value) faults.push(`${name}: ${what} is ${said(what)}`);
    const own = /config\.json|\/packs\/|\.html$|\/$/.test(name);
    if (reply.ok && said('cache-control') !== (own ? 'no-cache' : LASTING)) faults.push(`${name}: Cache-Control is ${said('cache-control')}`);
    if (!reply.ok && said('cache-control') === LASTING) faults.push(`${name}: a file that is missing is kept for a year`);
    const type = reply.ok ? TYPES[name.split('.').at(-1)] ?? (own ? 'text/html' : 'application/octet-stream') : 'text/html';
    if (said('content-type').split(';')[0] !== type) faults.push(`${name}: Content-Type is ${said('content-type')}`);
  }
  if (faults.length) fail(faults.join('\n'));
  return files.length;
}

async function sale(port) {
  const browser = await chromium.launch({
    executablePath: process.env.EPOS_CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-features=EposNone', `--host-resolver-rules=MAP ${ADDRESS} 127.0.0.1:${port}`],
  });
  const page = await browser.newPage({ locale: 'hr-HR', viewport: { width: 1280, height: 800 } });
  const faults = [];
  page.on('console', (line) => { if (/Content Security Policy|Refused to/.test(line.text())) faults.push(line.text()); });
  page.on('pageerror', (error) => faults.push(error.message));
  await page.goto(`http://${ADDRESS}/?page=/${version}/`);
  let number;
  for (const end = Date.now() + 60_000; !number && Date.now() < end; await page.waitForTimeout(150)) {
    await cashier(page, { turn: 0 }).catch(() => undefined);
    number = await page.evaluate(() => globalThis.till?.state.last && !globalThis.till.state.owed.length && globalThis.till.state.last.receipt.number).catch(() => undefined);
  }
  await page.goto(`http://${ADDRESS}/${version}/conform.html`);
  await page.getByText('Conformance 1 of').waitFor({ timeout: 20_000 });
  await browser.close();
  if (faults.length) fail(faults.join('\n'));
  return number ?? fail('no sale within a minute');
}

let server;
try {
  const [root, port] = [unpacked(), await free()];
  const started = await served(root, port);
  ({ server } = started);
  const files = await headers(root, port, started.page);
  console.log(`nginx: ${files} files with every header and their types; a sale through it: receipt ${await sale(port)}; conform.html starts`);
} finally {
  server?.kill();
  rmSync(folder, { recursive: true });
}
