import { EposHost, type HostOptions } from './host.js';

export { EposHost, type AllEvents, type HostOptions, type OwnEvents, type State } from './host.js';
export { EposError, type OwnCode } from './error.js';
export type { Outcome, RequestInfo } from './inbox.js';
export type { LogEntry } from './log.js';
export type { Storage } from './memory.js';
export type * from './envelope.js';
export type * from './wire.js';

/**
 * Puts the page into `element` and opens a session with it.
 *
 * ```ts
 * const host = mount(document.querySelector('#customer'), { pageUrl: 'http://127.0.0.1:8081/', deviceToken });
 * await host.ready;
 * const basket = await host.send('basket.open', { basket_ref: 'sale-1', currency: 'EUR' });
 * ```
 */
export function mount(element: Element, options: HostOptions): EposHost {
  const frame = document.createElement('iframe');
  frame.title = options.title ?? 'Customer screen';
  frame.referrerPolicy = 'no-referrer';
  frame.allow = 'autoplay; fullscreen';
  const host = new EposHost(frame, { ...options });
  host.reload();
  element.append(frame);
  return host;
}
