/**
 * Faults between register and page, put into the ports themselves: neither side knows.
 *
 * What must hold: a fault is used up by the messages it befalls; without one every message passes as it is, at once.
 */
export type Fault = 'drop' | 'double' | 'delay' | 'swap';
export type Way = 'in' | 'out';
export const FAULTS: readonly Fault[] = ['drop', 'double', 'delay', 'swap'];

const DELAY = 3000;
const SWAP_WITHIN = 2000;

interface Next { fault: Fault; left: number }

export class Faults {
  private readonly next: Record<Way, Next | undefined> = { in: undefined, out: undefined };
  private readonly held: Record<Way, (() => void) | undefined> = { in: undefined, out: undefined };

  constructor(private readonly changed: () => void) {}

  /** The next `count` messages this way are befallen. */
  set(way: Way, fault: Fault, count: number): void {
    this.next[way] = { fault, left: count };
    this.changed();
  }

  left(way: Way): string {
    const next = this.next[way];
    return next ? `${next.fault} ×${next.left}` : '';
  }

  /** Passes a message on, or does what is to befall it. */
  pass(way: Way, go: () => void): void {
    const released = this.held[way];
    if (released) {
      this.held[way] = undefined;
      go();
      return released();
    }
    const next = this.next[way];
    if (!next) return go();
    next.left -= 1;
    if (next.left <= 0) this.next[way] = undefined;
    this.changed();
    if (next.fault === 'delay') setTimeout(go, DELAY);
    if (next.fault === 'double') {
      go();
      go();
    }
    if (next.fault === 'swap') {
      // Goes behind the next one; alone it goes after a while.
      const release = () => { if (this.held[way] === release) this.held[way] = undefined; go(); };
      this.held[way] = release;
      setTimeout(() => { if (this.held[way] === release) release(); }, SWAP_WITHIN);
    }
  }

  /** From here on every port of this document goes through here. */
  install(): void {
    const faults = this;
    const { postMessage } = MessagePort.prototype;
    const heard = Object.getOwnPropertyDescriptor(MessagePort.prototype, 'onmessage');
    MessagePort.prototype.postMessage = function post(this: MessagePort, ...all: unknown[]) {
      faults.pass('out', () => Reflect.apply(postMessage, this, all));
    };
    Object.defineProperty(MessagePort.prototype, 'onmessage', {
      configurable: true,
      get() { return heard?.get?.call(this) as unknown; },
      set(this: MessagePort, hear: ((event: MessageEvent) => void) | null) {
        heard?.set?.call(this, hear && ((event: MessageEvent) => faults.pass('in', () => hear.call(this, event))));
      },
    });
  }
}
