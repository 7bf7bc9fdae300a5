// Every way to the page keeps the same contract: the real boot files with a pretended component, the host SDK at the
// other end. WebView2 and Android are stand-ins of the documented shape; Qt's channel is run for real by `cargo xtask qt`.
import { test, expect, type Page } from '@playwright/test';
import { build } from 'esbuild';
import { serve } from '../boot/server.mjs';
import { args, executablePath } from '../boot/browser.mjs';
import { NAMES, native, windowed, type Register } from './helpers/registers.ts';

test.use({ locale: 'en-GB', launchOptions: { executablePath, args } });

const SDK = new URL('../../www/sdk/src/index.ts', import.meta.url).pathname;
const WINDOWS = ['frame', 'opener'] as const;
const BRIDGES = ['object', 'query', 'qt', 'webview2', 'android'] as const;
let server: Awaited<ReturnType<typeof serve>>;
let register: Register;
let sdk: string;

test.beforeAll(async () => {
  const { outputFiles } = await build({ entryPoints: [SDK], bundle: true, format: 'iife', globalName: 'Epos', write: false });
  sdk = outputFiles[0].text.replace('var Epos =', 'globalThis.Epos =');
});
test.beforeEach(async () => { server = await serve(); });
test.afterEach(() => {
  register?.close();
  server.stop();
});

async function reach(page: Page, way: string): Promise<Register> {
  if (way === 'frame' || way === 'opener') {
    // The register's page only: the page itself must not see the SDK.
    await page.addInitScript(sdk);
    register = await windowed(page, `${server.host}/host-blank`, `${server.page}/`, way);
  } else {
    Object.assign(server.config, { origins: ['bridge'], bridge: { kind: way, name: NAMES[way] } });
    register = await native(page, `${server.page}/`, way);
  }
  return register;
}
const opened = (one: Register) => expect.poll(() => one.told()).toContain('opened');
const answer = (one: Register, id: string) =>
  expect.poll(async () => (await one.heard()).find((message) => message.re === id)?.error?.code);

for (const way of [...WINDOWS, ...BRIDGES]) {
  test(`${way}: hello, a session, many commands at once answered by their ids`, async ({ page }) => {
    const one = await reach(page, way);
    await opened(one);
    const hello = (await one.heard()).find((message) => message.type === 'epos.hello');
    expect(hello.payload).toMatchObject({ protocols: [1], build: 'test', nonce: expect.stringMatching(/^[0-9a-f]{32}$/) });
    const numbers = Array.from({ length: 32 }, (_, n) => n);
    const answers = await Promise.all(numbers.map((n) => one.send('echo', { n })));
    expect(answers.map(({ payload }) => payload.n)).toEqual(numbers);
    expect(new Set(answers.map(({ origin }) => origin))).toEqual(new Set([way === 'frame' || way === 'opener' ? server.host : 'bridge']));
    expect(await one.told()).toEqual(['opened']);
  });

  test(`${way}: long texts and every kind of character arrive as they are`, async ({ page }) => {
    const one = await reach(page, way);
    await opened(one);
    const text = `"\\ \u0000\u2028 š€😀 ${'čćđ\n'.repeat(60_000)}`;
    expect((await one.send('echo', { text })).payload.text).toBe(text);
  });

  test(`${way}: events in order, each once`, async ({ page }) => {
    const one = await reach(page, way);
    await opened(one);
    await Promise.all([1, 2, 2, 3, 4].map((seq) => one.send('event', { seq })));
    await expect.poll(() => one.told()).toEqual(['opened', ...[1, 2, 3, 4].map((seq) => `basket.priced ${seq}`)]);
  });

  test(`${way}: before a session and with a wrong nonce nothing is done, what is too long is refused`, async ({ page }) => {
    const one = await reach(page, way);
    await opened(one);
    await one.raw({ v: 1, id: 'guess', type: 'session.open', payload: { nonce: 'guess' } });
    if (way === 'frame' || way === 'opener') {
      // The session has its port; what is said beside it on the window is a link of its own without a session.
      await answer(one, 'guess').toBe('nonce');
      await one.raw('{"v":1,"id":"beside","type":"echo"}');
      await answer(one, 'beside').toBe('no_session');
    } else {
      // One stream: the wrong nonce is refused and the session goes on.
      await answer(one, 'guess').toBe('nonce');
    }
    await one.raw('x'.repeat(1_200_000));
    await expect.poll(async () => (await one.heard()).find((message) => message.error?.code === 'not_json')?.error.size).toBe(1_048_577);
    expect((await one.send('echo', { n: 1 })).payload).toEqual({ n: 1 });
  });

  test(`${way}: the page is loaded anew: the session is opened again, what was unanswered is sent again`, async ({ page }) => {
    const one = await reach(page, way);
    await opened(one);
    expect((await one.send('append', { text: '{"kept":1}' })).result).toBe('stored');
    const waiting = one.send('second.load', {}, 20_000);
    const inside = way === 'frame' ? one.page.frames()[1] : one.page.mainFrame();
    await expect.poll(() => inside.evaluate(() => sessionStorage.getItem('asked'))).toBe('1');
    await inside.evaluate(() => { location.reload(); });
    expect(await waiting).toEqual({ instance: '1' });
    await expect.poll(() => one.told()).toEqual(['opened', 'reopened']);
    expect((await one.send('entries')).entries).toEqual(['{"kept":1}']);
  });

  test(`${way}: the register starts anew while the page stays`, async ({ page }) => {
    const one = await reach(page, way);
    await opened(one);
    await one.send('append', { text: '{"kept":1}' });
    await one.restart();
    await expect.poll(() => one.told()).toEqual(['opened', 'opened']);
    expect((await one.send('echo', { n: 2 })).payload).toEqual({ n: 2 });
    expect((await one.send('entries')).entries).toEqual([]); // of this instance's start: it is the same one
  });

  test(`${way}: the component dies: its command is answered by the next instance on the same session`, async ({ page }) => {
    const one = await reach(page, way);
    await opened(one);
    expect(await one.send('panic.once')).toEqual({ instance: '2' });
    expect(await one.told()).toEqual(['opened']);
  });

  test(`${way}: what the configuration does not list is never spoken to`, async ({ page }) => {
    const bridged = way !== 'frame' && way !== 'opener';
    const one = await reach(page, way);
    await opened(one);
    server.config.origins = bridged ? [server.host] : ['https://other.example'];
    const before = (await one.heard()).length;
    const inside = way === 'frame' ? one.page.frames()[1] : one.page.mainFrame();
    await Promise.all([inside.waitForNavigation(), inside.evaluate(() => { location.reload(); })]);
    await one.raw('{"v":1,"id":"stranger","type":"epos.hello"}');
    await one.page.waitForTimeout(1500);
    expect((await one.heard()).slice(before)).toEqual([]);
  });
}

test('webview2: a message may come as an object, as PostWebMessageAsJson hands it over', async ({ page }) => {
  const one = await reach(page, 'webview2');
  await opened(one);
  await one.raw({ v: 1, id: 'object', type: 'echo', payload: { n: 7 } });
  await expect.poll(async () => (await one.heard()).find(({ re }) => re === 'object')?.payload.payload).toEqual({ n: 7 });
});

test('query: a register whose handler ended is listened for again, and greeted', async ({ page }) => {
  const one = await reach(page, 'query');
  await opened(one);
  await one.page.evaluate(() => {
    const { queries } = globalThis as any;
    const [[key, query]] = queries;
    queries.delete(key);
    query.onFailure(-1, 'cancelled');
  });
  await expect.poll(() => one.told(), { timeout: 15_000 }).toEqual(['opened', 'reopened']);
  expect((await one.send('echo', { n: 1 })).payload).toEqual({ n: 1 });
});

test('a bridge belongs to the top page: in a frame nothing of it is touched', async ({ page }) => {
  Object.assign(server.config, { origins: ['bridge', server.host], bridge: { kind: 'object' } });
  const touched: string[] = [];
  await page.exposeFunction('toNative', (text: string) => void touched.push(text));
  await page.addInitScript(() => {
    Object.assign(globalThis, { eposHost: { postMessage: (text: string) => (globalThis as any).toNative(text) } });
  });
  await page.addInitScript(sdk);
  register = await windowed(page, `${server.host}/host-blank`, `${server.page}/`, 'frame');
  await opened(register);
  expect(touched).toEqual([]);
  expect(await page.frames()[1].evaluate(() => 'epos' in globalThis && 'receive' in ((globalThis as any).epos ?? {}))).toBe(false);
});

for (const [bridge, said] of [[{ kind: 'carrier-pigeon' }, 'no bridge of kind carrier-pigeon'], [{ kind: 'qt', name: 'other' }, 'the channel has no object other']] as const) {
  test(`a bridge that cannot be opened is named: ${said}`, async ({ page }) => {
    const noise: string[] = [];
    page.on('console', (message) => noise.push(message.text()));
    Object.assign(server.config, { origins: ['bridge'], bridge });
    await page.exposeFunction('toNative', () => undefined);
    const { NATIVE } = await import('./helpers/registers.ts');
    await page.addInitScript(NATIVE.qt as () => void, 'epos');
    await page.goto(`${server.page}/`);
    await expect.poll(() => noise.join('\n')).toContain(said);
  });
}
