// A register that sells by itself, one sale for each case, written to the protocol without the SDK; `?broken=NAME` makes it wrong
// in one way. Whoever drives it calls `next(case, wish)`.
const asked = new URLSearchParams(location.search);
const broken = asked.get('broken');
const is = (name) => broken === name;
const frame = document.querySelector('iframe');
const page = asked.get('page') ?? (await (await fetch('/host.json')).json()).page;
const token = (await (await fetch('/device-token.txt')).text()).trim();
const origin = new URL(page).origin;
const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const waiting = new Map(); // id -> {text, done}
const outcomes = new Map(); // req -> outcome
const hostSession = `host-${Date.now()}`;
const owed = [];
let port, position, fresh, nonce, opening, count = 0, receipts = 0, sale, opens = 0, turn = { at: -1, wish: '' }, unsettled;
globalThis.next = (at, wish = '') => { if (at !== turn.at) turn = { at, wish }; };

addEventListener('message', ({ data, source, origin: from }) => {
  if (source !== frame.contentWindow || from !== origin) return;
  const message = parsed(data);
  const shown = message?.type === 'epos.hello' && message.v === 1 && message.payload?.nonce;
  if (shown && shown !== nonce && (shown !== opening?.nonce || Date.now() - opening.at > 3000)) open(shown);
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
  opening = { id: `c${count}`, nonce: shown, port: port1, at: Date.now() };
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
  if (opening && message.re === opening.id) return opened(message);
  if (from !== port) return;
  if (message.re !== undefined) answer(message);
  else if (message.req !== undefined) request(message);
  else if (message.seq !== undefined) event(message);
}

function opened({ ok, payload }) {
  if (!ok) opening.at = 0; // answered at a later hello
  else {
    ({ port, nonce } = opening);
    const at = payload.position;
    if (position && position.epoch !== at.epoch && sale) sale.lost = true; // the page knows nothing of it any more
    if (position?.epoch !== at.epoch) {
      position = { epoch: at.epoch, seq: 0 };
      for (const { text, done } of [...waiting.values()]) if (text.includes('"session.ack"')) done(); // of events that are gone
    }
    fresh = at.seq !== position.seq;
    opening = undefined;
    for (const { text, done } of [...waiting.values()]) is('new-sale') ? done() : port.postMessage(text);
  }
}

function answer({ re, ok, payload, error }) {
  if (!waiting.has(re) && is('trusts-all')) throw new Error('not understood');
  waiting.get(re)?.done(ok === true ? payload : { error });
}

/** Resolves with the payload, with {error}, or with undefined when nothing came in time. */
async function send(type, payload, usual = 1500) {
  const limit = turn.wish ? 30_000 : usual; // what is wished for needs the page, however slow this machine is
  count += 1;
  const id = is('same-ids') ? `c${count % 3}` : `c${count}`;
  const text = JSON.stringify({ v: 1, id, type, payload });
  const posted = () => new Promise((done) => {
    const end = (result) => { waiting.delete(id); done(result); };
    waiting.set(id, { text, done: end });
    setTimeout(end, is('waits-forever') ? 1e8 : limit);
    port.postMessage(text);
  });
  let said = await posted();
  // The same bytes, a few times, where the page says that it may be tried again.
  for (let tries = 0; tries < 3 && said?.error?.retry; tries += 1) {
    await wait(300);
    said = await posted();
  }
  return said;
}

const remaining = () => sale.total - sale.paid;
/** Whether this is money that the open sale still has to bring. */
const owing = ({ basket_ref, amount, currency }) => is('pays-anything') || (sale?.ref === basket_ref && !sale.alone && !sale.over && currency === 'EUR' && amount > 0 && amount <= remaining());

function take(req, payload) {
  if (!owing(payload)) return { outcome: 'refused' };
  const { wish } = turn;
  const due = payload.cash_amount ?? payload.amount;
  if (wish === 'declined' && !sale.declined) return (sale.declined = true) && { outcome: 'failed' };
  if (wish === 'late' && !unsettled) {
    unsettled = req;
    setTimeout(() => settle(req, { outcome: 'done', authorized: due }), 1500);
    return { outcome: 'unknown' };
  }
  if (wish === 'partial' && !sale.part) return (sale.part = true) && { outcome: 'done', authorized: 100 };
  return { outcome: 'done', authorized: due };
}

function settle(req, outcome) {
  outcomes.set(req, outcome);
  send('request.done', { req, ...outcome }, 5000);
}

function request({ req, type, payload }) {
  if (type !== 'payment.take' && type !== 'print' && is('ignores-unknown')) return;
  if (!outcomes.has(req) || is('takes-twice')) {
    const outcome = type === 'payment.take' ? take(req, payload) : { outcome: type === 'print' ? 'done' : 'refused' };
    outcomes.set(req, is('takes-twice') && outcomes.has(req) ? { outcome: 'failed' } : outcome);
  }
  settle(req, outcomes.get(req));
}

function event({ epoch, seq, type, payload }) {
  if (epoch !== position.epoch && !is('trusts-journals')) return;
  if (seq <= position.seq) return;
  if (seq > position.seq + 1 && !fresh && !is('skips-gaps') && !is('trusts-journals')) {
    fresh = true;
    return void send('session.resume', { position }, 5000);
  }
  fresh = false;
  position = { epoch, seq };
  if (type === 'tender.approved' && sale) sale.paid = sale.total - payload.remaining;
  if (type === 'tender.declined' && sale) sale.again = true;
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
    if (!done || done.error?.retry) await wait(500);
    else owed.shift();
  }
}

const goods = (number) => Array.from({ length: number }, (_, n) => ({ id: `${n + 1}`, name: 'Chocolate', quantity: '1', amount: is('fractions') ? 1.79 : 179, brand: 'zlatica', categories: ['chocolate'], tax_codes: ['A'] }));

/** Goods go to the page; twice, because the first answer may be lost. */
async function put({ ref, mode, lines }) {
  await send('basket.open', { basket_ref: ref, currency: 'EUR', mode });
  const priced = async () => send('basket.put', { basket_ref: ref, revision: 1, lines });
  const said = await priced() ?? await priced();
  if (!said || said.error) return void (sale.lost = true); // it is sold without the page
  sale.adjustments = said.adjustments;
  sale.total = is('no-discounts') ? lines.length * 179 : said.totals.total;
}

/** Until all is paid through the page; false if it has to be sold without it. */
async function pay() {
  const { ref } = sale;
  const { wish } = turn;
  const freeze = () => send('basket.freeze', { basket_ref: ref, revision: 1, register_total: sale.total });
  let frozen = await freeze();
  if (frozen?.error?.code === 'total_mismatch' && !is('pays-unagreed')) frozen = await freeze();
  if ((!frozen || frozen.error) && !is('pays-unagreed')) return false;
  while (sale.paid < sale.total) {
    const before = sale.paid;
    sale.again = false;
    const paying = await send('tender.pay', { basket_ref: ref, kind: 'card' }, 5000);
    if (!paying || paying.error) return false;
    for (let i = 0; i < (wish ? 600 : 60) && sale.paid === before && !sale.again && !sale.lost; i += 1) await wait(100);
    if ((sale.paid === before && !sale.again) || sale.lost) return false;
  }
  return true;
}

async function sell() {
  const { wish } = turn;
  const ref = `h-${Date.now()}`;
  const lines = goods({ lines: 300, voucher: 30 }[wish] ?? 3);
  sale = { ref, mode: wish === 'training' ? 'training' : 'live', lines, adjustments: [], total: lines.length * 179, paid: 0 };
  await put(sale);
  await wait(200);
  if (wish === 'cancel' && !turn.cancelled) {
    turn.cancelled = true;
    const gone = await send('basket.cancel', { basket_ref: ref }, 5000);
    if (gone && !gone.error) return sell();
  }
  sale.alone = sale.lost || !(await pay());
  sale.over = true;
  const receipt_no = is('one-number') ? '1/H/1' : `${receipts += 1}/H/1`;
  const paid = is('half-paid') ? 100 : sale.total;
  owed.push({
    alone: sale.alone, commit: { basket_ref: ref, receipt_no },
    whole: { basket_ref: ref, mode: sale.mode, currency: 'EUR', lines, adjustments: sale.adjustments, tenders: [{ tender_ref: ref, kind: 'card', amount: paid }], total: sale.total, receipt_no },
  });
  return book();
}

frame.src = page;
for (let sold = -1; ;) {
  while (!port || turn.at <= sold) await wait(100);
  sold = turn.at;
  unsettled = undefined;
  await sell();
}
