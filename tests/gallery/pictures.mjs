// Writes a picture of every screen of the gallery at four sizes, light and dark, and a page that shows them all.
// Environment: EPOS_PKG the built component, EPOS_OUT where to, EPOS_CHROMIUM the browser, EPOS_ONLY a part of a screen's
// name, EPOS_LOCALES e.g. "en hr", EPOS_SIZES e.g. "800x480", EPOS_THEMES of light, dark, contrast and merchant (a merchant's
// colour, font, corners and logo) joined by +.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { args, executablePath } from '../e2e/helpers/chromium.mjs';
import { overflowing } from './judge.mjs';
import { serveGallery } from './server.mjs';

const { EPOS_PKG: pkg, EPOS_OUT: out, EPOS_ONLY: only = '', EPOS_LOCALES: locales = 'en', EPOS_SIZES: sizes = '1024x768 1920x1080 800x480 1080x1920',
  EPOS_THEMES: themes = 'light dark' } = process.env;
const escape = (text) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const server = await serveGallery(pkg);
const browser = await chromium.launch({ executablePath, args });
const problems = [];
const rows = [];
try {
  for (const size of sizes.split(' ')) {
    const [width, height] = size.split('x').map(Number);
    for (const theme of themes.split(' ')) {
      for (const locale of locales.split(' ')) {
        const page = await browser.newPage({ viewport: { width, height }, colorScheme: theme.includes('dark') ? 'dark' : 'light', reducedMotion: 'reduce' });
        let at = '';
        page.on('pageerror', (error) => problems.push(`${at}: ${error.message}`));
        page.on('console', (message) => message.type() === 'error' && problems.push(`${at}: ${message.text()}`));
        await page.goto(`${server.url}?locale=${locale}`);
        await page.waitForFunction('globalThis.ready');
        const options = theme.replaceAll('+', ' ');
        const names = (await page.$$eval('figure a', (links) => links.map((link) => link.textContent))).filter((name) => name.includes(only));
        await page.goto(`${server.url}?screen=${names[0]}&locale=${locale}&options=${options}`);
        await page.waitForFunction('globalThis.ready');
        for (const name of names) {
          at = `${name} ${size} ${theme} ${locale}`;
          await page.evaluate(([n, l, t]) => globalThis.change(n, l, t), [name, locale, options]);
          await page.waitForTimeout(30);
          for (const text of await page.evaluate(overflowing)) problems.push(`${at}: ${text}`);
          const file = `${name}-${size}-${theme.replaceAll('+', '-')}-${locale}.png`;
          await page.screenshot({ path: join(out, file) });
          rows.push({ name, size, theme, locale, file });
        }
        await page.close();
      }
    }
  }
} finally {
  await browser.close();
  server.stop();
}
const figure = ({ size, theme, locale, file }) => `<figure><a href="${file}"><img loading="lazy" src="${file}" alt=""></a><figcaption>${size} ${theme} ${locale}</figcaption></figure>`;
const group = (name) => `<h2>${escape(name)}</h2><div>${rows.filter((row) => row.name === name).map(figure).join('')}</div>`;
writeFileSync(join(out, 'index.html'), `<!doctype html><meta charset="utf-8"><title>Gallery</title><style>body{font:1rem system-ui;margin:1rem}div{display:flex;flex-wrap:wrap;gap:1rem}
img{height:240px;border:1px solid #888}figure{margin:0}</style><h1>Every screen</h1>${[...new Set(rows.map(({ name }) => name))].map(group).join('')}`);
console.log(`${rows.length} pictures in ${out}`);
for (const problem of problems) console.error(problem);
process.exitCode = problems.length ? 1 : 0;
