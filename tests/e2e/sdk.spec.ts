// The host SDK in a real browser against a pretended page: opening, restarts, timeouts, repeats.
import { test, expect, type Frame, type Page } from '@playwright/test';
import { serveFake } from './helpers/fake-page/server.mjs';

declare const Epos: any, host: any, notes: any[], logged: any[], fake: any;

let server: Awaited<ReturnType<typeof serveFake>>;
test.beforeAll(async () => { server = await serveFake(); });
test.afterAll(() => server.stop());

async function mounted(page: Page): Promise<Frame> {
  await page.goto(server.host);
  await page.evaluate((pageUrl) => {
    const g = globalThis as any;
    g.notes = [];
    g.logged = [];
    g.host = Epos.mount(document.getElementById('epos'), {
      pageUrl, deviceToken: 'secret-token', capabilities: ['payment.take'], storage: localStorage, log: (e: any) => logged.push(e),
      timeouts: { pricing: 300, tender: 600 },
    });
    for (const type of ['opened', 'reopened', 'refused', 'silent', 'alive', 'replaced', 'late', 'fault', 'tender.approved']) {
      host.on(type, (payload: any) => notes.push([type, payload]));
    }
    host.onRequest('payment.take', async (payload: any, info: any) => {
      notes.push(['take', info]);
      if (payload.amount === 13) throw new Error('terminal gone');
      if (payload.amount === 99) await new Promise(() => undefined);
      return { outcome: 'done', authorized: payload.amount };
    });
    return host.ready;
  }, `${server.page}/`);
  return page.frames().find((frame) => frame.url().startsWith(server.page)) as Frame;
}
const heard = (frame: Frame, type: string) =>
  frame.evaluate((wanted) => fake.heard.map((m: string) => JSON.parse(m)).filter((m: any) => m.type === wanted), type);
const told = (page: Page, type: string) =>
  page.evaluate((wanted) => notes.filter(([name]) => name === wanted).map(([, payload]) => payload), type);
const failing = (page: Page, type: string, payload: unknown = {}) =>
  page.evaluate(([t, p]) => host.send(t, p).catch((e: any) => ({ ...e, message: e.message })), [type, payload] as const);

test('hello is answered once, to the exact origin, and commands are answered by their ids', async ({ page }) => {
  const frame = await mounted(page);
  const opens = await heard(frame, 'session.open');
  expect(opens).toHaveLength(1);
  expect(opens[0].payload).toMatchObject({ device_token: 'secret-token', capabilities: ['payment.take'] });
  expect(opens[0].payload.position).toBeUndefined();
  expect(opens[0].payload.host_session).toMatch(/^h-[0-9a-f]{24}$/);
  const both = await page.evaluate(() => Promise.all([host.send('basket.status', { a: 1 }), host.send('basket.status', { a: 2 })]));
  expect(both).toEqual([{ echo: { a: 1 } }, { echo: { a: 2 } }]);
});

test('a window that is not the frame is not answered', async ({ page }) => {
  await mounted(page);
  const answers = await page.evaluate(async (src) => {
    const other = document.createElement('iframe');
    other.src = src; // the same page, the same origin, another window: it says hello and stays alone
    document.body.append(other);
    await new Promise((done) => setTimeout(done, 600));
    return logged.filter((e) => e.type === 'session.open').length;
  }, `${server.page}/`);
  expect(answers).toBe(2); // one command and its answer, both of the first frame
});

test('a refusal is an EposError that says who must act', async ({ page }) => {
  const frame = await mounted(page);
  await frame.evaluate(() => {
    fake.refuse = { type: 'basket.put', error: { code: 'line_duplicate', who: 'host', retry: false, cashier_text: 'x', details: { line: 'a' } } };
  });
  expect(await failing(page, 'basket.put')).toMatchObject({
    name: 'EposError', code: 'line_duplicate', who: 'host', retry: false, cashier_text: 'x', details: { line: 'a' }, type: 'basket.put',
    message: 'basket.put: line_duplicate (x) {"line":"a"}',
  });
});

test('time runs out; the late answer is told; a retry is the same bytes', async ({ page }) => {
  const frame = await mounted(page);
  await frame.evaluate(() => fake.setMute('basket.put'));
  const error = await failing(page, 'basket.put', { revision: 1 });
  expect(error).toMatchObject({ code: 'timeout', who: 'later', retry: true, details: { sent: true } });
  await frame.evaluate((id) => fake.answer(id, {}), error.id);
  await expect.poll(() => told(page, 'late')).toMatchObject([{ re: error.id }]);
  await frame.evaluate(() => fake.setMute(''));
  expect(await page.evaluate((id) => host.retry(id), error.id)).toEqual({ echo: { revision: 1 } });
  const sent = await frame.evaluate(() => fake.heard.filter((m: string) => m.includes('basket.put')));
  expect(sent).toHaveLength(2);
  expect(sent[0]).toBe(sent[1]);
});

test('a page that starts anew: reopened with the position, unanswered commands again, timed-out ones not', async ({ page }) => {
  let frame = await mounted(page);
  await frame.evaluate(() => { fake.event('tender.approved', { tender_ref: 't1' }); fake.setMute('tender.pay'); });
  await expect.poll(() => told(page, 'tender.approved')).toHaveLength(1);
  const lost = await page.evaluate(() => host.send('tender.pay', { n: 1 }, { timeout: 50 }).catch((e: any) => e.code));
  expect(lost).toBe('timeout');
  await page.evaluate(() => { (globalThis as any).paying = host.send('tender.pay', { n: 2 }, { timeout: 5000 }); });
  await expect.poll(async () => (await heard(frame, 'tender.pay')).length).toBe(2);
  await frame.evaluate(() => { fake.setMute(''); location.reload(); });
  expect(await page.evaluate(() => (globalThis as any).paying)).toEqual({ echo: { n: 2 } });
  frame = page.frames().find((one) => one.url().startsWith(server.page)) as Frame;
  const opens = await heard(frame, 'session.open');
  expect(opens.map((m: any) => m.payload.position)).toEqual([undefined, { epoch: 'e1', seq: 1 }]);
  expect(opens[0].payload.host_session).toBe(opens[1].payload.host_session);
  const pays = await heard(frame, 'tender.pay');
  expect(pays.map((m: any) => [m.id, m.payload.n])).toEqual([[pays[0].id, 1], [pays[1].id, 2], [pays[1].id, 2]]);
  expect(await told(page, 'reopened')).toHaveLength(1);
});

test('what the page took as configuration is in the next session.open, what it refused is not', async ({ page }) => {
  let frame = await mounted(page);
  const display = { role: 'cashier', receipt_choice: true };
  await page.evaluate((wanted) => host.send('session.configure', { locale: 'de', display: wanted }), display);
  await frame.evaluate(() => { fake.refuse = { type: 'session.configure', error: { code: 'invalid_payload', who: 'host', retry: false } }; });
  expect(await failing(page, 'session.configure', { locale: 'xx' })).toMatchObject({ code: 'invalid_payload' });
  await frame.evaluate(() => location.reload());
  await expect.poll(() => told(page, 'reopened')).toHaveLength(1);
  frame = page.frames().find((one) => one.url().startsWith(server.page)) as Frame;
  const opens = await heard(frame, 'session.open');
  expect(opens.map((m: any) => [m.payload.locale, m.payload.display])).toEqual([[undefined, undefined], ['de', display]]);
});

test('events: in order, each once, acknowledged after the handler, position kept over a restart of the register', async ({ page }) => {
  let frame = await mounted(page);
  await page.evaluate(() => {
    const gate = new Promise((done) => { (globalThis as any).openGate = done; });
    host.on('basket.priced', async (payload: any) => {
      if (payload.n === 1) await gate;
      notes.push(['priced', payload.n]);
    });
  });
  await frame.evaluate(() => {
    fake.event('basket.priced', { n: 1 });
    fake.event('basket.priced', { n: 2 });
    fake.event('basket.priced', { n: 2 }, 2);
  });
  expect(await heard(frame, 'session.ack')).toHaveLength(0);
  await page.evaluate(() => (globalThis as any).openGate());
  await expect.poll(() => told(page, 'priced')).toEqual([1, 2]);
  await expect.poll(async () => (await heard(frame, 'session.ack')).map((m: any) => m.payload.seq)).toEqual([1, 2]);
  frame = await mounted(page);
  expect((await heard(frame, 'session.open')).at(-1).payload.position).toEqual({ epoch: 'e1', seq: 2 });
  await frame.evaluate(() => { fake.event('basket.priced', {}, 2); fake.event('tender.approved', { tender_ref: 't' }, 3); });
  await expect.poll(() => told(page, 'tender.approved')).toHaveLength(1);
});

test('the outcome of an accepted operation, whether it is asked for before or after it came', async ({ page }) => {
  const frame = await mounted(page);
  const both = page.evaluate(() => Promise.all([host.outcome('op-1'), host.outcome('t-2')]));
  await frame.evaluate(() => {
    fake.event('coupon.refused', { op_id: 'op-1', code: 'coupon_used' });
    fake.event('tender.unknown', { tender_ref: 't-2' });
    fake.event('tender.approved', { tender_ref: 't-2' });
  });
  expect((await both).map((one: any) => one.type)).toEqual(['coupon.refused', 'tender.approved']);
  expect(await page.evaluate(() => host.outcome('op-1'))).toMatchObject({ type: 'coupon.refused', payload: { code: 'coupon_used' } });
});

test('a gap in the events is asked for again', async ({ page }) => {
  const frame = await mounted(page);
  await frame.evaluate(() => { fake.event('tender.approved', {}, 1); fake.event('tender.approved', {}, 3); });
  await expect.poll(() => heard(frame, 'session.resume')).toMatchObject([{ payload: { position: { epoch: 'e1', seq: 1 } } }]);
  await frame.evaluate(() => { fake.event('tender.approved', {}, 2); fake.event('tender.approved', {}, 3); });
  await expect.poll(() => told(page, 'tender.approved')).toHaveLength(3);
});

test('a repeated request takes money once, also after a restart of the register', async ({ page }) => {
  let frame = await mounted(page);
  await frame.evaluate(() => { fake.request('r1', 'payment.take', { amount: 500 }); fake.request('r1', 'payment.take', { amount: 500 }); });
  await expect.poll(async () => (await heard(frame, 'request.done')).length).toBeGreaterThan(0);
  expect(await told(page, 'take')).toMatchObject([{ req: 'r1', again: false }]);
  frame = await mounted(page);
  const before = (await heard(frame, 'request.done')).length;
  await frame.evaluate(() => fake.request('r1', 'payment.take', { amount: 500 }));
  await expect.poll(async () => (await heard(frame, 'request.done')).length).toBe(before + 1);
  expect((await heard(frame, 'request.done')).at(-1).payload).toEqual({ req: 'r1', outcome: 'done', authorized: 500 });
  expect(await told(page, 'take')).toHaveLength(0);
});

test('a request that was begun before a restart comes with `again`; one that throws is unknown until it is settled', async ({ page }) => {
  let frame = await mounted(page);
  await frame.evaluate(() => fake.request('r2', 'payment.take', { amount: 99 }));
  await expect.poll(() => told(page, 'take')).toHaveLength(1);
  frame = await mounted(page);
  await frame.evaluate(() => { fake.request('r2', 'payment.take', { amount: 1 }); fake.request('r3', 'payment.take', { amount: 13 }); });
  await expect.poll(() => told(page, 'take')).toMatchObject([{ req: 'r2', again: true }, { req: 'r3', again: false }]);
  await page.evaluate(() => host.settle('r3', { outcome: 'done', authorized: 13 }));
  const r3 = async () => (await heard(frame, 'request.done')).map((m: any) => m.payload).filter((p: any) => p.req === 'r3');
  await expect.poll(r3).toEqual([{ req: 'r3', outcome: 'unknown' }, { req: 'r3', outcome: 'done', authorized: 13 }]);
});

test('the page leaves our line for the one we are opening: no other register took it', async ({ page }) => {
  const frame = await mounted(page);
  await frame.evaluate(() => { fake.slow = 400; fake.greet(); });
  await expect.poll(() => told(page, 'reopened')).toHaveLength(1);
  expect(await page.evaluate(() => host.send('basket.status', { n: 1 }))).toEqual({ echo: { n: 1 } });
  expect([await told(page, 'replaced'), await page.evaluate(() => host.state)]).toEqual([[], 'open']);
});

test('another register took the page: nothing is sent any more', async ({ page }) => {
  const frame = await mounted(page);
  await frame.evaluate(() => fake.say({ type: 'epos.replaced' }));
  await expect.poll(() => told(page, 'replaced')).toHaveLength(1);
  expect(await page.evaluate(() => host.state)).toBe('replaced');
});

test('silence is told and ends', async ({ page }) => {
  await page.clock.install();
  const frame = await mounted(page);
  await frame.evaluate(() => { fake.alive = false; });
  await page.clock.runFor(14_000);
  expect(await told(page, 'silent')).toHaveLength(1);
  await frame.evaluate(() => fake.say({ type: 'epos.alive' }));
  await expect.poll(() => told(page, 'alive')).toHaveLength(1);
});

test('the log has no secret in it', async ({ page }) => {
  const frame = await mounted(page);
  await page.evaluate(() => host.send('tender.pay', { kind: 'gift_card', token: '6299000000000000001', pin: '1234' }));
  await page.evaluate(() => host.send('coupons.redeem', { code: 'SECRET-COUPON' }));
  await page.evaluate(() => host.send('ledger.import', { batch: 'b', codes: [{ code: 'SECRET-COUPON' }], accounts: [{ token: '6299000000000000001', pin: '1234' }] }));
  await frame.evaluate(() => fake.event('coupon.refused', { op_id: 'o', code: 'coupon_used' }));
  await expect.poll(() => page.evaluate(() => logged.some((e) => e.type === 'coupon.refused'))).toBe(true);
  const commands = await page.evaluate(() => JSON.stringify(logged.filter((e) => e.kind === 'command')));
  expect(commands).not.toMatch(/SECRET-COUPON|6299000000000000001|1234|secret-token/);
  expect(await page.evaluate(() => JSON.stringify(logged.filter((e) => e.type === 'coupon.refused')))).toContain('coupon_used');
  await frame.evaluate(() => fake.request('req-1', 'print', { print_id: 'v1', lines: ['Code SECRET-COUPON'], barcode: 'SECRET-COUPON', html: '<p>SECRET-COUPON</p>' }));
  await expect.poll(() => page.evaluate(() => logged.some((e) => e.type === 'print'))).toBe(true);
  expect(await page.evaluate(() => JSON.stringify(logged.filter((e) => e.type === 'print')))).not.toContain('SECRET');
});
