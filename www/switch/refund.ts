/**
 * Our extension of the app switch: money goes back, for a payment that was made here, or for goods that the caller lists.
 *
 * What must hold: what goes back is what the page says the goods were paid with, never more; it is the amount that the caller said, to the
 * cent, or nothing; and it goes to where the money came from.
 */
import { EposError, type BackLine, type BasketState, type EposHost, type LineIn } from '../sdk/src/index.js';
import type { SwitchError } from './request.js';

/** What is to come back: of a payment named in one of two ways, these lines or all that is left; or, blind, these goods. */
export interface Refund {
  transaction_id?: string;
  sale_record?: string;
  lines: BackLine[];
  goods: LineIn[];
  reason?: string;
}

/** It cannot be; the caller is told this and how much could go back, if that is known. */
export class Refused extends Error {
  constructor(readonly error_code: SwitchError, readonly refundable?: number) {
    super(error_code);
  }
}

const CODES: Record<string, SwitchError> = {
  sale_unknown: 'refund_not_found', sale_record_invalid: 'refund_not_found', line_unknown: 'data_invalid', more_than_sold: 'refund_too_large',
  refund_refused: 'refund_not_allowed', consent_needed: 'refund_not_allowed',
};
const PATIENCE = 500;

/** What the page refuses, as the caller is told. */
export function refusedAs(error: unknown): unknown {
  const code = error instanceof EposError ? CODES[error.code] : undefined;
  return code ? new Refused(code) : error;
}

/** Puts what comes back into the basket of kind refund. `amount` is what the caller wants back, positive. */
export async function putBack(host: EposHost, basket_ref: string, refund: Refund, amount: number): Promise<BasketState> {
  const { transaction_id, sale_record, lines, goods, reason } = refund;
  const words = { basket_ref, ...(reason !== undefined && { reason }) };
  try {
    if (goods.length) return exactly(await host.send('basket.refund', { ...words, goods }), amount);
    // Our own number stands behind the basket's: `switch-..:7`.
    const sale = transaction_id === undefined ? { sale_record: sale_record as string } : { sale: transaction_id.replace(/:\d+$/, '') };
    return exactly(await host.send('basket.refund', { ...words, ...sale, ...(lines.length && { lines }) }), amount);
  } catch (error) {
    throw refusedAs(error);
  }
}

function exactly(state: BasketState, amount: number): BasketState {
  if (-state.totals.total === amount) return state;
  throw new Refused(-state.totals.total < amount ? 'refund_too_large' : 'refund_amount_mismatch', -state.totals.total);
}

/** Closes the basket; goods without a payment of ours wait until somebody has consented, or not. */
export async function freezeBack(host: EposHost, basket_ref: string, state: BasketState, stopped: () => boolean): Promise<BasketState | undefined> {
  while (!stopped()) {
    try {
      return await host.send('basket.freeze', { basket_ref, revision: state.revision, register_total: state.totals.total });
    } catch (error) {
      const asked = error instanceof EposError && error.code === 'consent_needed' && error.details['consent'] === 'asked';
      if (!asked) throw refusedAs(error);
      await new Promise((done) => { setTimeout(done, PATIENCE); });
    }
  }
  return undefined;
}
