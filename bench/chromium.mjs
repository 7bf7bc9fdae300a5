// Measures in headless Chromium, on request, with the words of bench-native (bench/src/main.rs) and `throttle N`, which
// slows the page's processor down N times. Its only argument is the wasm file.
import { chromium } from 'playwright-core';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { args, executablePath } from '../tests/e2e/helpers/chromium.mjs';

const PAGE = 'http://127.0.0.1:9/';

/** Everything that runs in the page. Isolated from other origins, its clock ticks every 5 microseconds. */
async function prepareBench() {
  const { instance } = await WebAssembly.instantiateStreaming(fetch('/bench.wasm'));
  const wasm = instance.exports;
  const [encoder, decoder] = [new TextEncoder(), new TextDecoder()];
  const output = () => decoder.decode(new Uint8Array(wasm.memory.buffer, wasm.output(), wasm.output_length()));
  const JSON_TEXT = 2; // and what comes after it
  // As the component does it (src/encoded.rs): the browser encodes into the module's memory, call, decode.
  const priceText = (text) => {
    // First the place: making room may move the memory.
    const at = wasm.input(text.length);
    const { read } = encoder.encodeInto(text, new Uint8Array(wasm.memory.buffer, at, text.length));
    if (read < text.length) throw new Error('a workload is of ASCII');
    wasm.price();
    return output();
  };
  /** A job made ready: a function that prices so many times. */
  const prepared = (job) => {
    wasm.prepare(...job);
    if (job[0] < JSON_TEXT) return (times) => wasm.run(times);
    const text = output();
    return (times) => {
      for (let n = 0; n < times; n += 1) priceText(text);
    };
  };
  const timed = (run, times) => {
    const started = performance.now();
    run(times);
    return (performance.now() - started) * 1e6;
  };
  globalThis.bench = {
    /** After as long again to warm up. */
    mean(least, job) {
      const run = prepared(job);
      let times = 1;
      let warm = timed(run, 1);
      while (warm < least * 1e6) {
        const more = Math.max(1, Math.min(times, Math.ceil((least * 1e6 - warm) / (warm / times))));
        warm += timed(run, more);
        times += more;
      }
      return [timed(run, times) / times];
    },
    each(calls, [mode, choice, lines, deals, seed]) {
      return Array.from({ length: calls }, (_, n) => {
        const run = prepared([mode, choice, lines, deals, seed + n]);
        run(1);
        return timed(run, 1);
      });
    },
  };
  if (!crossOriginIsolated) throw new Error('the page is not isolated: its clock is too coarse');
}

const browser = await chromium.launch({ executablePath, args });
try {
  const page = await browser.newPage();
  const headers = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };
  const wasm = await readFile(process.argv[2]);
  await page.route('**/*', (route) => (new URL(route.request().url()).pathname === '/bench.wasm'
    ? route.fulfill({ body: wasm, contentType: 'application/wasm', headers })
    : route.fulfill({ body: '<!doctype html>', contentType: 'text/html', headers })));
  await page.goto(PAGE);
  await page.evaluate(prepareBench);
  const session = await page.context().newCDPSession(page);
  for await (const line of createInterface({ input: process.stdin })) {
    const [word, ...numbers] = line.split(' ');
    const [first, ...job] = numbers.map(Number);
    let answer = [];
    if (word === 'throttle') await session.send('Emulation.setCPUThrottlingRate', { rate: first });
    else answer = await page.evaluate(([name, count, of]) => globalThis.bench[name](count, of), [word, first, job]);
    console.log(answer.map((number) => number.toFixed(0)).join(' '));
  }
} finally {
  await browser.close();
}
