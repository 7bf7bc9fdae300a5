/**
 * Commands on their way.
 *
 * What must hold: the id and the bytes of a command are made once, and a retry is the same id and the same bytes. A
 * command that ran out of time is not sent again by itself: the register has decided by then.
 */
import { EposError, own, refusal } from './error.js';
import type { Envelope } from './envelope.js';

interface Held {
  id: string; type: string; text: string; sent: boolean; since: number;
  promise: Promise<unknown>; resolve(payload: unknown): void; reject(error: EposError): void;
  limit: number | undefined; timer: ReturnType<typeof setTimeout> | undefined;
}

/** How long a command may take: pricing keeps the cashier waiting, tender and booking may take longer. */
export function limitOf(type: string, limits: { pricing: number; tender: number }): number {
  const slow = /^(tender|ledger|session|receipt)\.|^basket\.(commit|void|import|cancel)$/;
  return slow.test(type) ? limits.tender : limits.pricing;
}

const PARKED = 100;

export class CommandTable {
  private readonly waiting = new Map<string, Held>();
  private readonly parked = new Map<string, Held>();
  private count = 0;

  constructor(private readonly post: (text: string) => boolean, private readonly late: (answer: Envelope) => void) {}

  nextId(): string {
    this.count += 1;
    return `c${this.count}`;
  }

  /** Sends a command, now or as soon as a session is open. Without a limit it waits as long as it takes. */
  send(type: string, payload: unknown, limit: number | undefined): Promise<unknown> {
    const id = this.nextId();
    return this.start({ id, type, text: JSON.stringify({ v: 1, id, type, payload }), limit });
  }

  retry(id: string, limit?: number): Promise<unknown> {
    const busy = this.waiting.get(id);
    if (busy) return busy.promise;
    const held = this.parked.get(id);
    if (!held) return Promise.reject(own('closed', id, 'retry', false));
    this.parked.delete(id);
    return this.start({ id, type: held.type, text: held.text, limit: limit ?? held.limit });
  }

  private start(command: Pick<Held, 'id' | 'type' | 'text' | 'limit'>): Promise<unknown> {
    let resolve!: Held['resolve'];
    let reject!: Held['reject'];
    const promise = new Promise<unknown>((done, failed) => { resolve = done; reject = failed; });
    const held: Held = { ...command, promise, resolve, reject, sent: false, since: performance.now(), timer: undefined };
    if (held.limit !== undefined) held.timer = setTimeout(() => this.expire(held), held.limit);
    this.waiting.set(held.id, held);
    held.sent = this.post(held.text);
    return promise;
  }

  private expire(held: Held): void {
    this.end(held, true);
    held.reject(own('timeout', held.id, held.type, held.sent));
  }

  private end(held: Held, park: boolean): void {
    clearTimeout(held.timer);
    this.waiting.delete(held.id);
    if (!park) return;
    this.parked.set(held.id, held);
    const oldest = this.parked.keys().next().value;
    if (this.parked.size > PARKED && oldest !== undefined) this.parked.delete(oldest);
  }

  /** A session is open (again): what is unanswered goes out in its old order. */
  resend(): void {
    for (const held of this.waiting.values()) held.sent = this.post(held.text) || held.sent;
  }

  answer(message: Envelope): void {
    const held = this.waiting.get(message.re ?? '');
    if (!held) {
      if (this.parked.has(message.re ?? '')) this.late(message);
      return;
    }
    // The page was loaded anew and this crossed its hello: it goes out again when the session is open.
    if (message.error?.code === 'session_required') return;
    const error = message.ok ? undefined : refusal(message, held.type);
    this.end(held, error?.retry === true);
    if (error) held.reject(error);
    else held.resolve(message.payload ?? {});
  }

  /** Milliseconds since a command was given, for the log. */
  age(id: string | undefined): number | undefined {
    const held = this.waiting.get(id ?? '');
    return held && Math.round((performance.now() - held.since) * 10) / 10;
  }

  /** Gives up what waits, all of it or one type. */
  close(type?: string): void {
    for (const held of [...this.waiting.values()]) {
      if (type !== undefined && held.type !== type) continue;
      this.end(held, false);
      held.reject(own('closed', held.id, held.type, held.sent));
    }
  }
}
