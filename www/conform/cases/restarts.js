/* The page is loaded anew, or the browser's profile is lost. */
import { again, isAnswer, isAsked, isBooked, isEvent, isPaid, isPut, isTake, isTotal, once, reloadAfter, reopened, unless, wipeAfter } from '../acts.js';

const taken = (seen) => Object.entries(seen.requests).filter(([, { type, outcomes }]) => type === 'payment.take' && outcomes.includes('"done"')).length;
const takenOnce = unless((seen) => taken(seen) < 2, 'money was taken again after the page was loaded anew');
const both = (...checks) => (seen) => checks.flatMap((check) => check(seen));

/** Loaded anew again when the register has just opened the next session. */
function twice(message, state) {
  if (isPut(message) && once(state, 'one')) return [again(message), { reload: true }];
  return state.flags.one && isAnswer('session.open')(message) && once(state, 'two') ? [again(message), { reload: true }] : undefined;
}

export const RESTARTS = [
  { name: 'page-anew-opened', does: 'the page is loaded anew when the basket is opened', out: reloadAfter(isAnswer('basket.open')), check: reopened },
  { name: 'page-anew-selling', does: 'the page is loaded anew while goods are entered', out: reloadAfter(isPut), check: reopened },
  { name: 'page-anew-twice', does: 'the page is loaded anew twice, one after the other', out: twice, check: reopened },
  { name: 'page-anew-total', does: 'the page is loaded anew at TOTAL', out: reloadAfter(isTotal), check: both(reopened, takenOnce) },
  { name: 'page-anew-asked', does: 'the page is loaded anew while it waits for money', out: reloadAfter(isTake), check: both(reopened, takenOnce) },
  { name: 'page-anew-paid', does: 'the page is loaded anew when everything is paid', out: reloadAfter(isPaid), check: both(reopened, takenOnce) },
  { name: 'page-anew-booked', does: 'the page is loaded anew when the sale is booked', out: reloadAfter(isBooked), check: reopened, settle: 3000 },
  { name: 'page-anew-told', does: 'the page is loaded anew when it has told that the sale is booked', out: reloadAfter(isEvent('basket.committed')), check: reopened, settle: 3000 },
  {
    name: 'page-anew-print', wish: 'voucher', settle: 3000, out: reloadAfter(isAsked('print')), check: reopened,
    does: 'Make a sale that brings a voucher (20 euros, by the pack of the demo); the page is loaded anew when it wants it printed.',
  },
  { name: 'profile-lost-selling', does: "the browser's profile is lost while goods are entered", out: wipeAfter(isPut), check: reopened },
  { name: 'profile-lost-total', does: "the browser's profile is lost at TOTAL", out: wipeAfter(isTotal), check: reopened, settle: 2000 },
  { name: 'profile-lost-paid', does: "the browser's profile is lost when everything is paid", out: wipeAfter(isPaid), check: both(reopened, takenOnce), settle: 3000 },
];
