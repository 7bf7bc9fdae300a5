// Compares the ten main screens at four sizes with how they looked when they were last accepted.
//
// What is kept of a picture is small and blurred on purpose: 64 x 48 cells of 16 shades, so that a smoother edge of a letter is nothing and a part
// that moved, grew or went is something. Another font or engine draws other letters: then the pictures say nothing, and this says
// so instead of guessing (EPOS_STRICT=1, for machines whose fonts are known, makes that a failure).
// Environment: EPOS_PKG the built component, EPOS_OUT where differing pictures go, EPOS_CHROMIUM the browser, UPDATE_EXPECT=1 to accept.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { args, executablePath } from '../e2e/helpers/chromium.mjs';
import { serveGallery } from './server.mjs';

const { EPOS_PKG: pkg, EPOS_OUT: out, UPDATE_EXPECT: update, EPOS_STRICT: strict } = process.env;
const KEPT = new URL('looks.json', import.meta.url);
const SCREENS = ['idle', 'basket', 'basket-near-member', 'coupon', 'payment', 'pin', 'working-card', 'approved-part', 'declined', 'receipt'];
const SIZES = [[800, 480], [1024, 768], [1920, 1080], [1080, 1920]];
const [COLUMNS, ROWS, SHADES] = [64, 48, 16];
/** A cell has changed when it differs by two shades; a screen when that many cells of a hundred have. */
const [STEP, MOST] = [2, 0.6];

/** Runs in an empty page: the shades of a picture, one hexadecimal digit a cell. */
const shades = async ({ picture, columns, rows, many }) => {
  const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${picture}`)).blob());
  const canvas = new OffscreenCanvas(columns * 4, rows * 4);
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  pen.imageSmoothingQuality = 'high';
  pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  const { data } = pen.getImageData(0, 0, canvas.width, canvas.height);
  let text = '';
  for (let cell = 0; cell < columns * rows; cell += 1) {
    const [left, top] = [(cell % columns) * 4, Math.floor(cell / columns) * 4];
    let sum = 0;
    for (let place = 0; place < 16; place += 1) {
      const at = ((top + (place >> 2)) * canvas.width + left + (place & 3)) * 4;
      sum += 0.299 * data[at] + 0.587 * data[at + 1] + 0.114 * data[at + 2];
    }
    text += Math.min(many - 1, Math.floor((sum / 16 / 256) * many)).toString(16);
  }
  return text;
};

/** Runs in the gallery: what letters this machine draws, by their widths. */
const letters = () => {
  const pen = new OffscreenCanvas(1, 1).getContext('2d');
  const family = getComputedStyle(document.getElementById('epos').shadowRoot.querySelector('.epos')).fontFamily;
  return ['400', '700'].map((weight) => {
    pen.font = `${weight} 100px ${family}`;
    return ['Za platiti 1.234,56 €', 'Čokolada Dorina 220 g', 'mmmmiiiiWWWW'].map((text) => Math.round(pen.measureText(text).width)).join(' ');
  }).join(' ');
};

/** Runs of one shade: `f(1c)` is 48 times f. */
const packed = (text) => text.replace(/(.)\1{3,}/g, (run, shade) => `${shade}(${run.length.toString(36)})`);
const unpacked = (text) => text.replace(/(.)\((\w+)\)/g, (_, shade, many) => shade.repeat(parseInt(many, 36)));

const changed = (now, before) => {
  let cells = 0;
  for (let place = 0; place < now.length; place += 1) {
    if (Math.abs(parseInt(now[place], 16) - parseInt(before[place] ?? '0', 16)) >= STEP) cells += 1;
  }
  return (cells * 100) / now.length;
};

const server = await serveGallery(pkg);
const browser = await chromium.launch({ executablePath, args });
const looks = {};
const pictures = {};
let drawn = '';
try {
  const eye = await browser.newPage();
  for (const [width, height] of SIZES) {
    const page = await browser.newPage({ viewport: { width, height }, colorScheme: 'light', reducedMotion: 'reduce' });
    await page.goto(`${server.url}?screen=${SCREENS[0]}&locale=hr&options=light`);
    await page.waitForFunction('globalThis.ready');
    drawn = await page.evaluate(letters);
    for (const name of SCREENS) {
      await page.evaluate((entry) => globalThis.change(entry, 'hr', 'light'), name);
      await page.waitForTimeout(60);
      const key = `${name} ${width}x${height}`;
      pictures[key] = await page.screenshot({ caret: 'hide' });
      looks[key] = await eye.evaluate(shades, { picture: pictures[key].toString('base64'), columns: COLUMNS, rows: ROWS, many: SHADES });
    }
    await page.close();
  }
} finally {
  await browser.close();
  server.stop();
}

const kept = existsSync(KEPT) ? JSON.parse(readFileSync(KEPT, 'utf8')) : {};
if (update) {
  const lines = Object.entries(looks).map(([key, text]) => `    ${JSON.stringify(key)}: ${JSON.stringify(packed(text))}`);
  writeFileSync(KEPT, `{\n  "letters": ${JSON.stringify(drawn)},\n  "looks": {\n${lines.join(',\n')}\n  }\n}\n`);
  console.log(`${lines.length} looks kept`);
} else if (kept.letters !== drawn) {
  console.log(`not compared: this machine draws other letters (${drawn}) than those that were kept (${kept.letters})`);
  process.exitCode = strict ? 1 : 0;
} else {
  const worse = Object.entries(looks).map(([key, text]) => [key, changed(text, unpacked(kept.looks[key] ?? ''))]).filter(([, share]) => share > MOST);
  mkdirSync(out, { recursive: true });
  for (const [key, share] of worse) {
    const file = join(out, `look-${key.replace(' ', '-')}.png`);
    writeFileSync(file, pictures[key]);
    console.error(`${key}: ${share.toFixed(1)} % of it looks different: ${file}`);
  }
  console.log(`${Object.keys(looks).length} screens compared, ${worse.length} differ (UPDATE_EXPECT=1 accepts)`);
  process.exitCode = worse.length ? 1 : 0;
}
