// Has axe-core judge the entries in three languages and four themes, and looks in every language for text that is cut off
// and for amounts that are not the largest on their screen.
// Environment: EPOS_PKG the built component, EPOS_CHROMIUM the browser, EPOS_ONLY a part of an entry's name, EPOS_LOCALES,
// EPOS_SIZES and EPOS_THEMES what axe sees (all of it times all of it).
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { args, executablePath } from '../e2e/helpers/chromium.mjs';
import { axeSource, judged, outdone, overflowing } from './judge.mjs';
import { serveGallery } from './server.mjs';

const { EPOS_PKG: pkg, EPOS_ONLY: only = '', EPOS_LOCALES: locales = 'en de ar', EPOS_SIZES: sizes = '1024x768',
  EPOS_THEMES: themes = 'light dark contrast merchant' } = process.env;
const LOCALES = readdirSync(fileURLToPath(new URL('../../www/locales', import.meta.url))).map((file) => file.replace('.json', ''));
/** Where texts are first too long: the tallest and the smallest display, larger text, two languages. */
const TIGHT = [['1080x1920', 'light'], ['800x480', 'light'], ['800x480', 'light+assist'], ['800x480', 'light+second']];

const server = await serveGallery(pkg);
const browser = await chromium.launch({ executablePath, args });
const problems = new Set();
let judgements = 0;
let looks = 0;

/** Shows the wanted entries in one page, one after the other. */
async function each(size, theme, locale, look) {
  const [width, height] = size.split('x').map(Number);
  const page = await browser.newPage({ viewport: { width, height }, colorScheme: theme.includes('dark') ? 'dark' : 'light', reducedMotion: 'reduce' });
  let at = '';
  page.on('pageerror', (error) => problems.add(`${at}: ${error.message}`));
  page.on('console', (message) => message.type() === 'error' && problems.add(`${at}: ${message.text()}`));
  await page.goto(`${server.url}?locale=${locale}`);
  await page.waitForFunction('globalThis.ready');
  const names = (await page.$$eval('figure a', (links) => links.map((link) => link.textContent))).filter((name) => name.includes(only));
  const options = theme.replaceAll('+', ' ');
  if (names.length) {
    await page.goto(`${server.url}?screen=${names[0]}&locale=${locale}&options=${options}`);
    await page.waitForFunction('globalThis.ready');
  }
  await page.evaluate(`globalThis.misfits = () => [...(${overflowing})(), ...(${outdone})()]`);
  for (const name of names) {
    at = `${name} ${size} ${theme} ${locale}`;
    const misfits = await page.evaluate(async ([n, l, o]) => {
      globalThis.change(n, l, o);
      await new Promise((done) => setTimeout(done, 5));
      return globalThis.misfits();
    }, [name, locale, options]);
    looks += 1;
    for (const text of [...misfits, ...await look(page)]) problems.add(`${at}: ${text}`);
  }
  await page.close();
}

try {
  const source = axeSource();
  const judge = async (page) => {
    judgements += 1;
    if (!await page.evaluate('globalThis.axe !== undefined')) await page.evaluate(source);
    return page.evaluate(judged);
  };
  const pairs = sizes.split(' ').flatMap((size) => themes.split(' ').flatMap((theme) => locales.split(' ').map((locale) => [size, theme, locale])));
  const jobs = pairs.map(([size, theme, locale]) => () => each(size, theme, locale, judge));
  for (const [size, around] of TIGHT) {
    for (const locale of LOCALES) {
      const theme = around.replace('second', `second=${locale === 'en' ? 'de' : 'en'}`);
      jobs.push(() => each(size, theme, locale, () => []));
    }
  }
  // Two at once: each page is a process of its own.
  const worker = async () => {
    for (let job = jobs.shift(); job; job = jobs.shift()) await job();
  };
  await Promise.all([worker(), worker()]);
} finally {
  await browser.close();
  server.stop();
}
console.log(`axe judged ${judgements} times, ${looks} looks at the length of texts in ${LOCALES.length} languages`);
for (const problem of problems) console.error(problem);
process.exitCode = problems.size || (!only && judgements === 0) ? 1 : 0;
