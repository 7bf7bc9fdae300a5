// The sale that every place without screens plays: priced alone, sold, the instance replaced, sold on.
import { EposError, EposSession, load, memoryJournal, pricing } from '../../../www/sdk/src/session.ts';

export async function play({ folder, files, deviceToken }: any): Promise<object> {
  const all = files ?? (await load(folder));
  const price = await pricing(all);
  const priced = price({
    currency: 'EUR', lines: [{ id: '1', name: 'Juice', quantity: '2', unit_price: '1.50' }],
    offers: [{ id: 'o', kind: 'percent', name: 'a percent off', percent: '1' }],
  }) as any;
  const journal = memoryJournal();
  const session = new EposSession({ ...all, deviceToken, journal, locale: { customer: 'hr', cashier: 'hr' }, capabilities: ['payment.take'] });
  session.onRequest('payment.take', ({ amount, cash_amount }) => ({ outcome: 'done', authorized: cash_amount ?? amount }));
  const { storage } = await session.ready;
  const lines = [{ id: '1', name: 'Tamna čokolada', quantity: '3', amount: 597, brand: 'zlatica', categories: ['chocolate'], tax_codes: ['A'] }];
  const sell = async (basket_ref: string) => {
    await session.send('basket.open', { basket_ref, currency: 'EUR' });
    return session.send('basket.put', { basket_ref, revision: 1, lines });
  };
  const basket = await sell('s1');
  await session.send('basket.freeze', { basket_ref: 's1', revision: 1, register_total: basket.totals.total });
  const tender = await session.outcome((await session.send('tender.pay', { kind: 'card' })).accepted);
  const { epos_no } = await session.send('basket.commit', { receipt_no: '1/1/1' });
  const receipt = (await session.send('receipt.get', { basket_ref: 's1', format: 'text', columns: 42 })) as { lines: string[] };
  await sell('s2');
  // The instance is replaced by one built from the journal: it knows the basket, and both sales.
  let reopened: any;
  session.on('reopened', (opened) => { reopened = opened; });
  session.reload();
  const status = await session.send('basket.status', {}, { timeout: 10_000 });
  const refused = await session.send('basket.put', { basket_ref: 's1', revision: 2, lines }).catch((error: EposError) => error.code);
  const result = {
    priced: priced.adjustments[0].name ?? priced.adjustments[0].text_38, total: basket.totals.total, discount: basket.adjustments[0]?.amount,
    storage, tender: tender.type, number: epos_no, text: receipt.lines.join('\n'), after: status.basket?.totals.total, again: reopened ? 1 : 0, refused,
  };
  session.close();
  return result;
}
