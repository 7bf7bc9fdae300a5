// A register that sells by itself, one sale after the other, written to the protocol without the SDK; `?broken=NAME` makes
// it wrong in one way.
const broken = new URLSearchParams(location.search).get('broken');
const is = (name) => broken === name;
const frame = document.querySelector('iframe');
const { page } = await (await fetch('/host.json')).json();
const token = (await (await fetch('/device-token.txt')).text()).trim();
const origin = new URL(page).origin;
const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const waiting = new Map(); // id -> {text, done}
const outcomes = new Map(); // req -> outcome
const hostSession = `host-${Date.now()}`;
let port, position, fresh, nonce, opening, count = 0, receipts = 0, sale, approved, opens = 0;
const owed = [];

addEventListener('message', ({ data, source, origin: from }) => {
  if (source !== frame.contentWindow || from !== origin) return;
  const message = parsed(data);
  if (message?.type === 'epos.hello' && message.payload.nonce !== nonce && message.payload.nonce !== opening?.nonce) open(message.payload.nonce);
});
const parsed = (text) => {
  if (is('trusts-all')) return JSON.parse(text);
  try { return JSON.parse(text); } catch { return undefined; }
};

function open(shown) {
  const { port1, port2 } = new MessageChannel();
  opens += 1;
  if (is('no-reopen') && opens > 1) return;
  count += 1;
  opening = { id: `c${count}`, nonce: shown, port: port1 };
  port1.onmessage = ({ data }) => {
    try {
      heard(port1, data);
    } catch (error) {
      port1.onmessage = null; // as a program that ends by an exception nobody caught
      throw error;
    }
  };
  const payload = {
    nonce: is('no-nonce') ? 'x'.repeat(32) : shown, host_session: hostSession, device_token: token, capabilities: ['payment.take', 'payment.reverse', 'print'],
    ...(position && !is('no-position') && { position }),
  };
  frame.contentWindow.postMessage({ v: 1, id: opening.id, type: 'session.open', payload }, origin, [port2]);
}

function heard(from, data) {
  const message = parsed(data);
  if (message === null || typeof message !== 'object' || message.v !== 1) {
    if (is('trusts-all')) throw new Error('not understood');
    return;
  }
  if (opening && message.re === opening.id) {
    if (message.ok) {
      ({ port, nonce } = opening);
      const at = message.payload.position;
      if (position?.epoch !== at.epoch) position = { epoch: at.epoch, seq: 0 };
      fresh = at.seq !== position.seq;
      for (const { text, done } of [...waiting.values()]) is('new-sale') ? done() : port.postMessage(text);
    }
    opening = undefined;
    return;
  }
  if (from !== port) return;
  if (message.re !== undefined) answer(message);
  else if (message.req !== undefined) request(message);
  else if (message.seq !== undefined) event(message);
}

function answer({ re, ok, payload, error }) {
  if (!waiting.has(re) && is('trusts-all')) throw new Error('not understood');
  waiting.get(re)?.done(ok ? payload : { error });
}

/** Resolves with the payload, with {error}, or with undefined when nothing came in time. */
function send(type, payload, limit = 1500) {
  count += 1;
  const id = is('same-ids') ? `c${count % 3}` : `c${count}`;
  const text = JSON.stringify({ v: 1, id, type, payload });
  return new Promise((done) => {
    const end = (result) => { waiting.delete(id); done(result); };
    waiting.set(id, { text, done: end });
    setTimeout(end, is('waits-forever') ? 1e8 : limit);
    port.postMessage(text);
  });
}

function request({ req, type, payload }) {
  if (type !== 'payment.take' && type !== 'print' && is('ignores-unknown')) return;
  if (!outcomes.has(req) || is('takes-twice')) {
    const taken = { outcome: 'done', authorized: payload.cash_amount ?? payload.amount };
    const outcome = type === 'payment.take' ? taken : type === 'print' ? { outcome: 'done' } : { outcome: 'refused' };
    outcomes.set(req, is('takes-twice') && outcomes.has(req) ? { outcome: 'failed' } : outcome);
  }
  send('request.done', { req, ...outcomes.get(req) }, 5000);
}

function event({ epoch, seq, type }) {
  if (epoch !== position.epoch || seq <= position.seq) return;
  if (seq > position.seq + 1 && !fresh) return void send('session.resume', { position }, 5000);
  fresh = false;
  position = { epoch, seq };
  if (type === 'tender.approved') approved = true;
  if (!is('no-ack')) send('session.ack', { seq: is('ack-ahead') ? seq + 1 : seq }, 5000);
}

async function book() {
  while (owed.length) {
    const { alone, commit, whole } = owed[0];
    let done = alone ? undefined : await send('basket.commit', commit, 5000);
    if (!done || done.error) {
      if (is('forgets')) return void owed.shift();
      if (is('new-sale')) Object.assign(whole, { receipt_no: `${receipts += 1}/H/1`, basket_ref: `${whole.basket_ref}-b` });
      done = await send('basket.import', whole, 5000);
    }
    if (!done) await wait(500);
    else owed.shift();
  }
}

async function sell() {
  const ref = `h-${Date.now()}`;
  const lines = [1, 2, 3].map((n) => ({ id: `${n}`, name: 'Chocolate', quantity: '1', amount: is('fractions') ? 1.79 : 179, brand: 'zlatica', categories: ['chocolate'], tax_codes: ['A'] }));
  sale = { ref, lines, adjustments: [], total: 537 };
  approved = false;
  await send('basket.open', { basket_ref: ref, currency: 'EUR' });
  const put = () => send('basket.put', { basket_ref: ref, revision: 1, lines });
  const priced = await put() ?? await put();
  if (priced && !priced.error) {
    sale.adjustments = priced.adjustments;
    sale.total = is('no-discounts') ? 537 : priced.totals.total;
  }
  await wait(200);
  const frozen = await send('basket.freeze', { basket_ref: ref, revision: 1, register_total: sale.total });
  let alone = !frozen || Boolean(frozen.error);
  if (!alone) {
    const paying = await send('tender.pay', { basket_ref: ref, kind: 'card' }, 5000);
    for (let i = 0; i < 60 && !approved; i += 1) await wait(100);
    alone = !approved || Boolean(paying?.error);
  }
  const receipt_no = is('one-number') ? '1/H/1' : `${receipts += 1}/H/1`;
  const paid = is('half-paid') ? 100 : sale.total;
  owed.push({
    alone, commit: { basket_ref: ref, receipt_no },
    whole: { basket_ref: ref, currency: 'EUR', lines, adjustments: sale.adjustments, tenders: [{ tender_ref: ref, kind: 'card', amount: paid }], total: sale.total, receipt_no },
  });
  await book();
}

frame.src = page;
globalThis.stop = false;
for (;;) {
  while (!port) await wait(100);
  await sell();
  // One sale for each case: the page is loaded anew when it has seen enough.
  const seen = opens;
  for (let i = 0; i < 200 && (opens === seen || opening); i += 1) await wait(100);
}
