/* Requests that no sale has called for. The register answers each; what it must not do is said by the check. */
import { along, ask, isPut, isTotal, outcomes, unless } from '../acts.js';

const notDone = (name, text) => unless((seen) => !outcomes(seen, name).some((one) => one === '"done"'), text);
const take = (more) => ({ payload }) => ({ tender_ref: 't-of-nobody', basket_ref: payload.basket_ref, kind: 'cash', amount: 100, cash_amount: 100, currency: 'EUR', ...more(payload) });

export const REQUESTS = [
  {
    name: 'take-stranger', does: 'money is asked for a basket that is not open', out: along(isTotal, ask('stranger', 'payment.take', take(() => ({ basket_ref: 'basket-of-nobody' })))),
    check: notDone('stranger', 'money was taken for a basket that the register does not have'),
  },
  {
    name: 'take-too-much', does: 'more money is asked for than is to pay', out: along(isTotal, ask('much', 'payment.take', take(() => ({ amount: 99_999_999, cash_amount: 99_999_999 })))),
    check: notDone('much', 'money was taken although more was asked for than is to pay'),
  },
  {
    name: 'take-negative', does: 'an amount below zero is asked for', out: along(isTotal, ask('negative', 'payment.take', take(() => ({ amount: -100, cash_amount: -100 })))),
    check: notDone('negative', 'a payment of an amount below zero was made'),
  },
  {
    name: 'take-other-money', does: 'money of another currency is asked for', out: along(isTotal, ask('other', 'payment.take', take(() => ({ currency: 'USD' })))),
    check: notDone('other', "money was taken in a currency that is not the sale's"),
  },
  { name: 'print', does: 'a slip is to be printed', out: along(isPut, ask('print', 'print', () => ({ print_id: 'p-conform', kind: 'voucher', lines: ['A slip'], copy: false }))) },
  {
    name: 'print-copy', does: 'a slip is to be printed, and again as a copy',
    out: along(isPut, ask('copy-1', 'print', () => ({ print_id: 'p-copy', kind: 'voucher', lines: ['A slip'], copy: false })), ask('copy-2', 'print', () => ({ print_id: 'p-copy', kind: 'voucher', lines: ['A slip'], copy: true }))),
  },
  { name: 'print-nothing', does: 'a slip without a line is to be printed', out: along(isPut, ask('nothing', 'print', () => ({ print_id: 'p-nothing', kind: 'receipt', lines: [], copy: false }))) },
  { name: 'age-check', does: 'the age of the customer is asked for', out: along(isPut, ask('age', 'age.check', () => ({ min_age: 18 }))) },
  { name: 'product-lookup', does: 'a product is asked for', out: along(isPut, ask('product', 'product.lookup', () => ({ code: '3850310010100' }))) },
  { name: 'no-payload', does: 'a request comes without a payload', out: along(isPut, ask('bare', 'future.wish')) },
];
