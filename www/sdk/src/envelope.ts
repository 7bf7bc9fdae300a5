/** What travels on the port: a command, an answer, an event or a request. */
import type { Id, Moment } from './wire.js';

/** An error as the page sends it. */
export interface WireError {
  code: Id; who: 'host' | 'later' | 'customer' | 'service' | 'epos'; retry: boolean; cashier_text?: string; customer_text?: string;
  details?: Record<string, unknown>;
}
/** Anything that travels on the port. */
export interface Envelope {
  v: number; id?: Id; re?: Id; type: string; ok?: boolean; payload?: unknown; error?: WireError; epoch?: Id; seq?: number; req?: Id;
  deadline?: Moment;
}
