// Writes the pictures of the documentation into docs/pictures: real screens of the gallery, small.
// Environment: EPOS_PKG the built component, EPOS_CHROMIUM the browser.
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { args, executablePath } from '../e2e/helpers/chromium.mjs';
import { serveGallery } from './server.mjs';

const OUT = fileURLToPath(new URL('../../docs/pictures/', import.meta.url));
/** File, entry, language, options, size. */
const PICTURES = [
  ['basket', 'basket-near', 'hr', 'light', [1024, 640]],
  ['payment', 'payment', 'de', 'light merchant', [1024, 640]],
  ['pin-two-languages', 'pin-restricted', 'fr', 'light second=en', [1024, 640]],
  ['approved-dark', 'approved-part', 'it', 'dark', [1024, 640]],
  ['basket-arabic', 'basket', 'ar', 'light', [1024, 640]],
  ['receipt-contrast', 'receipt', 'en', 'contrast', [1024, 640]],
];

const server = await serveGallery(process.env.EPOS_PKG);
const browser = await chromium.launch({ executablePath, args });
mkdirSync(OUT, { recursive: true });
/** Runs in an empty page: the picture at half its size, as WebP. */
const smaller = async ({ picture }) => {
  const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${picture}`)).blob());
  const canvas = new OffscreenCanvas(bitmap.width / 2, bitmap.height / 2);
  const pen = canvas.getContext('2d');
  pen.imageSmoothingQuality = 'high';
  pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/webp', quality: 0.82 })).arrayBuffer());
  return Array.from(bytes);
};
try {
  const small = await browser.newPage();
  for (const [file, entry, locale, options, [width, height]] of PICTURES) {
    const page = await browser.newPage({ viewport: { width, height }, reducedMotion: 'reduce' });
    await page.goto(`${server.url}?screen=${entry}&locale=${locale}&options=${options}`);
    await page.waitForFunction('globalThis.ready');
    await page.waitForTimeout(100);
    const picture = (await page.screenshot()).toString('base64');
    const bytes = Buffer.from(await small.evaluate(smaller, { picture }));
    writeFileSync(`${OUT}${file}.webp`, bytes);
    console.log(`docs/pictures/${file}.webp ${(bytes.length / 1000).toFixed(1)} KB`);
    await page.close();
  }
} finally {
  await browser.close();
  server.stop();
}
