/**
 * One register's side of a session with the page, whatever way leads there.
 *
 * What must hold: a page that starts anew is met by a new session without help of the register's program; of the lines
 * that were opened only the one whose session is open is listened to.
 */
import { CommandTable, limitOf } from './commands.js';
import { EposError, refusal } from './error.js';
import { Inbox, type Outcome, type RequestInfo } from './inbox.js';
import { entry, kindOf, type LogEntry } from './log.js';
import { Memory, type Storage } from './memory.js';
import type { Line, Way } from './way.js';
import type { Appearance, Commands, CommandType, Display, Events, Locale, Open, Opened, Requests } from './wire.js';
import type { Envelope } from './envelope.js';

export interface HostOptions {
  /** The signed device access token, or where to get the present one. */
  deviceToken: string | (() => string | Promise<string>);
  locale?: Locale;
  appearance?: Appearance;
  display?: Display;
  /** Requests the register takes: `payment.take`, `payment.reverse`, `payment.pay_out`, `print`, `ledger.ask`. */
  capabilities?: string[];
  /** The key of the store's ledger (32 bytes, base64url), or where to get it, if the register takes `ledger.ask`. */
  ledgerKey?: string | (() => string | Promise<string>);
  /** Keeps position and outcomes over a restart of the register, such as `localStorage`. */
  storage?: Storage;
  /** Begins the keys in `storage`. */
  storagePrefix?: string;
  /** Milliseconds until a command fails with `timeout`. */
  timeouts?: { pricing?: number; tender?: number };
  /** Every message, secrets masked. */
  log?: (entry: LogEntry) => void;
}

/** What the SDK itself tells; names without a dot. */
export interface OwnEvents {
  opened: Opened;
  /** The page, or the link, was started anew; `interrupted` is the basket as it stands there. */
  reopened: Opened;
  refused: EposError;
  /** Nothing was heard for 12 s: sell on without the page. */
  silent: Record<string, never>;
  alive: Record<string, never>;
  /** Another register window has taken the page over. */
  replaced: Record<string, never>;
  /** The page cannot work (`code`), or a second page is open. */
  failed: { code: string };
  /** An answer after its command had failed with `timeout`. */
  late: Envelope;
  /** A handler of the register threw. */
  fault: unknown;
}
export type AllEvents = Events & OwnEvents;
export type State = 'connecting' | 'open' | 'silent' | 'replaced' | 'closed';
type Handler = (payload: unknown, info: unknown) => unknown;

const SILENT_AFTER = 12_000;
const OPEN_WITHIN = 5_000;
const OUTCOMES = 50;
const ASK_HELLO = JSON.stringify({ v: 1, type: 'epos.hello' });

const random = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (b) => b.toString(16).padStart(2, '0')).join('');

function parsed(data: unknown): Envelope | undefined {
  try {
    const message = (typeof data === 'string' ? JSON.parse(data) : data) as Envelope | null;
    return message?.v === 1 && typeof message.type === 'string' ? message : undefined;
  } catch {
    return undefined;
  }
}

export class EposHost {
  /** Scope of the command ids of this host. */
  readonly hostSession = `h-${random()}`;
  state: State = 'connecting';
  /** The newest answer to `session.open`. */
  opened: Opened | undefined;
  /** The first session is open. */
  readonly ready: Promise<Opened>;

  private readonly commands: CommandTable;
  private readonly inbox: Inbox;
  private readonly memory: Memory;
  private readonly handlers = new Map<string, Set<Handler>>();
  private readonly outcomes = new Map<string, Envelope>();
  private readonly expecting = new Map<string, (outcome: Envelope) => void>();
  private readonly timer: ReturnType<typeof setInterval>;
  private readonly unlisten: () => void;
  private line: Line | undefined;
  private opening: { id: string; nonce: string; line: Line; since: number } | undefined;
  private nonce = '';
  private notBefore = 0;
  private refusals = 0;
  /** The page has left our line while we were opening another one. */
  private ousted = false;
  private heard = 0;
  private asked = -OPEN_WITHIN;
  private resolveReady!: (opened: Opened) => void;

  /** Use `mount` or `attach`. */
  constructor(private readonly way: Way, private readonly options: HostOptions) {
    this.ready = new Promise((done) => { this.resolveReady = done; });
    this.memory = new Memory(options.storage, options.storagePrefix ?? 'epos-host');
    this.commands = new CommandTable((text) => this.post(text), (answer) => void this.emit('late', answer));
    this.inbox = new Inbox(this.memory, {
      send: (type, payload) => this.commands.send(type, payload, undefined),
      emit: (type, payload, info) => this.event(type, payload, info),
      fault: (error) => void this.emit('fault', error),
    });
    this.unlisten = way.listen((data) => this.outside(data));
    this.timer = setInterval(() => this.watch(), 1000);
    this.watch();
  }

  /** Sends a command. Resolves with the answer's payload, rejects with an `EposError`. */
  send<T extends CommandType>(type: T, payload: Commands[T][0], how: { timeout?: number } = {}): Promise<Commands[T][1]> {
    const answer = this.commands.send(type, payload, how.timeout ?? this.limit(type)) as Promise<Commands[T][1]>;
    if (type === 'session.configure') void answer.then(() => this.keep(payload as Commands['session.configure'][0]), () => undefined);
    return answer;
  }

  /** Sends a command that failed with `retry` again: the same id, the same bytes. */
  retry(id: string, how: { timeout?: number } = {}): Promise<unknown> {
    return this.commands.retry(id, how.timeout);
  }

  /** The event that ends an operation (`accepted` of its answer): `coupon.redeemed`, `tender.declined` and so on. */
  outcome<T extends keyof Events>(operation: string): Promise<{ type: T; payload: Events[T] }> {
    const done = this.outcomes.get(operation);
    const found = done ? Promise.resolve(done) : new Promise<Envelope>((told) => this.expecting.set(operation, told));
    return found as Promise<unknown> as Promise<{ type: T; payload: Events[T] }>;
  }

  /** Listens to an event; the answer takes the listener away again. Events are acknowledged after all listeners ran. */
  on<T extends keyof AllEvents>(type: T, handler: (payload: AllEvents[T], info: { epoch: string; seq: number }) => unknown): () => void {
    const set = this.handlers.get(type) ?? new Set();
    this.handlers.set(type, set.add(handler as Handler));
    return () => void set.delete(handler as Handler);
  }

  /** Takes a kind of request. An outcome is remembered: a repeated request is answered without calling the handler again. */
  onRequest<T extends keyof Requests>(type: T, handler: (payload: Requests[T], info: RequestInfo) => Promise<Outcome> | Outcome): void {
    this.inbox.onRequest(type, handler as Parameters<Inbox['onRequest']>[1]);
  }

  /** Tells the outcome of a request that was `unknown`. */
  settle(req: string, outcome: Outcome): void {
    this.inbox.settle(req, outcome);
  }

  /** Loads the page anew. */
  reload(): void {
    this.way.reload();
  }

  /** Ends it: unanswered commands fail with `closed`. */
  close(): void {
    this.state = 'closed';
    clearInterval(this.timer);
    this.unlisten();
    this.drop();
    this.commands.close();
  }

  /** What the page has taken holds for every session that is opened after it. */
  private keep({ locale, appearance, display }: Commands['session.configure'][0]): void {
    Object.assign(this.options, locale && { locale }, appearance && { appearance }, display && { display });
  }

  private limit(type: string): number {
    const { pricing = 1500, tender = 5000 } = this.options.timeouts ?? {};
    return limitOf(type, { pricing, tender });
  }

  private drop(): void {
    this.line?.close();
    this.opening?.line.close();
    this.line = this.opening = undefined;
  }

  private log(dir: LogEntry['dir'], message: Envelope): void {
    this.options.log?.(entry(dir, message, dir === 'in' ? this.commands.age(message.re) : undefined));
  }

  private post(text: string): boolean {
    if (!this.line || this.state !== 'open') return false;
    this.line.post(text);
    this.log('out', JSON.parse(text) as Envelope);
    return true;
  }

  /** What the page says of itself, outside of a session. */
  private outside(data: unknown): boolean {
    const message = parsed(data);
    if (!message || kindOf(message) !== 'page' || message.type === 'epos.alive') return false;
    if (message.type === 'epos.hello') void this.greet(String((message.payload as { nonce?: unknown }).nonce ?? ''));
    else this.page(message);
    return true;
  }

  private page(message: Envelope): void {
    this.log('in', message);
    if (message.type === 'epos.replaced') {
      // It may be by the session that we are just opening: its answer comes over another port, and often later than this.
      if (this.opening) this.ousted = true;
      else this.replaced();
    } else if (message.type === 'epos.failed' || message.type === 'epos.closed') {
      void this.emit('failed', message.payload ?? { code: message.type });
    }
  }

  private replaced(): void {
    this.drop();
    this.ousted = false;
    this.state = 'replaced';
    void this.emit('replaced', {});
  }

  /** Answers a hello, once for each nonce; after a refusal, later and later. */
  private async greet(nonce: string): Promise<void> {
    const now = performance.now();
    if (this.state === 'closed' || nonce === this.nonce || now < this.notBefore) return;
    if (this.opening && (this.opening.nonce === nonce || now - this.opening.since < 200)) return;
    const line: Line = this.way.line((data) => this.receive(line, data));
    const mine = { id: this.commands.nextId(), nonce, line, since: now };
    this.opening?.line.close();
    this.opening = mine;
    const { deviceToken, ledgerKey, locale, appearance, display, capabilities } = this.options;
    const payload: Open = {
      nonce, host_session: this.hostSession, device_token: typeof deviceToken === 'string' ? deviceToken : await deviceToken(),
      ...(locale && { locale }), ...(appearance && { appearance }), ...(display && { display }),
      ...(ledgerKey && { ledger_key: typeof ledgerKey === 'string' ? ledgerKey : await ledgerKey() }),
      capabilities: capabilities ?? [], ...(this.memory.position && { position: this.memory.position }),
    };
    if (this.opening !== mine) return;
    const message = { v: 1, id: mine.id, type: 'session.open', payload };
    line.open(JSON.stringify(message));
    this.log('out', message);
  }

  private receive(line: Line, data: unknown): void {
    const message = parsed(data);
    if (!message || this.state === 'closed') return;
    if (line === this.opening?.line && message.re === this.opening.id) return this.answered(message);
    if (line !== this.line) return;
    this.heard = performance.now();
    if (this.state === 'silent') {
      this.state = 'open';
      void this.emit('alive', {});
      this.commands.resend();
    }
    if (message.re !== undefined) {
      this.log('in', message);
      this.commands.answer(message);
    } else if (message.req !== undefined) {
      this.log('in', message);
      void this.inbox.request(message);
    } else if (message.seq !== undefined) {
      this.log('in', message);
      this.inbox.event(message);
    } else if (message.type === 'screen.say' || message.type === 'screen.blur') {
      this.log('in', message);
      void this.emit(message.type, message.payload as never, { epoch: '', seq: 0 });
    } else if (message.type !== 'epos.alive') this.page(message);
  }

  /** The answer to `session.open`. */
  private answered(message: Envelope): void {
    const { line, nonce, since } = this.opening as NonNullable<typeof this.opening>;
    this.opening = undefined;
    const now = performance.now();
    this.options.log?.(entry('in', message, Math.round(now - since)));
    if (!message.ok) {
      line.close();
      this.refusals += 1;
      this.notBefore = now + Math.min(500 * 2 ** this.refusals, 30_000);
      if (this.ousted) this.replaced();
      return void this.emit('refused', refusal(message, 'session.open'));
    }
    this.line?.close();
    Object.assign(this, { line, nonce, heard: now, refusals: 0, ousted: false, state: 'open' });
    const first = this.opened === undefined;
    const opened = message.payload as Opened;
    this.opened = opened;
    // What acknowledges events of a journal that is gone means others in the new one.
    if (!this.inbox.opened(opened)) this.commands.close('session.ack');
    this.inbox.then(async () => {
      await this.emit(first ? 'opened' : 'reopened', opened);
      this.resolveReady(opened);
    });
    this.commands.resend();
  }

  /** Once a second: is the page still there? While it is not, ask for a hello. */
  private watch(): void {
    const now = performance.now();
    if (this.opening && now - this.opening.since > OPEN_WITHIN) {
      this.opening.line.close();
      this.opening = undefined;
      if (this.ousted) this.replaced();
    }
    if (this.state === 'open' && now - this.heard > SILENT_AFTER) {
      this.state = 'silent';
      this.nonce = '';
      void this.emit('silent', {});
    }
    const waiting = this.state === 'silent' || (this.way.older && this.state === 'connecting' && !this.opening);
    if (waiting && now - this.asked > OPEN_WITHIN) {
      this.asked = now;
      this.way.say(ASK_HELLO);
    }
  }

  private async event(type: string, payload: unknown, info: unknown): Promise<void> {
    const { op_id, tender_ref } = payload as { op_id?: string; tender_ref?: string };
    await this.emit(type, payload, info);
    const operation = op_id ?? (type === 'tender.unknown' ? undefined : tender_ref);
    if (operation === undefined) return;
    const outcome = { v: 1, type, payload };
    this.outcomes.set(operation, outcome);
    const oldest = this.outcomes.keys().next().value;
    if (this.outcomes.size > OUTCOMES && oldest !== undefined) this.outcomes.delete(oldest);
    this.expecting.get(operation)?.(outcome);
    this.expecting.delete(operation);
  }

  private async emit(type: string, payload: unknown, info?: unknown): Promise<void> {
    for (const handler of [...(this.handlers.get(type) ?? [])]) {
      try {
        await handler(payload, info);
      } catch (error) {
        if (type === 'fault') console.error(error);
        else await this.emit('fault', error);
      }
    }
  }
}
