// A kiosk that draws its own screen: the session runs in this page, without the ePOS screens and without a frame.
// It is served beside the page's folder, from the same origin: /epos/ is the page, /sdk/ the SDK.
import { EposSession, load } from '../sdk/epos-session.js';

const MENU = [
  { product: '3850210010309', name: 'Espresso', price: 160 },
  { product: '3850210010507', name: 'Cappuccino', price: 210 },
];
const by = (id) => document.getElementById(id);
const euro = (cents) => `${(cents / 100).toFixed(2)} €`;
const session = new EposSession({
  ...(await load('/epos/')), deviceToken: (await (await fetch('/kiosk/token.txt')).text()).trim(),
  capabilities: ['payment.take', 'payment.reverse'], display: { role: 'shared', touch: true },
});
session.onRequest('payment.take', ({ amount }) => ({ outcome: 'done', authorized: amount, slip: { auth_code: '004711' } })); // the terminal
session.onRequest('payment.reverse', () => ({ outcome: 'done' }));
let order;

async function add(item) {
  order ??= { ref: `kiosk-${Date.now()}`, lines: [], revision: 0 };
  const { price, ...goods } = item;
  order.lines.push({ id: `${order.lines.length + 1}`, ...goods, quantity: '1', amount: price, tax_codes: ['A'], categories: ['coffee', 'hot_drinks'] });
  order.revision += 1;
  if (order.revision === 1) await session.send('basket.open', { basket_ref: order.ref, currency: 'EUR' });
  order.state = await session.send('basket.put', { basket_ref: order.ref, revision: order.revision, lines: order.lines });
  const rows = [...order.lines.map((one) => [one.name, one.amount]), ...order.state.adjustments.map((one) => [one.text_20, one.amount])];
  by('basket').replaceChildren(...rows.map(([name, amount]) => Object.assign(document.createElement('li'), { textContent: `${name} ${euro(amount)}` })));
  by('pay').textContent = `Pay ${euro(order.state.totals.total)} by card`;
  by('pay').disabled = false;
}

async function pay() {
  const { ref: basket_ref, revision, state } = order;
  by('pay').disabled = true;
  order = undefined;
  await session.send('basket.freeze', { basket_ref, revision, register_total: state.totals.total });
  const { type } = await session.outcome((await session.send('tender.pay', { basket_ref, kind: 'card' })).accepted);
  if (type !== 'tender.approved') {
    await session.send('basket.cancel', { basket_ref });
    by('message').value = 'The card was not accepted';
    return;
  }
  await session.send('basket.commit', { basket_ref, receipt_no: `K-${Date.now()}` });
  by('receipt').textContent = (await session.send('receipt.get', { basket_ref, format: 'text', columns: 32 })).lines.join('\n');
  by('message').value = 'Thank you';
}

const said = (work) => work.catch((error) => { by('message').value = error.cashier_text || error.code || error.message; });
by('menu').append(...MENU.map((one) => Object.assign(document.createElement('button'), { textContent: `${one.name} ${euro(one.price)}`, onclick: () => said(add(one)) })));
by('pay').onclick = () => said(pay());
const { storage } = await session.ready;
by('message').value = `Ready (storage: ${storage})`;
