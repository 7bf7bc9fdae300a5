/*
 * One sale for each case. What must hold: where the run stands, and what was seen in this case, outlives a reload, because
 * reloads are part of it; a case ends with a booked sale, or after two minutes without one.
 */
const KEY = 'epos-conform';
const SETTLE = 2500;
const PATIENCE = 120_000;
const fresh = () => ({ case: 0, findings: [], seen: null, done: false });
const nothing = () => ({ since: Date.now(), ids: {}, events: [], acks: [], requests: {}, bookings: [], refusals: [], notes: [], opens: [], flags: {} });

export class Plan {
  constructor(cases) {
    this.cases = cases;
    this.kept = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') ?? fresh();
    this.kept.seen ??= nothing();
    this.bar = document.body.appendChild(document.createElement('pre'));
    const look = new CSSStyleSheet();
    look.replaceSync(`pre { position: fixed; inset: auto 0 0 0; margin: 0; padding: 0.5rem 1rem; max-height: 50vh; overflow: auto;
      font: 14px/1.4 monospace; color: CanvasText; background: Canvas; border-top: 2px solid; white-space: pre-wrap; }`);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, look];
    globalThis.conform = this; // for whoever drives the register
  }

  get state() {
    return this.kept.seen;
  }

  get current() {
    return this.cases[this.kept.case];
  }

  save() {
    sessionStorage.setItem(KEY, JSON.stringify(this.kept));
  }

  report() {
    const { findings, case: at, done } = this.kept;
    return { done, cases: this.cases.length, played: at, findings };
  }

  draw() {
    const { findings, done } = this.kept;
    const said = findings.map((one) => `${one.case}: ${one.text}`).join('\n');
    this.bar.textContent = done
      ? `Conformance: ${this.cases.length} cases, ${findings.length} findings\n${said}`
      : `Conformance ${this.kept.case + 1} of ${this.cases.length}: ${this.current.does}\nMake a sale: two goods, total, cash.\n${said}`;
  }

  /** Looks whether the case is over, and goes on to the next. */
  run(judge) {
    this.draw();
    const look = () => {
      if (this.kept.done) return;
      const { seen } = this.kept;
      const over = seen.booked && Date.now() - seen.booked > SETTLE + (this.current.settle ?? 0);
      if (!over && Date.now() - seen.since < PATIENCE) return;
      const found = [...judge.verdict(), ...(this.current.check?.(seen) ?? [])];
      this.kept.findings.push(...[...new Set(found)].map((text) => ({ case: this.current.name, text })));
      this.kept.case += 1;
      this.kept.done = this.kept.case === this.cases.length;
      this.kept.receipts = { ...this.kept.receipts, ...Object.fromEntries(seen.bookings.map((one) => [one.receipt_no, one.basket_ref])) };
      const before = seen;
      this.kept.seen = nothing();
      // What holds over sales: the stream of events and the numbers of the receipts.
      Object.assign(this.kept.seen, { sent: before.sent, ack: before.ack, epoch: before.epoch, receipts: this.kept.receipts });
      this.save();
      this.draw();
      if (this.kept.done) console.info(`conform ${JSON.stringify(this.report())}`);
      else location.reload();
    };
    setInterval(look, 250);
  }
}
