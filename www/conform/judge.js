/*
 * What every message of a register must hold to, whatever the case. What must hold here: a finding is a sentence about the
 * register that its developer can act upon, and nothing is found that the protocol does not ask for (docs/protocol.md).
 */
const NOT_THE_REGISTER = /^(coupon|card|request_unknown$|session_required$|total_mismatch$)/; // what a customer brings, and what crosses a reload, may be refused

export class Judge {
  constructor(state) {
    this.state = state;
    this.waiting = new Map(); // id -> type of commands that were passed on
  }

  parsed(text) {
    try {
      return JSON.parse(text) ?? {};
    } catch {
      return {};
    }
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
    if (message.v !== 1) this.note(`a message without "v": 1: ${text.slice(0, 60)}`);
    if (typeof type !== 'string') return this.note(`a message without a type: ${text.slice(0, 60)}`);
    if (typeof id !== 'string' || !id || id.length > 64) return this.note(`${type} has no id of 1 to 64 characters`);
    const before = state.ids[id];
    if (before && before !== text && type !== 'session.open') this.note(`the id ${id} is used again with other content (${type})`);
    state.ids[id] = text;
    if (type === 'session.open') this.open(payload, nonce);
    if (type === 'session.ack') this.ack(payload.seq);
    if (type === 'request.done') this.done(payload);
    if (type === 'basket.commit' || type === 'basket.import') this.booking(type, payload);
  }

  open({ nonce, position, device_token, host_session, capabilities }, shown) {
    const { state } = this;
    state.opens.push({ host_session });
    if (nonce !== shown) this.note('session.open does not echo the nonce of the newest hello');
    if (!device_token) this.note('session.open brings no device token');
    if (!host_session) this.note('session.open has no host_session: a repeated command could take effect twice');
    if (!capabilities?.includes('payment.take')) this.note('session.open does not name the capability payment.take: nothing can be paid');
    if (state.ack && position?.epoch !== state.epoch) this.note('session.open brings no position, although events were acknowledged: they would all come again');
    else if (state.ack && position.seq < state.ack) this.note('the position in session.open is behind what was acknowledged');
    else if (position && position.epoch === state.epoch && position.seq > (state.sent ?? 0)) this.note('the position in session.open is ahead of what was sent');
  }

  ack(seq) {
    const { state } = this;
    if (seq > (state.sent ?? 0)) this.note(`session.ack ${seq}, although the newest event is ${state.sent ?? 0}`);
    state.ack = Math.max(state.ack ?? 0, seq);
  }

  done({ req, outcome }) {
    const { requests } = this.state;
    const known = (requests[req] ??= { type: 'unknown', outcomes: [] });
    const said = JSON.stringify(outcome);
    if (known.outcomes.some((one) => one !== said && one !== '"unknown"' && !(known.type === 'print' && one === '"failed"'))) {
      this.note(`${known.type} ${req} is answered ${said} after ${known.outcomes.at(-1)}`);
    }
    known.outcomes.push(said);
  }

  booking(type, { basket_ref = this.state.basket, receipt_no, tenders = [], total }) {
    const { state } = this;
    if (!receipt_no) this.note(`${type} has no receipt number`);
    const others = [...state.bookings, ...Object.entries(state.receipts ?? {}).map(([number, ref]) => ({ receipt_no: number, basket_ref: ref }))];
    if (others.some((one) => one.receipt_no === receipt_no && one.basket_ref !== basket_ref)) this.note(`the receipt number ${receipt_no} is used for two sales`);
    if (state.bookings.some((one) => one.basket_ref === basket_ref && one.receipt_no !== receipt_no)) this.note(`the sale ${basket_ref} is booked under two receipt numbers`);
    state.bookings.push({ type, basket_ref, receipt_no });
    const paid = tenders.reduce((sum, one) => sum + one.amount - (one.rounding ?? 0), 0);
    if (type === 'basket.import' && paid !== total) this.note(`basket.import: the tenders pay ${paid}, the total is ${total}`);
  }

  /** Whether this sale belongs to a case that is over: what was owed of it may still come. */
  earlier(basket_ref) {
    return Object.values(this.state.receipts ?? {}).includes(basket_ref);
  }

  /** What the page itself says, before it is disturbed. */
  meant(message) {
    const { state } = this;
    const { re, type, ok, error, payload } = message;
    if (re !== undefined && type === 'session.open' && ok) state.epoch = payload.position.epoch;
    if (re !== undefined && ok && type === 'basket.open') state.basket = payload.basket_ref;
    if (re !== undefined && ok && (type === 'basket.commit' || type === 'basket.import') && !this.earlier(payload.basket_ref)) state.booked ??= Date.now();
    if (re === undefined || ok || error.who !== 'host') return;
    if (error.code === 'total_mismatch') this.note("the register's total is not the page's: are its adjustments taken over, the whole set each time?");
    else if (!NOT_THE_REGISTER.test(error.code)) state.refusals.push(`${type} is refused: ${error.code} ${JSON.stringify(error.details ?? {})}`);
  }

  /** What leaves for the register. */
  said(text) {
    const { state } = this;
    const { seq, req, type } = this.parsed(text);
    if (seq !== undefined) state.sent = Math.max(state.sent ?? 0, seq);
    if (req !== undefined && type !== 'ledger.ask') (state.requests[req] ??= { type, outcomes: [] }).type = type;
  }

  /** The findings of this case. */
  verdict() {
    const { state } = this;
    const found = [...state.notes, ...state.refusals];
    if (!state.booked) found.push('the sale was neither committed nor imported: a register finishes every sale, and brings it later');
    if ((state.ack ?? 0) < (state.sent ?? 0)) found.push(`events up to ${state.sent} were sent, and acknowledged up to ${state.ack ?? 0}`);
    for (const [req, { type, outcomes }] of Object.entries(state.requests)) if (!outcomes.length) found.push(`${type} (${req}) was never answered with request.done`);
    const refs = new Set(state.bookings.map((one) => one.basket_ref).filter((ref) => !this.earlier(ref)));
    if (refs.size > 1) found.push(`one sale is booked as ${refs.size}: ${[...refs].join(', ')}`);
    return found;
  }
}
