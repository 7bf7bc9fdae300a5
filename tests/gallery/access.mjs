// Proves of every entry of the gallery what docs/accessibility.md promises: targets, text of 200 %, one quiet live region, no motion where it is
// reduced, nothing by colour alone, no way in that needs a pointer, and the tree that assistive technology reads.
// Environment: EPOS_PKG the built component, EPOS_CHROMIUM the browser, EPOS_ONLY a part of a screen's name, UPDATE_EXPECT=1 to accept the trees.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { args, executablePath } from '../e2e/helpers/chromium.mjs';
import { serveGallery } from './server.mjs';

const { EPOS_PKG: pkg, EPOS_ONLY: only = '', UPDATE_EXPECT: update } = process.env;
/** The tree of each entry in a language; lists of hundreds of like lines say no more than their first ones. */
const TREES = (locale) => new URL(locale === 'en' ? 'trees.txt' : `trees.${locale}.txt`, import.meta.url);
const MOST = 120;
const THEMES = ['light', 'dark', 'contrast', 'merchant'];
/** Screens of a still register have nothing to focus; these have. */
const LANGUAGES = ['en', 'hr', 'ar'];

/** Runs in the page: what is wrong with the entry that is shown. */
const wrong = () => {
  const found = [];
  const root = document.getElementById('epos').shadowRoot;
  const all = (what) => [...root.querySelectorAll(what)];
  const name = (one) => `${one.dataset.act ?? one.dataset.key ?? one.className}`;
  for (const one of all('button')) {
    const { width, height } = one.getBoundingClientRect();
    const least = one.matches('.keys.digits .key') ? [64, 64] : one.matches('.key, .paper .actions .button') ? [48, 64] : [48, 48];
    if (width < least[0] - 0.5 || height < least[1] - 0.5) found.push(`target ${name(one)} is ${width.toFixed(0)} x ${height.toFixed(0)}, needs ${least.join(' x ')}`);
    if (one.tabIndex < 0) found.push(`${name(one)} cannot be reached by a keyboard`);
    if (one.disabled) found.push(`${name(one)} is disabled: its focus would be lost`);
    if (!(one.getAttribute('aria-label') ?? one.textContent).trim()) found.push(`${name(one)} has no name`);
  }
  if (all('[tabindex]').some((one) => one.tabIndex > 0)) found.push('an order of its own for the focus');
  if (all('[role=status], [aria-live]').filter((one) => !one.matches('.notice')).length !== 1) found.push('not exactly one live region');
  if (all('h1').length !== 1) found.push(`${all('h1').length} headings of the first level`);
  for (const one of all('.message.good, .message.bad, .notice, .watermark')) {
    if (!one.textContent.trim()) found.push(`${one.className} says nothing in words`);
    if (!one.matches('.watermark') && !one.querySelector('svg')) found.push(`${one.className} has no picture beside its colour`);
  }
  for (const one of all('.good > .seal, .bad > .seal')) if (!one.querySelector('svg')) found.push('a seal by colour alone');
  for (const one of all('svg:not([aria-hidden=true])')) if (!one.getAttribute('aria-label')) found.push('a picture without words');
  const page = root.querySelector('.epos');
  if (page.lang === '' || page.dir === '') found.push('no language or direction');
  return found;
};

/** Runs in the page: what moves although the reader asked for less motion. */
const moving = () => {
  const root = document.getElementById('epos').shadowRoot;
  const lasts = (one) => one.effect.getComputedTiming().activeDuration;
  // `epos-settle` moves nothing: it holds back the second tap of an impatient pair.
  return root.getAnimations().filter((one) => one.playState === 'running' && lasts(one) > 0 && one.animationName !== 'epos-settle')
    .map((one) => one.animationName ?? one.transitionProperty);
};

/** Runs in the page: parts that text of 200 % hides, cuts off or pushes out of reach. */
const hidden = () => {
  const root = document.getElementById('epos').shadowRoot;
  const found = [];
  for (const one of root.getAnimations()) if (one.animationName === 'epos-settle') one.finish();
  for (const one of root.querySelectorAll('button, h1, .big-amount, .message, .why, .row')) {
    one.scrollIntoView({ block: 'center', inline: 'center' });
    const { left, right, top, bottom, width, height } = one.getBoundingClientRect();
    const text = one.textContent.trim().slice(0, 30);
    if (!width || !height || left < -1 || right > innerWidth + 1) found.push(`out of the page: ${text}`);
    else if (one.matches('button')) {
      const met = root.elementFromPoint((left + right) / 2, Math.min(Math.max((top + bottom) / 2, 1), innerHeight - 1));
      if (!one.contains(met)) found.push(`covered: ${text}`);
    }
    if (one.matches('button, h1, .big-amount') && one.scrollWidth > one.clientWidth + 1) found.push(`cut off: ${text}`);
  }
  return found;
};

const server = await serveGallery(pkg);
const browser = await chromium.launch({ executablePath, args });
const problems = [];
const trees = {};
let checks = 0;

async function open(viewport, locale, options = '', motion = 'reduce') {
  const page = await browser.newPage({ viewport, reducedMotion: motion });
  await page.goto(`${server.url}?locale=${locale}`);
  await page.waitForFunction('globalThis.ready');
  const names = (await page.$$eval('figure a', (links) => links.map((link) => link.textContent))).filter((name) => name.includes(only));
  await page.goto(`${server.url}?screen=${names[0]}&locale=${locale}&options=${options}`);
  await page.waitForFunction('globalThis.ready');
  const show = async (name, more = options) => {
    await page.evaluate(([n, l, o]) => globalThis.change(n, l, o), [name, locale, more]);
    await page.waitForTimeout(25);
  };
  return { page, names, show };
}

try {
  for (const locale of LANGUAGES) {
    for (const [width, height] of [[800, 480], [1080, 1920]]) {
      const { page, names, show } = await open({ width, height }, locale);
      for (const name of names) {
        await show(name);
        for (const text of [...await page.evaluate(wrong), ...await page.evaluate(moving)]) problems.push(`${name} ${width}x${height} ${locale}: ${text}`);
        checks += 1;
      }
      await page.close();
    }
    const { page, names, show } = await open({ width: 1024, height: 768 }, locale);
    await page.addStyleTag({ content: 'html { font-size: 200%; }' });
    for (const name of names) {
      await show(name);
      for (const text of await page.evaluate(hidden)) problems.push(`${name} with text of 200 % ${locale}: ${text}`);
      checks += 1;
    }
    await page.close();
  }

  // The tree of each entry, as assistive technology gets it; no theme may change it.
  for (const locale of LANGUAGES) {
    const { page, names, show } = await open({ width: 1024, height: 768 }, locale);
    const lines = [];
    for (const name of names) {
      const seen = [];
      for (const theme of THEMES) {
        await show(name, theme);
        seen.push(await page.locator('.epos').ariaSnapshot());
      }
      for (const [place, theme] of THEMES.entries()) if (seen[place] !== seen[0]) problems.push(`${name} ${locale}: another tree in the theme ${theme}`);
      const tree = seen[0].split('\n');
      lines.push(`## ${name}`, ...tree.slice(0, MOST), ...(tree.length > MOST ? [`... ${tree.length - MOST} more`] : []), '');
    }
    trees[locale] = `${lines.join('\n')}\n`;
    await page.close();
  }

  const { page, names, show } = await open({ width: 1024, height: 768 }, 'en');
  // The live region says an outcome once, and nothing while goods are scanned.
  const said = () => page.$eval('[data-part=status]', (one) => one.textContent);
  const heard = [];
  for (const name of ['basket', 'basket-near', 'basket-offers', 'basket-long', 'basket-longer']) {
    await show(name);
    heard.push(await said());
  }
  if (!only && heard.some((text) => text)) problems.push(`the live region speaks while goods are scanned: ${heard.join('|')}`);
  await show('basket-member');
  const welcome = await said();
  await show('basket-near-member');
  if (!only && (!welcome.startsWith('Welcome') || await said() !== welcome)) problems.push(`a member is welcomed as ${welcome}, then ${await said()}`);
  for (const name of only ? [] : ['approved', 'declined', 'coupon-refused', 'working-unknown', 'payment', 'receipt']) {
    await show(name);
    if (!(await said()).trim()) problems.push(`${name}: the live region is silent`);
  }

  // Another customer is helped more: each step is told, cues are heard where something was decided, the first screen is no news.
  const told = (word) => page.evaluate((kind) => globalThis.told.splice(0).filter((text) => text.startsWith(kind)), word);
  if (!only) {
    await told('');
    const steps = { basket: 'Dnevni list: €1.62. Total: €24.67', payment: 'To pay: €24.67', pin: 'PIN of the gift card', approved: 'Paid. Card: €9.67.', declined: 'Not paid.' };
    for (const [name, text] of Object.entries(steps)) {
      await show(name, 'assist');
      const [heard] = await told('say en ');
      if (!heard?.startsWith(`say en ${text}`)) problems.push(`${name} is told as ${heard}, not as ${text}`);
    }
    await show('basket', 'assist');
    await told('');
    const cues = { pin: 'attention', approved: 'approved', declined: 'declined', basket: undefined };
    for (const [name, cue] of Object.entries(cues)) {
      await show(name);
      const heard = await told('cue ');
      if (heard.join() !== (cue ? `cue ${cue} 40` : '')) problems.push(`${name} is heard as ${heard.join()}`);
    }
    // A prompt may take the keyboard, and gives it back; without being allowed to it never takes it.
    const focused = () => page.evaluate(() => document.getElementById('epos').shadowRoot.activeElement?.dataset.part ?? '');
    for (const [name, options, expected] of [['payment', '', ''], ['pin', '', ''], ['approved', '', ''], ['payment', 'focus', ''], ['pin', 'focus', 'heading'], ['approved', 'focus', '']]) {
      await show(name, options);
      if (await focused() !== expected) problems.push(`${name} ${options}: the focus is at "${await focused()}", not at "${expected}"`);
      const heard = (await told('')).filter((text) => text === 'blur').length;
      if (heard !== Number(name === 'approved' && options === 'focus')) problems.push(`${name} ${options}: the focus was given back ${heard} times`);
    }
    if ((await told('say')).length) problems.push('a screen is told although nobody asked for help');
  }

  // Whether the receipt is printed: a key that has the focus keeps it when the question is about to end, and when it is gone the heading
  // has it; the question, its end and the answer are said.
  if (!only) {
    const root = "document.getElementById('epos').shadowRoot";
    const at = () => page.evaluate(`({ ...${root}.activeElement?.dataset }).act ?? ({ ...${root}.activeElement?.dataset }).part`);
    const spoken = [];
    await show('receipt-asked');
    await page.evaluate(`${root}.querySelector('[data-act=print-receipt]').focus()`);
    for (const [name, focus] of [['receipt-asked', 'print-receipt'], ['receipt-asked-ends', 'print-receipt'], ['receipt-printed', 'heading']]) {
      await show(name);
      spoken.push(await said());
      if (await at() !== focus) problems.push(`${name}: the focus is at "${await at()}", not at "${focus}"`);
    }
    const texts = ['Thank you for your purchase. Would you like a paper receipt?', 'This closes in half a minute. Do you need more time?', 'Your receipt is being printed.'];
    if (spoken.join('|') !== texts.join('|')) problems.push(`paper is told as ${spoken.join('|')}`);
  }

  // A line that stays the same stays the same element; another language keeps what was typed, another screen does not; a
  // tap that comes with a new screen meets nothing, the next one does.
  if (!only) {
    const inside = (run) => page.evaluate(`(() => { const root = document.getElementById('epos').shadowRoot; return ${run}; })()`);
    await show('basket');
    await inside("globalThis.line = root.querySelector('.line')");
    await show('basket-near-member');
    if (!await inside('globalThis.line.isConnected')) problems.push('a line is drawn anew although it is the same');
    await show('coupon');
    for (const key of ['A', 'B']) await inside(`root.querySelector('[data-key=${key}]').click()`);
    const typed = () => inside("root.querySelector('[data-part=field]').textContent");
    await page.evaluate(() => globalThis.change('coupon', 'ar', ''));
    if (await typed() !== 'AB') problems.push(`another language leaves "${await typed()}" of what was typed`);
    await show('basket');
    await show('coupon');
    if (await typed() !== '') problems.push(`another screen leaves "${await typed()}" of what was typed`);
    await show('payment');
    const button = page.locator('[data-act=pay-card]');
    const { x, y, width, height } = await button.boundingBox();
    await show('basket');
    await told('');
    await page.evaluate(() => globalThis.change('payment', 'en', ''));
    await page.mouse.click(x + width / 2, y + height / 2);
    if ((await told('tap')).length) problems.push('a tap meets a screen that has just come');
    await page.waitForTimeout(400);
    await page.mouse.click(x + width / 2, y + height / 2);
    if ((await told('tap')).join() !== 'tap Pay(Card)') problems.push('a tap on a screen that is there meets nothing');
  }

  // The reader's own spacing of text (WCAG 1.4.12) cuts nothing off.
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync('.epos * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }');
    const root = document.getElementById('epos').shadowRoot;
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  });
  for (const name of names) {
    await show(name);
    for (const text of await page.evaluate(hidden)) problems.push(`${name} with wide text: ${text}`);
    checks += 1;
  }
  await page.close();
} finally {
  await browser.close();
  server.stop();
}

let kept = 0;
for (const [locale, text] of Object.entries(trees)) {
  const file = TREES(locale);
  kept += text.split('\n').filter((line) => line.startsWith('## ')).length;
  if (only) console.log(text);
  else if (update) writeFileSync(file, text);
  else if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
    const before = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
    const at = text.split('\n').findIndex((line, place) => line !== before[place]);
    problems.push(`${file.pathname} differs from line ${at + 1}: ${text.split('\n')[at]} (UPDATE_EXPECT=1 accepts)`);
  }
}
console.log(`${checks} looks at entries, ${kept} trees`);
for (const problem of problems) console.error(problem);
process.exitCode = problems.length ? 1 : 0;
