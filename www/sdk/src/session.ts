/**
 * The same session without screens: the component runs in this very page, Worker or Node process, and whoever made it draws
 * for itself. `price` is the calculation alone.
 *
 * What must hold: an instance that has trapped is never called again; the next one is built from the module compiled once and
 * the journal, greets, and what was unanswered goes out again. More than three in a minute: out of service.
 */
import { EposHost, type HostOptions } from './host.js';
import { bridgeWay, type Bridge } from './way.js';

/** `pkg/smarts_epos.js`. */
export interface Component {
  default(how: { module_or_path: WebAssembly.Module }): Promise<unknown>;
  start(mount: undefined, host: object, boot: string): Promise<void>;
  receive(link: number, origin: string, nonce: string, text: string): void;
  link_down(link: number): void;
  price(request: string): string;
}

export type Kept = 'stored' | 'not_stored' | 'unknown';

/** Where batches of facts are kept. `entries` is asked for at each start; a batch is kept whole or not at all. */
export interface SessionJournal {
  /** What becomes of what is stored; with `none` there is no stored value. */
  readonly health: 'persistent' | 'volatile' | 'none';
  entries(): string[] | Promise<string[]>;
  append(batch: string): Kept | Promise<Kept>;
  /** Puts these in the place of all there are. */
  replace(batches: string[]): Kept | Promise<Kept>;
}

export interface ComponentFiles {
  /** A copy of the component that was not used yet: an import with another fragment or query each time. */
  component(copy: number): Promise<Component>;
  module: WebAssembly.Module;
}

export interface SessionOptions extends HostOptions, ComponentFiles {
  /** Of `config.json`: who signs device tokens and packs. */
  config: { issuers: object[]; audience: string; build?: string };
  /** The signed pack. */
  pack?: string;
  /** Texts by language, of `locales/`. */
  catalogs?: Record<string, Record<string, string>>;
  /** In memory if missing. */
  journal?: SessionJournal;
}

const LINK = 1;
const MINUTE = 60_000;
/** The origin under which a device token allows a session without a window. */
const ORIGIN = 'bridge';

/** A journal that lives as long as this process: it outlives a fault of the component, and nothing else. */
export function memoryJournal(): SessionJournal {
  let held: string[] = [];
  return {
    health: 'none',
    entries: () => held,
    append(batch) { held.push(batch); return 'stored'; },
    replace(batches) { held = [...batches]; return 'stored'; },
  };
}

class Inside implements Bridge {
  private heard: ((text: string) => void) | undefined;
  private app: Component | undefined;
  private copies = 0;
  private generation = 0;
  private crashes = 0;
  private ends: number[] = [];
  private nonce = '';
  private closed = false;
  private readonly journal: SessionJournal;

  constructor(private readonly options: SessionOptions) {
    this.journal = options.journal ?? memoryJournal();
    void this.start();
  }

  listen(heard: (text: string) => void): () => void {
    this.heard = heard;
    return () => { this.heard = undefined; };
  }

  post(text: string): void {
    const { app, generation } = this;
    if (!app) return; // sent again when the next instance has greeted
    if ((JSON.parse(text) as { type: string }).type === 'epos.hello') return this.greet();
    try {
      app.receive(LINK, ORIGIN, this.nonce, text);
    } catch (error) {
      this.crash(generation, error);
    }
  }

  /** The instance is left to itself and built anew. */
  reload(): void {
    this.generation += 1;
    this.app = undefined;
    void this.start();
  }

  close(): void {
    this.closed = true;
    this.generation += 1;
    this.app = undefined;
  }

  private say(type: string, payload: object): void {
    this.heard?.(JSON.stringify({ v: 1, type, payload }));
  }

  private greet(): void {
    this.nonce = Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, '0')).join('');
    this.say('epos.hello', { protocols: [1], build: this.options.config.build ?? '', engine: '', nonce: this.nonce });
  }

  private async start(): Promise<void> {
    const mine = this.generation;
    try {
      this.copies += 1;
      const app = await this.options.component(this.copies);
      await app.default({ module_or_path: this.options.module });
      const { config, pack = '', catalogs = {} } = this.options;
      const journal = { health: this.journal.health, detail: '', lost: false, entries: await this.journal.entries() };
      const boot = { build: config.build ?? '', config, secure: true, journal, catalogs, pack: pack.trim(), crashes: this.crashes, link: 0 };
      if (mine !== this.generation) return;
      await app.start(undefined, this.doors(mine), JSON.stringify(boot));
      if (mine !== this.generation) return;
      this.app = app;
      this.greet();
    } catch (error) {
      this.crash(mine, error);
    }
  }

  /** What the instance of one generation may ask for; a dead one is not heard. */
  private doors(mine: number): object {
    const live = () => mine === this.generation;
    const kept = async (write: () => Kept | Promise<Kept>): Promise<Kept> => {
      if (!live()) return new Promise(() => undefined);
      const result = await write();
      // The journal alone knows: a fresh instance reads it back and gets the command again.
      if (result === 'unknown') this.crash(mine, 'the outcome of a batch is unknown');
      return result;
    };
    return {
      send: (_link: number, _re: string, text: string) => { if (live()) this.heard?.(text); },
      accept: () => undefined,
      refuse: () => undefined,
      append: (text: string) => kept(() => this.journal.append(text)),
      replace: (texts: string[]) => kept(() => this.journal.replace(texts)),
      panicked: (place: string) => this.crash(mine, place),
    };
  }

  private crash(mine: number, why: unknown): void {
    if (mine !== this.generation || this.closed) return;
    console.error(`epos instance ended: ${String(why).slice(0, 200)}`);
    this.generation += 1;
    this.crashes += 1;
    this.app = undefined;
    const now = performance.now();
    this.ends = [...this.ends.filter((at) => now - at < MINUTE), now];
    if (this.ends.length > 3) return this.say('epos.failed', { code: 'out_of_service' });
    void Promise.resolve().then(() => this.start()); // when the trap has unwound
  }
}

/**
 * A session with a component of our own.
 *
 * ```ts
 * const session = new EposSession({ ...(await load('/epos/')), deviceToken });
 * await session.ready;
 * const basket = await session.send('basket.open', { basket_ref: 'sale-1', currency: 'EUR' });
 * ```
 */
export class EposSession extends EposHost {
  private readonly inside: Inside;

  constructor(options: SessionOptions) {
    const inside = new Inside(options);
    super(bridgeWay(inside), options);
    this.inside = inside;
  }

  override close(): void {
    super.close();
    this.inside.close();
  }
}

/** The calculation alone: a pricing request in, the priced basket or the refusal out (docs/pricing.md). */
export async function pricing(files: ComponentFiles): Promise<(request: object) => unknown> {
  const component = await files.component(0);
  await component.default({ module_or_path: files.module });
  return (request) => JSON.parse(component.price(JSON.stringify(request))) as unknown;
}

/** Loads everything of a session from a folder of our own origin that holds the page: component, configuration, pack, texts. */
export async function load(folder: string | URL): Promise<ComponentFiles & Pick<SessionOptions, 'config' | 'pack' | 'catalogs'>> {
  const base = new URL(folder, location.href);
  const get = async (path: string) => {
    const reply = await fetch(new URL(path.replace(/^\//, ''), base));
    if (!reply.ok) throw new Error(`${path}: ${reply.status}`);
    return reply;
  };
  const config = await (await get('config.json')).json() as SessionOptions['config'] & { pack?: string; locales?: string[] };
  const [module, pack, ...texts] = await Promise.all([
    get('pkg/smarts_epos_bg.wasm').then((reply) => WebAssembly.compileStreaming(reply)),
    config.pack ? get(config.pack).then((reply) => reply.text()) : '',
    ...(config.locales ?? []).map((locale) => get(`locales/${locale}.json`).then((reply) => reply.json() as Promise<Record<string, string>>)),
  ]);
  const catalogs = Object.fromEntries((config.locales ?? []).map((locale, place) => [locale, texts[place] ?? {}]));
  const glue = new URL('pkg/smarts_epos.js', base).href;
  return { config, module, pack, catalogs, component: (copy) => import(`${glue}#${copy}`) as Promise<Component> };
}

export { EposError } from './error.js';
export type { HostOptions } from './host.js';
export type * from './wire.js';
