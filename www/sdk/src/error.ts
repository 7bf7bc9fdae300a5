import type { Envelope, WireError } from './envelope.js';

/** What the SDK itself can say; every other code is the page's (docs/generated/errors.md). */
export type OwnCode = 'timeout' | 'closed';

/** A command that was refused, or that nobody answered in time. `who` says who must act. */
export class EposError extends Error {
  override readonly name = 'EposError';
  readonly code: string;
  readonly who: WireError['who'];
  /** The same command may be sent again: `host.retry(error.id)`. */
  readonly retry: boolean;
  readonly cashier_text: string;
  readonly customer_text: string;
  readonly details: Readonly<Record<string, unknown>>;
  /** The command's id. */
  readonly id: string;
  /** The command's type. */
  readonly type: string;

  constructor(error: WireError, id: string, type: string) {
    super(`${type}: ${error.code}${error.cashier_text ? ` (${error.cashier_text})` : ''}${error.details ? ` ${JSON.stringify(error.details)}` : ''}`);
    this.code = error.code;
    this.who = error.who;
    this.retry = error.retry;
    this.cashier_text = error.cashier_text ?? '';
    this.customer_text = error.customer_text ?? '';
    this.details = error.details ?? {};
    this.id = id;
    this.type = type;
  }
}

/** The error of a refusal. */
export const refusal = (answer: Envelope, type: string): EposError =>
  new EposError(answer.error ?? { code: 'epos_failed', who: 'epos', retry: true }, answer.re ?? '', type);

/** An error of the SDK's own. `sent` is false for a command that never left. */
export const own = (code: OwnCode, id: string, type: string, sent: boolean): EposError =>
  new EposError({ code, who: code === 'timeout' ? 'later' : 'host', retry: code === 'timeout', details: { sent } }, id, type);
