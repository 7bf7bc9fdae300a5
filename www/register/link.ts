/** The register's end of the SDK: one host at a time, the switch "page is dead", the log. */
import { EposError, mount, type Commands, type CommandType, type EposHost, type FramedHost, type LogEntry } from '../sdk/src/index.js';
import type { Settings } from './model.js';
import { opened } from './playground/device.js';
import { STORE, storeKey, TILL } from './store.js';
import { locales } from './texts.js';

export type LinkState = 'open' | 'connecting' | 'silent' | 'replaced' | 'closed';

/** Where the page is: the port behind ours, unless `?page=` says otherwise. */
export function pageUrl(): string {
  const asked = new URLSearchParams(location.search).get('page');
  return new URL(asked ?? `${location.protocol}//${location.hostname}:${Number(location.port || 80) + 1}/`, location.href).href;
}

const AGAIN = 500;

export class Link {
  dead = false;
  host: FramedHost;
  /** How long the cashier waits for the page, in milliseconds. */
  readonly timeouts = { pricing: 1500, tender: 5000 };

  constructor(
    private readonly place: HTMLElement,
    private readonly settings: () => Settings,
    private readonly dressed: (host: EposHost) => void,
    private readonly log: (entry: LogEntry) => void,
  ) {
    this.host = this.open();
    new ResizeObserver(() => this.scale()).observe(place);
  }

  /** Draws the customer's display as large as there is room. */
  private scale(): void {
    const { frame } = this.host;
    if (frame.offsetWidth) frame.style.transform = `scale(${this.place.clientWidth / frame.offsetWidth})`;
  }

  private open(): FramedHost {
    const { theme, touch, receiptChoice = false } = this.settings();
    const host = mount(this.place, {
      pageUrl: opened(pageUrl()),
      deviceToken: async () => (await (await fetch(TILL === '1' ? '/device-token.txt' : `/device-token-${TILL}.txt`, { cache: 'no-store' })).text()).trim(),
      locale: locales(this.settings()), appearance: { theme }, display: { role: 'customer', touch, receipt_choice: receiptChoice },
      capabilities: ['payment.take', 'payment.reverse', 'payment.pay_out', 'payment.refund', 'authorise', 'print', 'print.html', ...(STORE ? ['ledger.ask'] : [])],
      ...(STORE && { ledgerKey: storeKey }),
      timeouts: this.timeouts, storage: localStorage, storagePrefix: `register.epos${TILL === '1' ? '' : `.${TILL}`}`, title: 'ePOS', log: this.log,
    });
    host.frame.id = 'page';
    return host;
  }

  /** Listens to the present host; called again for each new one. */
  start(): void {
    this.dressed(this.host);
  }

  /** What only session.open can say (the display) needs a new session. */
  anew(): void {
    this.host.close();
    this.host = this.open();
    this.scale();
    this.start();
  }

  get state(): LinkState {
    return this.host.state;
  }

  /** There is a page to talk to, as far as is known: one that has just died is noticed by its silence only. */
  get up(): boolean {
    return this.host.state === 'open';
  }

  /** The switch: the frame is emptied without a word to anyone, as a crashed renderer would. */
  setDead(dead: boolean): void {
    this.dead = dead;
    this.place.classList.toggle('dead', dead);
    if (dead) this.host.frame.src = 'about:blank';
    else this.host.reload();
  }

  /** What the device could not do for the moment is asked once more: the same id and the same bytes. */
  private async again<T extends CommandType>(error: unknown): Promise<Commands[T][1]> {
    if (!(error instanceof EposError) || error.who !== 'service' || !error.retry) throw error;
    await new Promise((done) => { setTimeout(done, AGAIN); });
    return this.host.retry(error.id) as Promise<Commands[T][1]>;
  }

  /** Asks the page; `undefined` if there is none or it does not answer in time. A refusal is thrown. */
  async ask<T extends CommandType>(type: T, payload: Commands[T][0]): Promise<Commands[T][1] | undefined> {
    if (this.host.state !== 'open') return undefined;
    try {
      return await this.host.send(type, payload).catch((error: unknown) => this.again<T>(error));
    } catch (error) {
      if (error instanceof EposError && (error.code === 'timeout' || error.code === 'closed')) return undefined;
      throw error;
    }
  }
}
