// A register in a web page: it prices lines, takes cash, prints its own receipt, and sells on when the page is silent.
import { mount } from '../sdk/epos-host.js';
const PRODUCTS = [
  { product: '3850310010100', name: 'Chocolate', price: 179, tax: 'A', brand: 'zlatica', categories: ['chocolate'] },
  { product: '3850510010108', name: 'Bread', price: 159, tax: 'C', categories: ['bakery'] },
];
const by = (id) => document.getElementById(id);
const text = async (path) => (await (await fetch(path)).text()).trim();
const row = (one) => `${one.name ?? one.text_38}  ${(one.amount / 100).toFixed(2)}`;
const all = ({ lines, adjustments }) => [...lines, ...adjustments];
const totalOf = (one) => all(one).reduce((sum, { amount }) => sum + amount, 0);
const owed = JSON.parse(localStorage.getItem('owed') ?? '[]'); // sold without the page, not told to it yet
let number = Number(localStorage.getItem('number') ?? 0), sale;
const host = mount(by('customer'), {
  pageUrl: JSON.parse(await text('/host.json')).page, deviceToken: await text('/device-token.txt'),
  capabilities: ['payment.take', 'print'], storage: localStorage, storagePrefix: 'ecr-web',
});
host.onRequest('payment.take', ({ amount, cash_amount }) => ({ outcome: 'done', authorized: cash_amount ?? amount }));
host.onRequest('print', ({ lines }) => { by('receipt').append('\n', lines.join('\n')); return { outcome: 'done' }; });
for (const type of ['opened', 'reopened']) host.on(type, async ({ interrupted }) => {
  if (interrupted && interrupted.basket_ref !== sale?.ref) { // we restarted and know nothing of it
    if (interrupted.tenders.length) await host.send('tender.rollback', { basket_ref: interrupted.basket_ref });
    await host.send('basket.cancel', { basket_ref: interrupted.basket_ref });
  }
  await tellOwed();
});
async function add({ price, tax, ...goods }) {
  const mine = (sale ??= { ref: `web-${Date.now()}`, lines: [], adjustments: [], revision: 0 });
  mine.lines.push({ id: `${mine.lines.length + 1}`, ...goods, quantity: '1', amount: price, tax_codes: [tax] });
  mine.revision += 1;
  try {
    if (mine.revision === 1) await host.send('basket.open', { basket_ref: mine.ref, currency: 'EUR' });
    mine.adjustments = (await host.send('basket.put', { basket_ref: mine.ref, revision: mine.revision, lines: mine.lines })).adjustments;
  } catch (error) { by('message').value = error.cashier_text || error.code; }
  by('lines').replaceChildren(...all(mine).map((one) => Object.assign(document.createElement('li'), { textContent: row(one) })));
  by('total').value = (totalOf(mine) / 100).toFixed(2);
}
async function pay({ ref: basket_ref, revision, lines, adjustments }) {
  const total = totalOf({ lines, adjustments }), receipt_no = `${number += 1}/WEB/1`;
  sale = undefined;
  localStorage.setItem('number', number);
  by('receipt').textContent = [`Receipt ${receipt_no}`, ...all({ lines, adjustments }).map(row), row({ name: 'TOTAL', amount: total })].join('\n');
  try {
    await host.send('basket.freeze', { basket_ref, revision, register_total: total });
    await host.outcome((await host.send('tender.pay', { basket_ref, kind: 'cash' })).accepted);
    await host.send('basket.commit', { basket_ref, receipt_no });
  } catch (error) { // whatever it was: the customer has paid, and the page hears of it later
    by('message').value = `sold without the page (${error.code})`;
    owed.push({ basket_ref, currency: 'EUR', lines, adjustments, tenders: [{ tender_ref: basket_ref, kind: 'cash', amount: total }], total, receipt_no });
  }
  await tellOwed();
}
async function tellOwed() {
  for (localStorage.setItem('owed', JSON.stringify(owed)); owed.length && host.state === 'open'; localStorage.setItem('owed', JSON.stringify(owed))) {
    try { await host.send('basket.import', owed[0]); } catch { return; } // next time
    by('message').value = `imported ${owed.shift().receipt_no}`;
  }
}
by('keys').append(...PRODUCTS.map((one) => Object.assign(document.createElement('button'), { textContent: one.name, onclick: () => add(one) })));
by('pay').onclick = () => sale && pay(sale);
