/*
 * What a case can do to messages. `out` looks at a message of the page and says what leaves in its place, `in` at one of the
 * register and says what comes back in its place; undefined is: as it is. What leaves is a list of texts and of acts:
 * `{text, after}`, `{reload, after}`, `{wipe, after}` (the browser's profile is lost), `{dead: ms}` (the page is gone for so
 * long and then loaded anew), `{tell, payload, after}` (what the page says of itself).
 *
 * What must hold: an act happens once in a case, also over a reload of the page.
 */
export const again = (message) => JSON.stringify(message);
/** True the first time it is asked for in this case. */
export const once = ({ flags }, name) => !flags[name] && (flags[name] = true);

export const isAnswer = (...types) => ({ re, type, ok }) => re !== undefined && ok === true && types.includes(type);
export const isEvent = (...types) => ({ seq, type }) => seq !== undefined && (!types.length || types.includes(type));
export const isAsked = (...types) => ({ req, type }) => req !== undefined && types.includes(type);
export const isPut = isAnswer('basket.put');
export const isTotal = isAnswer('basket.freeze');
export const isBooked = isAnswer('basket.commit', 'basket.import');
export const isTake = isAsked('payment.take');
export const isPaid = isEvent('tender.approved');

/** The first message of this kind leaves as `instead` says. */
const first = (matches, instead) => (message, state) => (matches(message) && once(state, 'done') ? instead(message, state) : undefined);

export const lost = (matches) => first(matches, () => []);
export const late = (matches, after) => first(matches, (message) => [{ text: again(message), after }]);
export const twice = (matches) => (message) => (matches(message) ? [again(message), again(message)] : undefined);
export const along = (matches, ...more) => first(matches, (message, state) => [...more.map((one) => (typeof one === 'function' ? one(message, state) : one)), again(message)]);
export const reloadAfter = (matches) => first(matches, (message) => [again(message), { reload: true }]);
export const wipeAfter = (matches) => first(matches, (message) => [again(message), { wipe: true }]);
export const deadAt = (matches, ms) => first(matches, () => [{ dead: ms }]);
export const changed = (matches, change) => (message) => (matches(message) ? [again(change(message))] : undefined);

/** The first commands of these types are refused so. */
export const refuse = (types, code, who, retry, details = {}) => ({ id, type }, state) => (types.includes(type) && once(state, 'refused')
  ? [again({ v: 1, re: id, type, ok: false, error: { code, who, retry, cashier_text: code, customer_text: code, details } })] : undefined);
/** The first command of these types does not arrive. */
export const swallow = (...types) => ({ type }, state) => (types.includes(type) && once(state, 'swallowed') ? [] : undefined);

/** A request that the page has not made. Its outcome is heard by the judge and told to nobody. */
export const ask = (name, type, payload) => (message, state) => again({
  v: 1, req: `req-conform-${name}-${state.number}`, type, deadline: '2099-01-01T00:00:00Z', ...(payload && { payload: payload(message, state) }),
});
/** The outcomes with which a request of ours was answered. */
export const outcomes = (seen, name) => Object.entries(seen.requests).filter(([req]) => req.startsWith(`req-conform-${name}-`)).flatMap(([, { outcomes: all }]) => all);

export const reopened = (seen) => (seen.opens.length < 1 ? ['the page was loaded anew and said hello; no session was opened with it'] : []);
/** A finding unless the test holds. */
export const unless = (test, text) => (seen) => (test(seen) ? [] : [text]);
export const all = (...checks) => (seen) => checks.flatMap((check) => check(seen));
