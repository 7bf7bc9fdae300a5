/**
 * What a register should still know after its own restart: how far events are handled, and how requests ended.
 *
 * What must hold: an outcome is stored before it is sent, so that a repeated request never takes money twice.
 */
import type { Position, RequestDone } from './wire.js';

/** What `localStorage` has; a register may pass its own. */
export interface Storage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/** A request as far as it is known: begun, or ended with an outcome. */
export interface Known { begun: true; outcome?: RequestDone }

const MOST = 200;

export class Memory {
  position: Position | undefined;
  private readonly requests: Map<string, Known>;

  constructor(private readonly storage: Storage | undefined, private readonly prefix: string) {
    this.position = this.load<Position>('position');
    this.requests = new Map(this.load<[string, Known][]>('requests') ?? []);
  }

  handled(position: Position): void {
    this.position = position;
    this.save('position', position);
  }

  request(req: string): Known | undefined {
    return this.requests.get(req);
  }

  remember(req: string, known: Known): void {
    this.requests.set(req, known);
    for (const oldest of this.requests.keys()) {
      if (this.requests.size <= MOST) break;
      this.requests.delete(oldest);
    }
    this.save('requests', [...this.requests]);
  }

  private load<T>(name: string): T | undefined {
    try {
      return (JSON.parse(this.storage?.getItem(`${this.prefix}.${name}`) ?? 'null') as T | null) ?? undefined;
    } catch {
      return undefined; // What cannot be read is as good as not there: the page sends it again.
    }
  }

  private save(name: string, value: unknown): void {
    this.storage?.setItem(`${this.prefix}.${name}`, JSON.stringify(value));
  }
}
