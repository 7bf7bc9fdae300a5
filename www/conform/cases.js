/*
 * The cases. `out` says what leaves in place of a message of the page (a text; `{text, after}`; `{reload, after}`), `in`
 * answers one of the register in its place, `check` adds findings. What the cases have in common is judged by judge.js.
 */
const again = (message) => JSON.stringify(message);
/** True the first time it is asked for in this case. */
const once = ({ flags }, name) => !flags[name] && (flags[name] = true);
const isAnswer = ({ re, type, ok }, wanted) => re !== undefined && ok && type === wanted;
const isEvent = ({ seq, type }, wanted) => seq !== undefined && (!wanted || type === wanted);
const count = (list, test) => list.filter(test).length;

/** After this answer left the page is loaded anew. */
const reloadAfter = (matches) => (message, state) => (matches(message) && once(state, 'reloaded') ? [again(message), { reload: true }] : undefined);
const reopened = (seen) => (seen.opens.length < 2 ? ['the page was loaded anew and said hello; no session was opened with it'] : []);
/** With the first message of this kind something else goes along. */
const along = (matches, ...more) => (message, state) => (matches(message) && once(state, 'along') ? [...more.map((one) => (typeof one === 'function' ? one(message) : one)), again(message)] : undefined);
const booked = (message) => isAnswer(message, 'basket.commit') || isAnswer(message, 'basket.import');
const isPut = (message) => isAnswer(message, 'basket.put');

export const CASES = [
  { name: 'plain', does: 'a sale, undisturbed' },
  { name: 'event-twice', does: 'every event comes twice', out: (message) => (isEvent(message) ? [again(message), again(message)] : undefined) },
  {
    name: 'request-twice', does: 'the request for money comes twice',
    out: (message) => (message.req !== undefined && message.type === 'payment.take' ? [again(message), again(message)] : undefined),
  },
  {
    name: 'unknown-members', does: 'every answer has members that the register cannot know',
    out: (message) => (message.re !== undefined && message.payload ? [again({ ...message, future: 1, payload: { ...message.payload, future: { a: [1] } } })] : undefined),
  },
  { name: 'garbage', does: 'texts that are no messages come between', out: along(isPut, 'no JSON', 'null', '[]', '{"v":1}', '{"v":2,"type":"x"}', '{"v":1,"type":"epos.future"}') },
  { name: 'stranger', does: 'an answer comes to a command that was never sent', out: along(isPut, '{"v":1,"re":"never-sent","type":"basket.put","ok":true,"payload":{}}') },
  {
    name: 'unknown-request', does: 'a request comes that the register cannot know',
    out: along(isPut, ({ payload }) => again({ v: 1, req: `req-future-${payload.basket_ref}`, type: 'future.wish', deadline: '2099-01-01T00:00:00Z', payload: {} })),
  },
  { name: 'put-unanswered', does: 'the first basket is not answered', out: (message, state) => (isPut(message) && once(state, 'lost') ? [] : undefined) },
  { name: 'freeze-unanswered', does: 'TOTAL is not answered', out: (message, state) => (isAnswer(message, 'basket.freeze') && once(state, 'lost') ? [] : undefined) },
  {
    name: 'commit-unanswered', does: 'the sale is booked, the answer is lost, the page is loaded anew', settle: 8000,
    out: (message, state) => (booked(message) && once(state, 'lost') ? [{ reload: true, after: 2000 }] : undefined),
    check: (seen) => (seen.bookings.length < 2 ? ['a booking that was not answered is repeated, by the same command or by basket.import'] : []),
  },
  {
    name: 'late-answer', does: 'TOTAL is answered after 3 s',
    out: (message, state) => (isAnswer(message, 'basket.freeze') && once(state, 'late') ? [{ text: again(message), after: 3000 }] : undefined),
  },
  { name: 'page-anew-selling', does: 'the page is loaded anew while goods are entered', out: reloadAfter(isPut), check: reopened },
  {
    name: 'page-anew-paid', does: 'the page is loaded anew when everything is paid', out: reloadAfter((message) => isEvent(message, 'tender.approved')),
    check: (seen) => [...reopened(seen), ...(count(Object.values(seen.requests), ({ type, outcomes }) => type === 'payment.take' && outcomes.includes('"done"')) > 1
      ? ['money was taken again after the page was loaded anew'] : [])],
  },
  { name: 'page-anew-asked', does: 'the page is loaded anew while it waits for money', out: reloadAfter(({ req, type }) => req !== undefined && type === 'payment.take'), check: reopened },
  {
    name: 'event-late', does: 'that everything is paid is told 3 s late',
    out: (message) => (isEvent(message, 'tender.approved') ? [{ text: again(message), after: 3000 }] : undefined),
  },
  {
    name: 'open-refused', does: 'the session is refused at first, and may be tried again',
    in: ({ id, type }, state) => (type === 'session.open' && once(state, 'refused')
      ? again({ v: 1, re: id, type, ok: false, error: { code: 'storage_failed', who: 'service', retry: true, cashier_text: '', customer_text: '' } }) : undefined),
  },
];
