/**
 * The computer that the page runs on, put out of order: its disk full, its clock wrong.
 *
 * What must hold: the page itself knows nothing of it. It is opened by another address, `/playground/page.html` of the same origin, where the
 * browser's clock and disk were put out of order before the shipped page starts; its journal is that of the page.
 */
const KEPT = 'playground.page';
const WITHIN = 10_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export interface Device { clock: number; disk: 'good' | 'full' }
export const DISKS = ['good', 'full'] as const;
/** How far the clock is off, in milliseconds. */
export const CLOCKS: Record<string, number> = {
  right: 0, '+15 min': HOUR / 4, '+1 day': DAY, '+400 days': 400 * DAY, '-15 min': -HOUR / 4, '-1 day': -DAY, '-400 days': -400 * DAY,
};

/** Where the page is opened: by its own address, until it was put out of order in this tab. */
export const opened = (page: string): string => (sessionStorage.getItem(KEPT) ? new URL('/playground/page.html', page).href : page);

export class DeviceFaults {
  private wish: Device | undefined;
  private state: Device | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** `frame` is the present one; `anew` opens the page anew; `told` is called with what is so now. */
  constructor(private readonly frame: () => HTMLIFrameElement, private readonly anew: () => void, private readonly told: (text: string) => void) {
    addEventListener('message', ({ source, data }: MessageEvent<{ playground?: Device } | undefined>) => {
      if (source === this.frame().contentWindow && data?.playground) this.heard(data.playground);
    });
  }

  set(wish: Device): void {
    this.wish = wish;
    if (this.state) return this.say();
    sessionStorage.setItem(KEPT, 'yes');
    this.timer = setTimeout(() => {
      sessionStorage.removeItem(KEPT);
      this.told('no /playground/page.html here');
      this.anew();
    }, WITHIN);
    this.anew();
  }

  private say(): void {
    this.frame().contentWindow?.postMessage({ playground: this.wish }, '*');
    this.wish = undefined;
  }

  private heard(state: Device): void {
    clearTimeout(this.timer);
    this.state = state;
    if (this.wish) return this.say();
    const clock = Object.entries(CLOCKS).find(([, off]) => off === state.clock)?.[0] ?? `${state.clock} ms`;
    this.told([state.disk === 'full' ? 'disk full' : '', state.clock ? `clock ${clock}` : ''].filter(Boolean).join(' · '));
  }
}
