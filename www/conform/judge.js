/*
 * What every message of a register must hold to, whatever the case. What must hold here: a finding is a sentence about the
 * register that its developer can act upon, and nothing is found that the protocol does not ask for (docs/protocol.md).
 */
const NOT_THE_REGISTER = /^(coupon|card|session_required$|total_mismatch$|sale_unknown$)/; // what a customer brings, and what crosses a reload, may be refused
const MOST_OPENS = 12;
const MOST_REPEATS = 25;
const TRAIL = 80;

/** A short name of a text, to know it again. */
function digest(text) {
  let sum = 0;
  for (let place = 0; place < text.length; place += 1) sum = (Math.imul(sum, 31) + text.charCodeAt(place)) | 0;
  return `${sum}:${text.length}`;
}

export class Judge {
  constructor(plan) {
    this.plan = plan;
  }

  get state() {
    return this.plan.state;
  }

  parsed(text) {
    try {
      const message = JSON.parse(text);
      return message !== null && typeof message === 'object' ? message : {};
    } catch {
      return {};
    }
  }

  /** What was said lately: milliseconds of the case, who, what. It goes into the report of a case with findings. */
  trace(who, { type, id, re, req, seq, ok, error, payload }) {
    const { state } = this;
    const { req: of, outcome, basket_ref, revision } = payload ?? {};
    const more = { id, re, req: req ?? of, seq: seq ?? payload?.seq, ok, code: error?.code, outcome, basket_ref, revision };
    const words = Object.entries(more).filter(([, value]) => value !== undefined).map(([name, value]) => `${name}=${String(value).slice(0, 40)}`);
    state.trail = [...state.trail, `${Date.now() - state.since} ${who} ${String(type).slice(0, 40)} ${words.join(' ')}`].slice(-TRAIL);
  }

  note(text) {
    this.state.notes.push(text);
  }

  /** A message of the register. */
  heard({ text, nonce }) {
    const { state } = this;
    const message = this.parsed(text);
    const { id, type, payload = {} } = message;
    if (type === 'epos.hello') return;
    state.last = Date.now();
    this.trace('register:', message);
    if (message.v !== 1) this.note(`a message without "v": 1: ${text.slice(0, 60)}`);
    if (typeof type !== 'string') return this.note(`a message without a type: ${text.slice(0, 60)}`);
    if (typeof id !== 'string' || !id || id.length > 64) return this.note(`${type} has no id of 1 to 64 characters`);
    if (type === 'session.open') return this.open(payload, nonce);
    this.known(id, type, text);
    if (payload.device_token || (this.token && text.includes(this.token))) this.note(`${type} holds the device token: only session.open does`);
    if (type === 'session.ack') this.ack(payload.seq);
    if (type === 'request.done') this.done(payload);
    if (type === 'basket.freeze') state.frozen = false;
    if (state.frozen === false && (type === 'tender.pay' || type === 'tender.start')) state.paidUnfrozen = true;
    if (type === 'basket.commit' || type === 'basket.import') this.booking(type, payload);
    const fact = type === 'basket.put' ? payload.lines?.length : payload.mode;
    state.said = [...state.said, [type, fact]].slice(-400);
  }

  /** An id stands for one text, in one session of the register. */
  known(id, type, text) {
    const { ids, host } = this.plan.kept;
    const name = `${host} ${id}`;
    const [before, times] = ids[name] ?? [];
    const now = digest(text);
    if (before && before !== now) this.note(`the id ${id} is used again with other content (${type})`);
    if (times === MOST_REPEATS) this.note(`${type} ${id} was sent more than ${MOST_REPEATS} times`);
    ids[name] = [now, (before === now ? times : 0) + 1];
    for (const oldest of Object.keys(ids).slice(0, -600)) delete ids[oldest];
  }

  open({ nonce, position, device_token, host_session, capabilities }, shown) {
    const { state } = this;
    state.opens.push({ host_session });
    this.plan.met = Date.now();
    this.plan.kept.host = host_session;
    if (state.opens.length === MOST_OPENS) this.note(`session.open was sent ${MOST_OPENS} times for one sale`);
    if (nonce !== shown) this.note('session.open does not echo the nonce of the newest hello');
    if (!device_token) this.note('session.open brings no device token');
    else this.token = device_token;
    if (!host_session) this.note('session.open has no host_session: a repeated command could take effect twice');
    if (!capabilities?.includes('payment.take')) this.note('session.open does not name the capability payment.take: nothing can be paid');
    state.position = position?.epoch;
    if (state.ack && position?.epoch !== state.epoch) this.note('session.open brings no position, although events were acknowledged: they would all come again');
    else if (state.ack && position.seq < state.ack) this.note('the position in session.open is behind what was acknowledged');
    else if (position && position.epoch === state.epoch && position.seq > (state.sent ?? 0)) this.note('the position in session.open is ahead of what was sent');
  }

  ack(seq) {
    const { state } = this;
    if (seq > (state.sent ?? 0)) return this.note(`session.ack ${seq}, although the newest event is ${state.sent ?? 0}`);
    for (let one = Math.max(state.ack ?? 0, state.base ?? 0) + 1; one <= seq; one += 1) {
      if (!state.got?.includes(one)) this.note(`session.ack ${seq} acknowledges event ${one}, which never came: session.resume asks for what is missing`);
    }
    return (state.ack = Math.max(state.ack ?? 0, seq));
  }

  done({ req, outcome }) {
    const { state } = this;
    const known = (state.requests[req] ??= { type: 'unknown', outcomes: [] });
    const said = JSON.stringify(outcome);
    if (known.outcomes.some((one) => one !== said && one !== '"unknown"' && !(known.type === 'print' && one === '"failed"'))) {
      this.note(`${known.type} ${req} is answered ${said} after ${known.outcomes.at(-1)}`);
    }
    if (said === '"done"' && known.type === 'payment.take' && !known.outcomes.includes(said)) state.parts += 1;
    known.outcomes.push(said);
  }

  booking(type, { basket_ref = this.state.basket, receipt_no, tenders = [], total, lines, adjustments = [] }) {
    const { state } = this;
    if (!receipt_no) this.note(`${type} has no receipt number`);
    const others = [...state.bookings, ...Object.entries(state.receipts ?? {}).map(([number, ref]) => ({ receipt_no: number, basket_ref: ref }))];
    if (others.some((one) => one.receipt_no === receipt_no && one.basket_ref !== basket_ref)) this.note(`the receipt number ${receipt_no} is used for two sales`);
    if (state.bookings.some((one) => one.basket_ref === basket_ref && one.receipt_no !== receipt_no)) this.note(`the sale ${basket_ref} is booked under two receipt numbers`);
    if (type === 'basket.commit' && !tenders.length && !state.heard.includes('tender.approved')) state.bookedUnpaid = true;
    state.bookings.push({ type, basket_ref, receipt_no });
    if (type !== 'basket.import') return;
    const sum = (list) => list.reduce((whole, one) => whole + one, 0);
    const paid = sum(tenders.map((one) => one.amount - (one.rounding ?? 0)));
    if (paid !== total) this.note(`basket.import: the tenders pay ${paid}, the total is ${total}`);
    const goods = sum((lines ?? []).map((one) => one.amount)) + sum(adjustments.map((one) => one.amount));
    if (goods !== total) this.note(`basket.import: lines and adjustments come to ${goods}, the total is ${total}`);
  }

  /** Whether this sale belongs to a case that is over: what was owed of it may still come. */
  earlier(basket_ref) {
    return Object.values(this.state.receipts ?? {}).includes(basket_ref);
  }

  /** What the page itself says, before it is disturbed. */
  meant(message) {
    const { state } = this;
    const { re, type, ok, error, payload } = message;
    if (re === undefined) return;
    if (type === 'session.open' && ok) this.opened(payload.position);
    if (ok && type === 'basket.open') state.basket = payload.basket_ref;
    if (ok && (type === 'basket.commit' || type === 'basket.import') && !this.earlier(payload.basket_ref)) this.sold(payload.basket_ref);
    if (ok || error.who !== 'host') return;
    // What was imported, or went with a lost journal, is over for the page, and so are its requests; outcomes may be on their way.
    if (error.code === 'request_unknown' && (state.anew || state.bookings.some((one) => one.type === 'basket.import'))) return;
    // It wanted to give up a basket that is gone.
    if (error.code === 'basket_unknown' && (type === 'basket.cancel' || type === 'tender.rollback')) return;
    if (error.code === 'total_mismatch') this.note("the register's total is not the page's: are its adjustments taken over, the whole set each time?");
    else if (!NOT_THE_REGISTER.test(error.code)) state.refusals.push(`${type} is refused: ${error.code} ${JSON.stringify(error.details ?? {})}`);
  }

  /** A sale of this case is booked, as the page says. */
  sold(basket_ref) {
    const { state } = this;
    if (!state.sales.includes(basket_ref)) state.sales.push(basket_ref);
    if (state.sales.length >= (this.plan.current?.sales ?? 1)) state.booked ??= Date.now();
  }

  opened({ epoch, seq }) {
    const { state } = this;
    state.anew ||= state.epoch !== undefined && epoch !== state.epoch;
    if (epoch !== state.epoch) Object.assign(state, { epoch, sent: seq, ack: undefined, got: [], base: seq });
    if (state.position !== epoch) state.base = seq; // the snapshot is all there is
  }

  /** What leaves for the register. */
  said(text) {
    const { state } = this;
    const message = this.parsed(text);
    const { seq, req, type, epoch, re, ok } = message;
    state.last = Date.now();
    this.trace('page:', message);
    if (re !== undefined && ok && type === 'basket.freeze') state.frozen = true;
    if (seq !== undefined && epoch === state.epoch) {
      state.sent = Math.max(state.sent ?? 0, seq);
      (state.got ??= []).push(seq);
      if (!state.heard.includes(type)) state.heard.push(type);
    }
    if (req !== undefined && type !== 'ledger.ask') (state.requests[req] ??= { type, outcomes: [] }).type = type;
  }

  /** What the register still has to say. */
  owing() {
    const { state } = this;
    const owed = Object.entries(state.requests).filter(([, { outcomes }]) => !outcomes.length).map(([req, { type }]) => `${type} (${req}) was never answered with request.done`);
    if (Math.max(state.ack ?? 0, state.base ?? 0) < (state.sent ?? 0)) owed.push(`events up to ${state.sent} were sent, and acknowledged up to ${state.ack ?? 0}`);
    return owed;
  }

  /** The findings of this case. */
  verdict() {
    const { state } = this;
    const found = [...state.notes, ...state.refusals];
    if (!state.booked) found.push('the sale was neither committed nor imported: a register finishes every sale, and brings it later');
    found.push(...this.owing());
    const refs = new Set(state.bookings.map((one) => one.basket_ref).filter((ref) => !this.earlier(ref)));
    if (refs.size > (this.plan.current.sales ?? 1)) found.push(`one sale is booked as ${refs.size}: ${[...refs].join(', ')}`);
    return found;
  }
}
