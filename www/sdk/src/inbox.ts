/**
 * Events and requests of the page.
 *
 * What must hold: events are handled one after the other, in order, each once, and acknowledged only after their
 * handlers ran; a request is handled once, however often it is repeated, and its outcome is stored before it is sent.
 */
import { EposError } from './error.js';
import type { Memory } from './memory.js';
import type { Envelope } from './envelope.js';
import type { Moment, Opened, RequestDone } from './wire.js';

export interface RequestInfo {
  /** The page's id of the request. */
  req: string;
  deadline?: Moment;
  /** It was begun before and its outcome was not stored (the register restarted): ask the device before doing it again. */
  again: boolean;
}
export type RequestHandler = (payload: unknown, info: RequestInfo) => Promise<Outcome> | Outcome;
export type Outcome = Omit<RequestDone, 'req'>;

interface Doors {
  send(type: string, payload: unknown): Promise<unknown>;
  emit(type: string, payload: unknown, info?: unknown): Promise<void>;
  fault(error: unknown): void;
}

/** How often, and how many milliseconds apart, an outcome is told to a page that cannot take it. */
const TRIES = 30;
const PAUSE = 2000;
const PASSED_ON = 'ledger.ask';

export class Inbox {
  private readonly handlers = new Map<string, RequestHandler>();
  private readonly running = new Set<string>();
  private readonly answering = new Set<string>();
  private chain = Promise.resolve();
  private arrived = 0;
  private fresh = true;

  constructor(private readonly memory: Memory, private readonly doors: Doors) {}

  onRequest(type: string, handler: RequestHandler): void {
    this.handlers.set(type, handler);
  }

  /** What is said to the register's program in the order of the events. */
  then(work: () => Promise<void> | void): void {
    this.chain = this.chain.then(work).catch((error: unknown) => this.doors.fault(error));
  }

  /** A session is open: the stream goes on after our position (true), or begins anew in another epoch. */
  opened(opened: Opened): boolean {
    const same = this.memory.position?.epoch === opened.position.epoch;
    if (!same) this.memory.handled({ epoch: opened.position.epoch, seq: 0 });
    this.arrived = this.memory.position?.seq ?? 0;
    // Where the page stands no further than we, the next event is the next number.
    this.fresh = opened.position.seq !== this.arrived;
    return same;
  }

  event(message: Envelope): void {
    const seq = message.seq ?? 0;
    // Another epoch is another journal: a position there says nothing here.
    if (seq <= this.arrived || message.epoch !== this.memory.position?.epoch) return;
    if (seq > this.arrived + 1 && !this.fresh) {
      // One is missing: ask for all after the last one that came, once.
      this.fresh = true;
      void this.doors.send('session.resume', { position: { epoch: message.epoch, seq: this.arrived } }).catch(() => undefined);
      return;
    }
    this.fresh = false;
    this.arrived = seq;
    this.then(() => this.handle(message, seq));
  }

  private async handle(message: Envelope, seq: number): Promise<void> {
    const { position } = this.memory;
    const epoch = message.epoch ?? '';
    if (position?.epoch !== epoch || seq <= position.seq) return;
    await this.doors.emit(message.type, message.payload ?? {}, { epoch, seq });
    this.memory.handled({ epoch, seq });
    void this.doors.send('session.ack', { seq }).catch(() => undefined);
  }

  async request(message: Envelope): Promise<void> {
    const req = message.req ?? '';
    if (message.type === PASSED_ON) return this.passOn(req, message);
    const known = this.memory.request(req);
    if (known?.outcome) return this.done(known.outcome);
    if (this.running.has(req)) return;
    const handler = this.handlers.get(message.type);
    if (!handler) return this.settle(req, { outcome: 'refused', reason: 'not supported by this register' });
    this.running.add(req);
    this.memory.remember(req, { begun: true });
    const info: RequestInfo = { req, again: known !== undefined, ...(message.deadline ? { deadline: message.deadline } : {}) };
    let outcome: Outcome;
    try {
      outcome = await handler(message.payload ?? {}, info);
    } catch (error) {
      this.doors.fault(error);
      // Whether money moved is not known to us: nobody may guess.
      outcome = { outcome: message.type.startsWith('payment.') ? 'unknown' : 'failed' };
    }
    this.running.delete(req);
    if (this.memory.request(req)?.outcome) return; // settled from outside meanwhile
    // A slip that could not be printed is asked for again, and tried again.
    if (message.type === 'print' && outcome.outcome === 'failed') return this.done({ req, ...outcome });
    this.settle(req, outcome);
  }

  /** An ask of the store's ledger goes out as often as it comes: the ledger does it once, and nothing of it is ours to keep. */
  private async passOn(req: string, message: Envelope): Promise<void> {
    const handler = this.handlers.get(message.type);
    if (!handler || this.running.has(req)) return;
    this.running.add(req);
    try {
      this.done({ req, ...(await handler(message.payload ?? {}, { req, again: false })) });
    } catch (error) {
      this.doors.fault(error);
      this.done({ req, outcome: 'unknown' });
    } finally {
      this.running.delete(req);
    }
  }

  /** Stores and sends an outcome; also a late one after `unknown`. */
  settle(req: string, outcome: Outcome): void {
    const done: RequestDone = { req, ...outcome };
    this.memory.remember(req, { begun: true, outcome: done });
    this.done(done);
  }

  private done(done: RequestDone, left = TRIES): void {
    const key = JSON.stringify(done);
    if (this.answering.has(key)) return; // on its way: the table sends it again if the page restarts
    this.answering.add(key);
    const over = () => this.answering.delete(key);
    this.doors.send('request.done', done).then(over, (error: unknown) => {
      over();
      // What became of money must arrive: a page that could not store it is told again.
      const later = error instanceof EposError && error.retry && error.code !== 'timeout' && error.code !== 'closed';
      if (later && left > 0) setTimeout(() => this.done(done, left - 1), PAUSE);
    });
  }
}
