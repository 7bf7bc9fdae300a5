import { EposHost, type HostOptions } from './host.js';
import { bridgeWay, windowWay, type Bridge } from './way.js';

export { EposHost, type AllEvents, type HostOptions, type OwnEvents, type State } from './host.js';
export { EposError, type OwnCode } from './error.js';
export type { Outcome, RequestInfo } from './inbox.js';
export type { LogEntry } from './log.js';
export type { Storage } from './memory.js';
export type { Bridge } from './way.js';
export type * from './envelope.js';
export type * from './wire.js';

/** Where a page is that runs in a window. */
export interface PageOptions extends HostOptions {
  /** Address of the page; its origin is the only one spoken to. */
  pageUrl: string;
}

export interface MountOptions extends PageOptions {
  /** Of the frame, for screen readers. */
  title?: string;
}

/** A session with a page in a frame of ours. */
export class FramedHost extends EposHost {
  /** Use `mount`. */
  constructor(readonly frame: HTMLIFrameElement, options: PageOptions) {
    super(windowWay(() => frame.contentWindow, options.pageUrl, (url) => { frame.src = url; }, false), options);
  }

  /** Ends it: the frame is removed, unanswered commands fail with `closed`. */
  override close(): void {
    super.close();
    this.frame.remove();
  }
}

/**
 * Puts the page into `element` and opens a session with it.
 *
 * ```ts
 * const host = mount(document.querySelector('#customer'), { pageUrl: 'http://127.0.0.1:8081/', deviceToken });
 * await host.ready;
 * const basket = await host.send('basket.open', { basket_ref: 'sale-1', currency: 'EUR' });
 * ```
 */
export function mount(element: Element, options: MountOptions): FramedHost {
  const frame = document.createElement('iframe');
  frame.title = options.title ?? 'Customer screen';
  frame.referrerPolicy = 'no-referrer';
  frame.allow = 'autoplay; fullscreen';
  const host = new FramedHost(frame, { ...options });
  host.reload();
  element.append(frame);
  return host;
}

/**
 * Opens a session with a page that is there already: in a window this register opened (`window.open`), in a frame it made
 * itself, or at the other end of a bridge of its own, which is the one way outside of a browser.
 */
export function attach(page: Window, options: PageOptions): EposHost;
export function attach(page: Bridge, options: HostOptions): EposHost;
export function attach(page: Window | Bridge, options: HostOptions & { pageUrl?: string }): EposHost {
  // Of a window of another site nothing may be read but a few names; `listen` is not among them.
  const way = 'postMessage' in page
    ? windowWay(() => page, options.pageUrl ?? '', (url) => { page.location.href = url; }, true)
    : bridgeWay(page);
  return new EposHost(way, { ...options });
}
