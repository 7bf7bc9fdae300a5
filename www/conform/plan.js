/*
 * One sale for each case. What must hold: where the run stands, and what was seen in this case, outlives a reload, because reloads
 * are part of it; a case ends when its sale is booked and nothing is owed, or when nothing was said for `patience`. A slow
 * machine is not a fault of the register: what is waited for is silence, never a moment.
 *
 * The address says what is played: `?cases=plain,print` those alone, `?part=2/3` every third one, `?able=training,late` of the
 * cases that ask something of the cashier those alone, `?patience=45` seconds of silence.
 */
const KEY = 'epos-conform';
const SOON = 700;
const SETTLE = 8000; // what is still owed after so much silence is a finding
const MEET = 45_000;
const LONGEST = 4; // times as long as patience or settling, for one who never stops talking
const LOOK = 150;
const nothing = () => ({
  since: Date.now(), last: Date.now(), requests: {}, bookings: [], refusals: [], notes: [], opens: [], flags: {}, sales: [], said: [], heard: [], parts: 0, trail: [],
});

export class Plan {
  constructor(cases) {
    const asked = new URLSearchParams(location.search);
    this.key = `${KEY}${location.search}`; // another address is another run
    const [part, parts] = (asked.get('part') ?? '1/1').split('/').map(Number);
    const named = asked.get('cases')?.split(',');
    const able = asked.get('able')?.split(',');
    this.cases = cases
      .filter(({ name, wish }) => (named ? named.includes(name) : !wish || !able || able.includes(wish)))
      .filter((_, place) => place % parts === part - 1);
    this.patience = Number(asked.get('patience') ?? 120) * 1000;
    this.loaded = Date.now();
    /** When a session was opened with this page. */
    this.met = undefined;
    /** Acts that are still to come in this page. */
    this.pending = 0;
    this.kept = JSON.parse(sessionStorage.getItem(this.key) ?? 'null') ?? { case: 0, findings: [], idle: [], trails: {}, ids: {}, done: !this.cases.length };
    this.kept.seen ??= { ...nothing(), number: 0 };
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
    sessionStorage.setItem(this.key, JSON.stringify(this.kept));
  }

  report() {
    const { findings, idle, trails, case: at, done } = this.kept;
    return { done, cases: this.cases.length, played: at, findings, idle, trails, case: this.current?.name, turn: at * 10 + Math.min(this.kept.seen.sales.length, (this.current?.sales ?? 1) - 1), wish: this.current?.wish, build: this.build };
  }

  draw() {
    const { findings, idle, done } = this.kept;
    const said = findings.map((one) => `${one.case}: ${one.text}`).join('\n');
    if (!done) {
      this.bar.textContent = `Conformance ${this.kept.case + 1} of ${this.cases.length}: ${this.current.does}\n${this.current.wish ? '' : 'Make a sale: two goods, total, cash.'}\n${said}`;
      return;
    }
    const left = idle.length ? `\nNothing came up to be disturbed in: ${idle.join(', ')}` : '';
    const save = document.createElement('a');
    Object.assign(save, { download: 'conformance.json', href: `data:application/json,${encodeURIComponent(JSON.stringify(this.report(), null, 2))}`, textContent: '\nSave the report' });
    this.bar.replaceChildren(`Conformance: ${this.cases.length} cases, ${findings.length} findings\n${said}${left}`, save);
  }

  /** Whether the sale of this case is booked and everything answered, or will not be any more. */
  over(judge) {
    const { seen } = this.kept;
    const now = Date.now();
    const quiet = now - Math.max(seen.last, seen.booked ?? 0, this.met ?? 0);
    if (!seen.booked || this.pending) return quiet > this.patience || now - seen.since > LONGEST * this.patience;
    // A page that was loaded anew has to be met by the register before anything can be said of it.
    if (!this.met && now - this.loaded < MEET) return false;
    const { settle = 0, out, in: inward } = this.current;
    if (now - seen.booked > LONGEST * (SETTLE + settle)) return true;
    if (quiet - settle > SETTLE) return true;
    const acted = seen.acted || !(out ?? inward); // what is to be disturbed may come after the booking
    const calm = now - Math.max(seen.booked, this.met ?? 0) - settle;
    return calm > SOON && quiet > SOON && acted && !judge.owing().length;
  }

  /** Looks whether the case is over, and goes on to the next. */
  run(judge) {
    this.draw();
    const look = () => {
      const { kept } = this;
      if (kept.done || !this.over(judge)) return;
      const { name, check } = this.current;
      const found = [...judge.verdict(), ...(check?.(kept.seen) ?? [])];
      kept.findings.push(...[...new Set(found)].map((text) => ({ case: name, text })));
      if (found.length) kept.trails[name] = kept.seen.trail;
      if (!kept.seen.acted && (this.current.out || this.current.in)) kept.idle.push(name);
      kept.case += 1;
      kept.done = kept.case === this.cases.length;
      const before = kept.seen;
      kept.receipts = { ...kept.receipts, ...Object.fromEntries(before.bookings.map((one) => [one.receipt_no, one.basket_ref])) };
      // What holds over sales: the stream of events and the numbers of the receipts.
      const { sent, ack, epoch, got, base } = before;
      kept.seen = { ...nothing(), sent, ack, epoch, base, got: (got ?? []).slice(-50), receipts: kept.receipts, number: kept.case };
      this.save();
      this.draw();
      if (kept.done) console.info(`conform ${JSON.stringify(this.report())}`);
      else if (this.current.anew) location.reload();
    };
    setInterval(look, LOOK);
  }
}
