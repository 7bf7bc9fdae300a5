/* Messages that are lost, late, doubled, out of order, or of no use. */
import { again, ask, along, changed, isAnswer, isAsked, isBooked, isEvent, isPaid, isPut, isTake, isTotal, late, lost, once, twice, unless } from '../acts.js';

const deep = (levels) => '[1,'.repeat(levels) + '1' + ']'.repeat(levels);
const isAnyAnswer = ({ re }) => re !== undefined;
const bookedAgain = unless(({ bookings }) => bookings.length > 1, 'a booking that was not answered is repeated, by the same command or by basket.import');

export const MESSAGES = [
  { name: 'event-twice', does: 'every event comes twice', out: twice(isEvent()) },
  { name: 'request-twice', does: 'the request for money comes twice', out: twice(isTake) },
  { name: 'answer-twice', does: 'every answer comes twice', out: twice(isAnyAnswer) },
  {
    name: 'event-missing', sales: 2, does: 'the event of a booking does not come; the one after it, of the next sale, does',
    out: (message, state) => (isEvent('basket.committed')(message) && once(state, 'done') ? [] : undefined),
    check: unless(({ said }) => said.some(([type]) => type === 'session.resume' || type === 'session.open'), 'an event was missing, and session.resume did not ask for it'),
  },
  {
    name: 'event-lost', does: 'that everything is paid is not told; then the page is loaded anew',
    out: (message, state) => (isPaid(message) && once(state, 'done') ? [{ reload: true, after: 1500 }] : undefined),
  },
  { name: 'event-late', does: 'that everything is paid is told 3 s late', out: late(isPaid, 3000) },
  { name: 'open-unanswered', does: 'the first basket.open is not answered', out: lost(isAnswer('basket.open')) },
  { name: 'put-unanswered', does: 'the first basket is not answered', out: lost(isPut) },
  { name: 'freeze-unanswered', does: 'TOTAL is not answered', out: lost(isTotal) },
  { name: 'pay-unanswered', does: 'the wish to pay is not answered', out: lost(isAnswer('tender.pay', 'tender.start')) },
  { name: 'done-unanswered', does: 'the outcome of the payment is not answered', out: lost(isAnswer('request.done')) },
  { name: 'ack-unanswered', does: 'the first acknowledgement is not answered', out: lost(isAnswer('session.ack')) },
  {
    name: 'commit-unanswered', does: 'the sale is booked, the answer is lost; after 7 s the page is loaded anew', settle: 8000, check: bookedAgain,
    out: (message, state) => (isBooked(message) && once(state, 'done') ? [{ reload: true, after: 7000 }] : undefined),
  },
  { name: 'put-late', does: 'the first basket is answered after 2 s', out: late(isPut, 2000) },
  { name: 'freeze-late', does: 'TOTAL is answered after 3 s', out: late(isTotal, 3000) },
  { name: 'pay-late', does: 'the wish to pay is answered after 6 s', out: late(isAnswer('tender.pay', 'tender.start'), 6000) },
  { name: 'request-late', does: 'the page asks for the money 4 s late', out: late(isTake, 4000) },
  { name: 'commit-late', does: 'the booking is answered after 6 s', out: late(isBooked, 6000), settle: 4000 },
  {
    name: 'unknown-members', does: 'every answer has members that the register cannot know',
    out: (message) => (message.re !== undefined && message.payload ? [again({ ...message, future: 1, payload: { ...message.payload, future: { a: [1] } } })] : undefined),
  },
  { name: 'garbage', does: 'texts that are no messages come between', out: along(isPut, 'no JSON', '', 'null', '[]', '7', '"text"', '{"v":1}', '{"v":2,"type":"x"}', '{"v":1,"type":"epos.future"}') },
  {
    name: 'wrong-types', does: 'members have types they cannot have',
    out: along(isPut, '{"v":1,"type":7}', '{"v":1,"type":"basket.put","re":7,"ok":"yes","payload":[]}', '{"v":1,"type":"epos.hello","payload":null}', '{"v":"1","type":"epos.hello"}',
      '{"v":1,"type":"epos.failed","payload":7}', '{"v":1,"type":"basket.put","re":null,"ok":null,"error":null}', '{"v":1,"type":"epos.closed"}'),
  },
  { name: 'stranger', does: 'an answer comes to a command that was never sent', out: along(isPut, '{"v":1,"re":"never-sent","type":"basket.put","ok":true,"payload":{}}') },
  { name: 'refused-stranger', does: 'a refusal comes to a command that was never sent', out: along(isPut, '{"v":1,"re":"never-sent","type":"basket.put","ok":false,"error":{"code":"x","who":"host"}}') },
  { name: 'deep', does: 'a message has 200 levels', out: along(isPut, `{"v":1,"type":"epos.future","payload":${deep(200)}}`) },
  { name: 'long', does: 'a message has 900 000 characters', out: along(isPut, () => again({ v: 1, type: 'epos.future', payload: { text: 'x'.repeat(900_000) } })) },
  { name: 'names-of-the-language', does: 'members are called __proto__ and constructor', out: along(isPut, '{"v":1,"type":"epos.future","__proto__":{"v":9},"constructor":{"prototype":{"ok":true}},"payload":{"__proto__":{"adjustments":1}}}') },
  { name: 'flood', does: 'a thousand signs of life come at once', out: along(isPut, ...Array.from({ length: 1000 }, () => '{"v":1,"type":"epos.alive"}')) },
  {
    name: 'foreign-event', does: 'an event of another journal says that everything is paid',
    out: along(isTotal, ({ payload }) => again({
      v: 1, epoch: 'e-of-nobody', seq: 1_000_000, type: 'tender.approved',
      payload: { tender_ref: 't-of-nobody', kind: 'cash', amount: payload.totals?.total ?? 1, remaining: 0, rounding: 0, gaps: [] },
    })),
    check: (seen) => (seen.bookedUnpaid ? ['a sale was booked that only an event of another journal called paid'] : []),
  },
  { name: 'old-events', does: 'events come that were there long ago', out: along(isPut, (message, state) => again({ v: 1, epoch: state.epoch, seq: 0, type: 'tender.approved', payload: {} }), (message, state) => again({ v: 1, epoch: state.epoch, seq: 1, type: 'tender.declined', payload: {} })) },
  { name: 'event-unknown', does: 'the event of the booking has a type that the register cannot know', out: changed(isEvent('basket.committed'), (message) => ({ ...message, type: 'basket.future' })) },
  {
    name: 'odd-texts', does: 'names and texts have signs that printers and pages stumble on',
    out: changed(isPut, (message) => ({ ...message, payload: { ...message.payload, adjustments: message.payload.adjustments.map((one) => ({ ...one, text_20: '<b>"&\'\\', text_38: '<img src=x onerror=alert(1)>\u202e\u0001 \ud83d\ude00%s{0}' })) } })),
  },
  { name: 'request-unknown', does: 'a request comes that the register cannot know', out: along(isPut, ask('unknown', 'future.wish', () => ({}))) },
  { name: 'request-again', does: 'the request for money comes again after it was answered', out: (message, state) => {
    if (isTake(message)) state.flags.take ??= again(message);
    return isEvent('basket.committed')(message) && state.flags.take && once(state, 'done') ? [state.flags.take, again(message)] : undefined;
  } },
  { name: 'print-late', wish: 'voucher', does: 'Make a sale that brings a voucher (20 euros, by the pack of the demo); its slip is asked for 3 s late.', out: late(isAsked('print'), 3000) },
];
