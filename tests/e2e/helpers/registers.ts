// A register at the end of each way to the page, all with the same SDK: in a browser page for windows, in Node for
// native bridges, where the page meets a stand-in with the documented shape of what the native view injects.
import type { Page } from '@playwright/test';
import { attach, type Bridge, type EposHost } from '../../../www/sdk/src/index.ts';

/** What the tests do with a register, wherever it runs. */
export interface Register {
  /** The page as Playwright sees it. */
  page: Page;
  send(type: string, payload?: unknown, timeout?: number): Promise<any>;
  /** Sends a text of any kind past the SDK. */
  raw(text: string | object): Promise<void>;
  /** Messages of the page so far, as objects. */
  heard(): Promise<any[]>;
  /** The names of what the SDK told, with events as `basket.priced 3`. */
  told(): Promise<string[]>;
  /** The program of the register ends and starts again; the page stays. */
  restart(): Promise<void>;
  close(): void;
}

const OPTIONS = { deviceToken: 'token', timeouts: { pricing: 5000, tender: 5000 } };
export const TOLD = ['opened', 'reopened', 'refused', 'failed', 'replaced', 'silent'] as const;

/** What a view of each kind puts into the page: `toNative(text)` goes out, `fromNative(data)` comes in. */
export const NATIVE: Record<string, (named: string) => void> = {
  webview2: () => {
    const g = globalThis as any;
    g.chrome ??= {};
    g.chrome.webview = Object.assign(new EventTarget(), { postMessage: (text: string) => void g.toNative(text) });
    g.fromNative = (data: unknown) => g.chrome.webview.dispatchEvent(new MessageEvent('message', { data }));
  },
  android: (named) => {
    const g = globalThis as any;
    g[named] = Object.assign(new EventTarget(), { postMessage: (text: string) => void g.toNative(text) });
    g.fromNative = (data: unknown) => g[named].dispatchEvent(new MessageEvent('message', { data }));
  },
  object: (named) => {
    const g = globalThis as any;
    g[named] = { postMessage: (text: string) => void g.toNative(text) };
    g.fromNative = (data: unknown) => g.epos.receive(data);
  },
  query: (named) => {
    const g = globalThis as any;
    let count = 0;
    g.queries = new Map();
    g[named] = (query: any) => {
      count += 1;
      if (query.persistent) g.queries.set(count, query);
      else void g.toNative(query.request).then(() => query.onSuccess(''));
      return count;
    };
    g.fromNative = (data: unknown) => g.queries.forEach((query: any) => query.onSuccess(data));
  },
  qt: (named) => {
    const g = globalThis as any;
    g.qt = { webChannelTransport: { send: () => undefined } };
    const object = {
      fromPage: (text: string) => void g.toNative(text),
      toPage: { connect: (heard: (data: unknown) => void) => { g.fromNative = heard; } },
    };
    g.QWebChannel = class {
      constructor(transport: unknown, ready: (channel: unknown) => void) {
        if (transport !== g.qt.webChannelTransport) throw new Error('another transport');
        setTimeout(() => ready({ objects: { [named]: object } }), 20);
      }
    };
  },
};
export const NAMES: Record<string, string | undefined> = { android: 'eposHost', object: 'eposHost', query: 'eposQuery', qt: 'till' };

/** A native register: the SDK in this process, the page in the top frame. */
export async function native(page: Page, pageUrl: string, kind: string): Promise<Register> {
  const listeners = new Set<(text: string) => void>();
  const heard: any[] = [];
  let sending: Promise<unknown> = Promise.resolve();
  const raw = (data: string | object) => {
    sending = sending.then(() => page.evaluate((one) => (globalThis as any).fromNative?.(one), data)).catch(() => undefined);
    return sending as Promise<void>;
  };
  await page.exposeFunction('toNative', (text: string) => {
    heard.push(JSON.parse(text));
    for (const listener of [...listeners]) listener(text);
  });
  await page.addInitScript(NATIVE[kind] as () => void, NAMES[kind]);
  const bridge: Bridge = {
    post: (text) => void raw(text),
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  const told: string[] = [];
  let host: EposHost;
  const start = () => {
    host = attach(bridge, OPTIONS);
    for (const type of TOLD) host.on(type, () => void told.push(type));
    host.on('basket.priced', (_, { seq }) => void told.push(`basket.priced ${seq}`));
  };
  await page.goto(pageUrl);
  start();
  return {
    page, raw,
    send: (type, payload = {}, timeout) => host.send(type as never, payload as never, timeout ? { timeout } : {}),
    heard: async () => heard,
    told: async () => told,
    restart: async () => { host.close(); start(); },
    close: () => host.close(),
  };
}

/** A register that is a web page; the page is in its frame or in a window it opened. */
export async function windowed(page: Page, hostUrl: string, pageUrl: string, kind: 'frame' | 'opener'): Promise<Register> {
  await page.goto(hostUrl);
  const waiting = kind === 'opener' ? page.waitForEvent('popup') : undefined;
  await page.evaluate(([url, how, options, types]) => {
    const g = globalThis as any;
    g.heard = [];
    g.told = [];
    addEventListener('message', ({ data, source }) => { if (source === g.there) g.heard.push(JSON.parse(data)); });
    if (how === 'frame') {
      const frame = document.createElement('iframe');
      frame.src = url;
      document.body.append(frame);
      g.there = frame.contentWindow;
    } else g.there = open(url);
    g.start = () => {
      g.host = g.Epos.attach(g.there, { ...options, pageUrl: url });
      for (const type of types) g.host.on(type, () => g.told.push(type));
      g.host.on('basket.priced', (_: unknown, info: any) => g.told.push(`basket.priced ${info.seq}`));
    };
    g.start();
  }, [pageUrl, kind, OPTIONS, TOLD] as const);
  const there = await waiting ?? page;
  return {
    page: there,
    send: (type, payload = {}, timeout) => page.evaluate(([t, p, limit]) =>
      (globalThis as any).host.send(t, p, limit ? { timeout: limit } : {}), [type, payload, timeout] as const),
    raw: (text) => page.evaluate(([data, url]) => (globalThis as any).there.postMessage(data, url), [text, pageUrl] as const),
    heard: () => page.evaluate(() => (globalThis as any).heard),
    told: () => page.evaluate(() => (globalThis as any).told),
    restart: () => page.evaluate(() => { (globalThis as any).host.close(); (globalThis as any).start(); }),
    close: () => undefined,
  };
}
