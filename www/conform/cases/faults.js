/* Refusals, and a page that is gone for a while. */
import { again, all, changed, deadAt, isAnswer, isBooked, isPaid, isPut, isTake, isTotal, late, once, refuse, reopened, swallow, unless } from '../acts.js';

const isOpened = isAnswer('session.open');
const ALONE = 'the page was gone for good while this was sold: the sale is brought with basket.import, or committed by a page that still knows it';
const brought = unless(({ bookings }) => bookings.length > 0, ALONE);
/** After a refused TOTAL nothing may be paid through the page before another one. */
const agreed = unless(({ paidUnfrozen }) => !paidUnfrozen, 'the totals were not agreed, and the register asked the page to take money all the same');
const mismatch = { differences: [{ what: 'total', register: 1, page: 2 }] };

export const FAULTS = [
  { name: 'open-refused', does: 'the session is refused at first, and may be tried again', in: refuse(['session.open'], 'storage_failed', 'service', true), anew: true },
  { name: 'open-swallowed', does: 'the first session.open is not heard', in: swallow('session.open'), anew: true },
  { name: 'open-late', does: 'the session is opened after 3 s', out: late(isOpened, 3000), anew: true },
  {
    name: 'degraded', does: 'the page says that it has no stored value', anew: true,
    out: changed(isOpened, (message) => ({ ...message, payload: { ...message.payload, degraded: 'token_expired', storage: 'none' } })),
  },
  {
    name: 'future-page', does: 'the page is of a later build: it speaks two versions and has modules nobody knows', anew: true,
    out: changed(isOpened, (message) => ({ ...message, payload: { ...message.payload, modules: [...(message.payload.modules ?? []), 'future'], protocols: [1, 2], storage: 'elsewhere' } })),
  },
  { name: 'basket-refused', does: 'basket.open is refused for a moment', in: refuse(['basket.open'], 'storage_failing', 'service', true) },
  { name: 'put-failed', does: 'the page fails at the first basket', in: refuse(['basket.put'], 'epos_failed', 'epos', true) },
  { name: 'put-later', does: 'the first basket comes too early', in: refuse(['basket.put'], 'not_now', 'later', true, { state: 'idle', expected: ['open'] }) },
  { name: 'freeze-failed', does: 'the page fails at TOTAL', in: refuse(['basket.freeze'], 'epos_failed', 'epos', true), check: agreed },
  { name: 'freeze-mismatch', does: "the page's total is another one", in: refuse(['basket.freeze'], 'total_mismatch', 'host', false, mismatch), check: agreed, settle: 500 },
  { name: 'pay-refused', does: 'the page cannot take a payment for a moment', in: refuse(['tender.pay', 'tender.start'], 'storage_failing', 'service', true) },
  { name: 'done-refused', does: 'the page cannot store what became of a payment, for a moment', in: refuse(['request.done'], 'storage_failing', 'service', true), settle: 3000 },
  { name: 'commit-failed', does: 'the page fails at the booking', in: refuse(['basket.commit', 'basket.import'], 'epos_failed', 'epos', true), settle: 3000, check: brought },
  { name: 'ack-refused', does: 'an acknowledgement is refused', in: refuse(['session.ack'], 'storage_failing', 'service', true) },
  { name: 'error-unknown', does: 'the first basket is refused with a code and a person that the register cannot know', in: refuse(['basket.put'], 'future_error', 'future', true) },
  { name: 'dead-selling', does: 'the page hangs while goods are entered, for 14 s', out: deadAt(isPut, 14_000), check: all(reopened, brought), settle: 2000 },
  { name: 'dead-total', does: 'the page is gone at TOTAL, for 7 s', out: deadAt(isTotal, 7000), check: all(reopened, brought), settle: 2000 },
  { name: 'dead-asked', does: 'the page is gone when it wants the money, for 7 s', out: deadAt(isTake, 7000), check: all(reopened, brought), settle: 2000 },
  { name: 'dead-paid', does: 'the page is gone when everything is paid, for 7 s', out: deadAt(isPaid, 7000), check: all(reopened, brought), settle: 2000 },
  { name: 'dead-booked', does: 'the page is gone when the sale is booked, for 7 s', out: deadAt(isBooked, 7000), check: reopened, settle: 4000 },
  {
    name: 'out-of-service', does: 'the page says that it is out of service, and comes back', check: brought, settle: 2000,
    out: (message, state) => (isPut(message) && once(state, 'done') ? [again(message), { tell: 'epos.failed', payload: { code: 'out_of_service' } }, { dead: 6000 }] : undefined),
  },
  {
    name: 'second-page', does: 'another window has the page, for a while', check: brought, settle: 2000,
    out: (message, state) => (isPut(message) && once(state, 'done') ? [again(message), { tell: 'epos.closed', payload: { code: 'second_page' } }, { dead: 4000 }] : undefined),
  },
];
