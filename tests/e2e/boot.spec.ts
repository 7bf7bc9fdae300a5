// The supervisor in a real browser with a pretended component: links, trust, panics, one owner.
import { test, expect, type Page } from '@playwright/test';
import { serve } from '../boot/server.mjs';
import { args, executablePath } from '../boot/browser.mjs';

test.use({ locale: 'en-GB', launchOptions: { executablePath, args } });

let server: Awaited<ReturnType<typeof serve>>;
let noise: string[];
declare const till: any;

test.beforeEach(async ({ page }) => {
  server = await serve();
  noise = [];
  page.on('console', (message) => noise.push(message.text()));
});
test.afterEach(() => {
  const violations = noise.filter((text) => /Content Security Policy|Trusted(HTML|Script)|violates/i.test(text));
  server.stop();
  expect(violations).toEqual([]);
});

async function embed(page: Page, url = server.page) {
  await page.goto(`${server.host}/host.html`);
  await page.evaluate((src) => till.embed(src), url);
}
const frame = (page: Page) => page.frameLocator('iframe');

test('a session over a port: hello, open, answer, alive, journal', async ({ page }) => {
  await embed(page);
  const hello = await page.evaluate(() => till.until((one: any) => one.type === 'epos.hello'));
  expect(hello.payload).toMatchObject({ protocols: [1], build: 'test' });
  expect(hello.payload.engine).toMatch(/^\d+\./);
  expect(hello.payload.nonce).toMatch(/^[0-9a-f]{32}$/);
  expect(hello.from).toBe(server.page);
  const opened = await page.evaluate(() => till.open());
  expect(opened).toMatchObject({ ok: true, via: 'port', payload: { secure: true, pack: 'a.b.c', journal: { health: 'persistent', lost: false, entries: [] } } });
  expect((await page.evaluate(() => till.ask('append', { text: '{"a":1}' }))).payload.result).toBe('stored');
  expect(await page.evaluate(() => till.until((one: any) => one.type === 'epos.alive'))).toMatchObject({ v: 1, via: 'port' });
  await expect(frame(page).locator('.screen')).toHaveCSS('color', 'rgb(1, 2, 3)');
  const hellos = await page.evaluate(async () => {
    till.reset();
    await till.wait(1200);
    return till.heard.filter((one: any) => one.type === 'epos.hello').length;
  });
  expect(hellos).toBe(0);
});

test('a session on the window itself, messages as objects, hello on demand', async ({ page }) => {
  await embed(page);
  expect(await page.evaluate(() => till.open({ usePort: false }))).toMatchObject({ ok: true, via: 'window', from: server.page });
  const answer = await page.evaluate(() => {
    till.post({ v: 1, id: 'x', type: 'echo', payload: { n: 1 } });
    return till.until((one: any) => one.re === 'x');
  });
  expect(answer.payload).toMatchObject({ origin: server.host, payload: { n: 1 } });
  await page.evaluate(() => { till.reset(); till.post({ v: 1, type: 'epos.hello' }); });
  await page.evaluate(() => till.until((one: any) => one.type === 'epos.hello'));
});

test('refusals: before open, wrong nonce, not JSON, too long, too deep', async ({ page }) => {
  await embed(page);
  await page.evaluate(() => till.until((one: any) => one.type === 'epos.hello'));
  const early = await page.evaluate(() => {
    till.post('{"v":1,"id":"e","type":"echo"}');
    return till.until((one: any) => one.re === 'e');
  });
  expect(early.error.code).toBe('no_session');
  expect((await page.evaluate(() => till.open({ nonce: 'guess' }))).error.code).toBe('nonce');
  expect((await page.evaluate(() => till.open())).ok).toBe(true);
  const long = await page.evaluate(() => {
    till.post(' '.repeat(10_000_000));
    return till.until((one: any) => one.error?.code === 'not_json');
  });
  expect(long.error.size).toBe(1048577);
  const deep = await page.evaluate(() => {
    till.reset();
    let nest: any = {};
    for (let i = 0; i < 1500; i += 1) nest = { nest };
    const round: any = { id: 'r' };
    round.self = round;
    till.post(round);
    till.post({ id: 'deep', type: 'echo', nest });
    return till.until((one: any) => one.error?.code === 'not_json');
  });
  expect(deep.error.size).toBe(0);
  expect((await page.evaluate(() => till.ask('echo', 1))).ok).toBe(true);
});

test('a window of another origin is never answered', async ({ page }) => {
  server.config.origins = ['https://till.example'];
  await embed(page);
  const heard = await page.evaluate(async () => {
    for (let i = 0; i < 20; i += 1) {
      till.post('{"v":1,"id":"w","type":"session.open","payload":{}}');
      till.post('{"v":1,"type":"epos.hello"}', [new MessageChannel().port2]);
      await till.wait(100);
    }
    return till.heard;
  });
  expect(heard).toEqual([]);
});

test('a sibling frame of the right origin is not the peer', async ({ page }) => {
  await embed(page);
  await page.evaluate(() => till.open());
  const heard = await page.evaluate(async () => {
    const other = document.createElement('iframe');
    document.body.append(other);
    till.reset();
    const script = other.contentDocument!.createElement('script');
    script.textContent = 'parent.frames[0].postMessage({v:1,id:"s",type:"echo"}, "*")';
    other.contentDocument!.body.append(script);
    await till.wait(500);
    return till.heard.filter((one: any) => one.re === 's');
  });
  expect(heard).toEqual([]);
});

for (const kind of ['panic.once', 'trap.once']) {
  test(`${kind}: a fresh instance gets the command again, in order, on the same link`, async ({ page }) => {
    await embed(page);
    await page.evaluate(() => till.open());
    await page.evaluate(() => till.ask('append', { text: '{"kept":true}' }));
    const order = await page.evaluate(async (type) => {
      till.reset();
      const ids = [till.send('silent'), till.send(type), till.send('echo'), till.send('entries')];
      await till.until((one: any) => one.re === ids[3]);
      return { ids, heard: till.heard.filter((one: any) => one.re) };
    }, kind);
    expect(order.heard.map((one: any) => one.re)).toEqual(order.ids.slice(1));
    expect(order.heard[0]).toMatchObject({ via: 'port', payload: { instance: '2' } });
    expect(order.heard[2].payload).toMatchObject({ health: 'persistent', lost: false, entries: ['{"kept":true}'] });
    await expect(frame(page).locator('.screen')).toHaveText('instance 2');
  });
}

for (const cache of ['no-cache', 'no-store', 'max-age=31536000, immutable']) {
  test(`a restart needs no network (files sent with ${cache})`, async ({ page }) => {
    server.cache = cache;
    await embed(page);
    await page.evaluate(() => till.open());
    server.dead = true;
    expect((await page.evaluate(() => till.ask('panic.once'))).payload).toEqual({ instance: '2' });
    expect((await page.evaluate(() => till.ask('trap'))).error.code).toBe('epos_failed');
  });
}

test('a command that kills twice is answered here, the next one is served', async ({ page }) => {
  await embed(page);
  await page.evaluate(() => till.open());
  const [bad, good] = await page.evaluate(() => Promise.all([till.ask('panic'), till.ask('echo')]));
  expect(bad).toMatchObject({ ok: false, type: 'panic', error: { code: 'epos_failed', who: 'epos', retry: true } });
  expect(bad.error.cashier_text.length).toBeGreaterThan(20);
  expect(good).toMatchObject({ ok: true, payload: { instance: '3', crashes: 2 } });
});

for (const kind of ['trap.later', 'trap.promise', 'throw.later', 'throw.promise']) {
  test(`${kind}: an end outside of a call is noticed once`, async ({ page }) => {
    await embed(page);
    await page.evaluate(() => till.open());
    await page.evaluate((type) => till.send(type), kind);
    // Unanswered, the command goes to the second instance, ends it too, and is answered by the supervisor.
    await expect(frame(page).locator('.screen')).toHaveText('instance 3');
    await page.waitForTimeout(300);
    await expect(frame(page).locator('.screen')).toHaveText('instance 3');
    expect((await page.evaluate(() => till.ask('echo'))).payload.crashes).toBe(2);
  });
}

test('a resource that does not load is no fault of the instance', async ({ page }) => {
  await embed(page);
  await page.evaluate(() => till.open());
  expect((await page.evaluate(() => till.ask('resource'))).ok).toBe(true);
  expect((await page.evaluate(() => till.ask('echo'))).payload.crashes).toBe(0);
});

test('what takes the place of the journal is what a fresh instance reads', async ({ page }) => {
  await embed(page);
  await page.evaluate(() => till.open());
  for (const text of ['{"a":1}', '{"a":2}']) await page.evaluate((t) => till.ask('append', { text: t }), text);
  expect((await page.evaluate(() => till.ask('replace', { entries: ['{"all":2}'] }))).payload.result).toBe('stored');
  await page.evaluate(() => till.ask('append', { text: '{"a":3}' }));
  await page.evaluate(() => till.ask('panic.once'));
  const entries = ['{"all":2}', '{"a":3}'];
  expect((await page.evaluate(() => till.ask('entries'))).payload).toMatchObject({ health: 'persistent', detail: '', lost: false, entries });
  await page.evaluate(() => { till.reset(); });
  await page.frames()[1].evaluate(() => location.reload());
  expect((await page.evaluate(() => till.open())).payload.journal).toMatchObject({ health: 'persistent', detail: '', lost: false, entries });
});

test('a trap in a listener of the screen, and a dead instance whose timer traps later', async ({ page }) => {
  await embed(page);
  await page.evaluate(() => till.open());
  await frame(page).getByText('trap').click();
  await expect(frame(page).locator('.screen')).toHaveText('instance 2');
  await page.evaluate(() => till.send('ghost'));
  await page.waitForTimeout(1000);
  // Two deaths by the command itself, none by its timers.
  await expect(frame(page).locator('.screen')).toHaveText('instance 4');
});

test('how long until a command that met a panic is answered', async ({ page }) => {
  await embed(page);
  await page.evaluate(() => till.open());
  const times = await page.evaluate(async () => {
    const all = [];
    for (let i = 0; i < 3; i += 1) {
      const from = performance.now();
      till.send('silent');
      const bad = till.send('panic.once');
      await till.until((one: any) => one.re === bad);
      all.push(performance.now() - from);
    }
    return all;
  });
  console.log('back after ms', times.map((ms: number) => ms.toFixed(1)).join(' '));
  expect(Math.max(...times)).toBeLessThan(2000);
});

test('more than three restarts in a minute: one reload, then out of service and epos.failed', async ({ page }) => {
  server.config.die = true;
  await embed(page);
  await page.evaluate(() => till.until((one: any) => one.type === 'epos.failed', 20000));
  await expect(frame(page).getByRole('alert')).toContainText('Out of service');
  expect(noise.filter((text) => /instance 1 ended/.test(text)).length).toBe(2);
  const answer = await page.evaluate(() => {
    till.post('{"v":1,"id":"late","type":"basket.put"}');
    return till.until((one: any) => one.re === 'late');
  });
  expect(answer).toMatchObject({ type: 'basket.put', error: { code: 'epos_failed' } });
});

test('a second page says so, and takes over when the first goes', async ({ page }) => {
  await embed(page);
  await page.evaluate(() => till.open());
  await page.evaluate(() => till.ask('append', { text: '{"first":1}' }));
  const second = await page.context().newPage();
  await embed(second);
  const closed = await second.evaluate(() => till.until((one: any) => one.type === 'epos.closed'));
  expect(closed.payload).toEqual({ code: 'second_page' });
  await expect(frame(second).getByRole('alert')).toContainText('another window');
  expect(await second.evaluate(() => till.heard.some((one: any) => one.type === 'epos.hello'))).toBe(false);
  await page.close();
  const opened = await second.evaluate(() => till.open());
  expect(opened.payload.journal).toMatchObject({ health: 'persistent', entries: ['{"first":1}'] });
  await expect(frame(second).getByRole('alert')).toHaveCount(0);
});

test('reload: the journal is back, no second-page text in between', async ({ page }) => {
  await embed(page);
  await page.evaluate(() => till.open());
  for (let i = 0; i < 5; i += 1) {
    await page.evaluate((n) => till.ask('append', { text: `{"n":${n}}` }), i);
    await page.evaluate(() => { till.reset(); });
    await page.frames()[1].evaluate(() => location.reload());
    const opened = await page.evaluate(() => till.open());
    expect(opened.payload.journal).toMatchObject({ lost: false, detail: '' });
    expect(opened.payload.journal.entries.length).toBe(i + 1);
    expect(await page.evaluate(() => till.heard.some((one: any) => one.type === 'epos.closed'))).toBe(false);
  }
});

test('a later session replaces the port, the older is told; many candidates push out the oldest', async ({ page }) => {
  await embed(page);
  await page.evaluate(() => till.open());
  await page.evaluate(() => { till.reset(); till.post({ v: 1, type: 'epos.hello' }); });
  expect((await page.evaluate(() => till.open())).ok).toBe(true);
  await page.evaluate(() => till.until((one: any) => one.type === 'epos.replaced'));
  expect((await page.evaluate(() => till.ask('echo'))).ok).toBe(true);
  await page.evaluate(() => {
    for (let i = 0; i < 40; i += 1) till.post({ v: 1, id: `f${i}`, type: 'session.open', payload: null }, [new MessageChannel().port2]);
  });
  expect((await page.evaluate(() => till.ask('echo'))).ok).toBe(true);
});

test('an opener: session, and its end is noticed', async ({ page }) => {
  await page.goto(`${server.host}/host.html`);
  const [popup] = await Promise.all([page.waitForEvent('popup'), page.evaluate((url) => till.popup(url), server.page)]);
  expect((await page.evaluate(() => till.open())).ok).toBe(true);
  expect((await page.evaluate(() => till.ask('echo'))).payload.origin).toBe(server.host);
  await page.close();
  await expect.poll(() => server.posts.some((one: any) => one.down), { timeout: 12000 }).toBe(true);
  await popup.close();
});

for (const [engine, starts] of [['107.0.5304.68', false], ['108.0.0.0', true]] as const) {
  test(`Chromium ${engine}: ${starts ? 'starts' : 'a readable text, and the register is told'}`, async ({ browser }) => {
    const agent = `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${engine} Safari/537.36`;
    const context = await browser.newContext({ userAgent: agent, locale: 'de-DE' });
    const page = await context.newPage();
    await embed(page);
    if (starts) {
      expect((await page.evaluate(() => till.open())).ok).toBe(true);
    } else {
      await expect(frame(page).locator('[data-kind="old"]')).toContainText('Chromium 108 oder neuer ist nötig');
      expect(await page.evaluate(() => till.until((one: any) => one.type === 'epos.failed'))).toMatchObject({ payload: { code: 'engine_too_old' } });
      await page.evaluate(() => till.post('{"v":1,"id":"e","type":"echo"}'));
      const answer = await page.evaluate(() => till.until((one: any) => one.re === 'e'));
      expect(answer.error).toMatchObject({ code: 'epos_failed', who: 'epos' });
      expect(await page.evaluate(() => till.heard.some((one: any) => one.type === 'epos.hello'))).toBe(false);
    }
    await context.close();
  });
}

test('a native bridge in the top frame', async ({ page }) => {
  server.config.origins = ['bridge'];
  await page.addInitScript(() => {
    const heard: any[] = [];
    Object.assign(globalThis, { eposHeard: heard, eposHost: { postMessage: (text: string) => heard.push(JSON.parse(text)) } });
  });
  await page.goto(server.page);
  const answer = await page.evaluate(async () => {
    const { eposHeard, epos } = globalThis as any;
    const until = async (what: any) => {
      for (;;) {
        const found = eposHeard.find(what);
        if (found) return found;
        await new Promise((done) => setTimeout(done, 10));
      }
    };
    const hello = await until((one: any) => one.type === 'epos.hello');
    (globalThis as any).epos.receive(JSON.stringify({ id: '1', type: 'session.open', payload: { nonce: hello.payload.nonce } }));
    await until((one: any) => one.re === '1');
    (globalThis as any).epos.receive('{"id":"2","type":"echo"}');
    return until((one: any) => one.re === '2');
  });
  expect(answer.payload.origin).toBe('bridge');
});

test('without a secure context: starts, journal none, a panic keeps what was held in memory', async ({ page }) => {
  const insecure = server.host.replace('127.0.0.1', 'till.test');
  server.config.origins = [insecure];
  const browser = await page.context().browser()!.browserType().launch({
    executablePath, args: [...args, '--host-resolver-rules=MAP till.test 127.0.0.1'],
  });
  const other = await browser.newPage();
  await other.goto(`${insecure}/host.html`);
  await other.evaluate((src) => till.embed(src), insecure);
  const opened = await other.evaluate(() => till.open());
  expect(opened.payload).toMatchObject({ secure: false, journal: { health: 'none', entries: [] } });
  await other.evaluate(() => till.ask('append', { text: '{"m":1}' }));
  await other.evaluate(() => till.ask('panic.once'));
  expect((await other.evaluate(() => till.ask('entries'))).payload).toMatchObject({ health: 'none', entries: ['{"m":1}'] });
  await browser.close();
});

test('markup: what views contain passes, the rest is refused', async ({ page }) => {
  await embed(page);
  await page.evaluate(() => till.open());
  expect((await page.evaluate(() => till.ask('markup', { html: '<p class="a">x</p>' }))).ok).toBe(true);
  // Refused at the sink: an exception out of the component, hence twice and then answered here.
  expect((await page.evaluate(() => till.ask('markup', { html: '<img src="x" onerror="y">' }))).error.code).toBe('epos_failed');
  expect(noise.some((text) => /TrustedHTML/.test(text))).toBe(true);
  noise.length = 0;
  const { harmless } = await import('../../src/boot/policy.js');
  for (const good of ['<p class="a b">x &amp; y</p>', '<svg viewBox="0 0 2 2"><path d="M0 0"/></svg>', 'text', '<!><!---->', '<input type="text" disabled>']) {
    expect(harmless(good), good).toBe(true);
  }
  for (const bad of ['<img src="x" onerror="y">', '<div onclick="x">', '<p style="a:b">', '<<div>script>', '<script>', '<use href="#x"/>', '<a href="x">', '<p', '<div title=\'x\'>', '<iframe>', '<p is="x">']) {
    expect(harmless(bad), bad).toBe(false);
  }
});
