/**
 * What another app asks for when it switches over: one payment, or our extension, one refund, in the `data` parameter of a link.
 *
 * What must hold: nothing is sent to an address that was not registered for this client; a request with a fault is answered with
 * one documented code, or, where nobody may be answered, with none. Amounts are whole minor units.
 */
import type { BackLine, LineIn, TenderKind } from '../sdk/src/index.js';
import type { Refund } from './refund.js';

/** `switch.json`: who may switch over, and what is taken here. */
export interface SwitchConfig {
  /** By client id: where it may be called back (the whole address up to the question mark; or `scheme:` for an app), and whether it is active. */
  clients: Record<string, { callbacks: string[]; active?: boolean }>;
  location_id: string;
  currency: string;
  /** Ways to pay that this device can take. */
  kinds: TenderKind[];
  smallest: number;
  largest: number;
}

/** The codes of the model, and ours. */
export type SwitchError =
  | 'payment_canceled' | 'data_invalid' | 'not_logged_in' | 'location_id_mismatch' | 'user_not_active' | 'currency_code_missing'
  | 'unsupported_currency_code' | 'currency_code_mismatch' | 'amount_invalid_format' | 'amount_too_small' | 'amount_too_large'
  | 'invalid_tender_type' | 'unsupported_tender_type' | 'could_not_perform' | 'no_network_connection' | 'unsupported_api_version'
  | 'invalid_version_number' | 'customer_management_not_supported' | 'invalid_customer_id'
  /** Ours: this caller's id was used for a payment before. */
  | 'duplicate_transaction'
  /** Ours, of refunds: no such payment; more than is left of it; not what its goods are worth; the shop does not allow it. */
  | 'refund_not_found' | 'refund_too_large' | 'refund_amount_mismatch' | 'refund_not_allowed';

export interface Payment {
  client_id: string;
  callback_url: string;
  state: string | undefined;
  amount: number;
  currency: string;
  kinds: TenderKind[];
  lines: LineIn[];
  /** Money goes back; `amount` is how much. */
  refund: Refund | undefined;
  /** The caller's own id of this payment, at most 128 characters. */
  client_transaction_id: string | undefined;
  /** Milliseconds until the caller is called back; without it a key is pressed. */
  auto_return: number | undefined;
}

/** Nobody may be called back (`back` is missing), or this caller, with a code. */
export interface Fault { error_code: SwitchError; back?: { callback_url: string; state: string | undefined } }

const VERSIONS = ['1.0', '1.1', '1.2', '1.3'];
const KINDS: Record<string, TenderKind> = {
  CREDIT_CARD: 'card', CARD: 'card', CASH: 'cash', GIFT_CARD: 'gift_card', SQUARE_GIFT_CARD: 'gift_card', OTHER: 'other',
};
const ISO = /^[A-Z]{3}$/;
const SHORTEST = 3200;
const LONGEST = 10_000;
const MOST_ITEMS = 300;
const MOST_RECORD = 4096;

type Raw = Record<string, unknown>;
const table = (value: unknown): Raw | undefined => (typeof value === 'object' && value !== null && !Array.isArray(value) ? value as Raw : undefined);
const text = (value: unknown, most: number): string | undefined => (typeof value === 'string' && value.length <= most ? value : undefined);
const whole = (value: unknown): value is number => Number.isSafeInteger(value);

/** Whether this address may be called back: https without a user in it and registered letter by letter, or a registered app's scheme. */
export function registered(callback: string, callbacks: string[]): boolean {
  let url: URL;
  try {
    url = new URL(callback);
  } catch {
    return false;
  }
  if (/^(javascript|data|blob|file|filesystem|about|view-source|http|ws|wss|ftp):$/.test(url.protocol)) return false;
  if (url.protocol !== 'https:') return callbacks.includes(url.protocol);
  return !url.username && !url.password && callbacks.includes(`${url.origin}${url.pathname}`);
}

/** Reads the `data` of a link. */
export function readSwitch(data: string | null, config: SwitchConfig): Payment | Fault {
  let raw: Raw | undefined;
  try {
    raw = table(JSON.parse(data ?? ''));
  } catch {
    raw = undefined;
  }
  const client = raw && Object.hasOwn(config.clients, String(raw['client_id'])) ? config.clients[String(raw['client_id'])] : undefined;
  const callback_url = text(raw?.['callback_url'], 2000);
  if (!raw || !client || callback_url === undefined || !registered(callback_url, client.callbacks)) return { error_code: 'data_invalid' };
  const state = text(raw['state'], 4096);
  const found = checked(raw, config, client.active !== false);
  if (typeof found === 'string') return { error_code: found, back: { callback_url, state } };
  return { ...found, client_id: String(raw['client_id']), callback_url, state };
}

function version(value: unknown): SwitchError | undefined {
  if (typeof value !== 'string' || !/^\d+\.\d+$/.test(value)) return 'invalid_version_number';
  return VERSIONS.includes(value) ? undefined : 'unsupported_api_version';
}

function checked(raw: Raw, config: SwitchConfig, active: boolean): Omit<Payment, 'client_id' | 'callback_url' | 'state'> | SwitchError {
  const wrong = version(raw['version']);
  if (wrong) return wrong;
  if (!active) return 'user_not_active';
  if (raw['state'] !== undefined && text(raw['state'], 4096) === undefined) return 'data_invalid';
  if (raw['location_id'] !== undefined && raw['location_id'] !== config.location_id) return 'location_id_mismatch';
  if (raw['customer_id'] !== undefined) return text(raw['customer_id'], 128) ? 'customer_management_not_supported' : 'invalid_customer_id';
  const money = amountOf(raw, config);
  if (typeof money === 'string') return money;
  const options = raw['options'] === undefined ? {} : table(raw['options']);
  if (!options) return 'data_invalid';
  const kinds = kindsOf(options['supported_tender_types'], config);
  if (typeof kinds === 'string') return kinds;
  const auto_return = options['auto_return'];
  if (auto_return !== undefined && !(whole(auto_return) && auto_return >= SHORTEST && auto_return <= LONGEST)) return 'data_invalid';
  const id = raw['client_transaction_id'];
  if (id !== undefined && !text(id, 128)) return 'data_invalid';
  const lines = linesOf(raw['items'], money.amount, raw['notes']);
  if (!lines) return 'data_invalid';
  const refund = raw['refund'] === undefined ? undefined : refundOf(table(raw['refund']), raw['items'] === undefined ? [] : lines);
  if (refund === null) return 'data_invalid';
  return { ...money, kinds, lines, refund, client_transaction_id: id as string | undefined, auto_return };
}

function amountOf(raw: Raw, config: SwitchConfig): { amount: number; currency: string } | SwitchError {
  const money = table(raw['amount_money']);
  if (!money) return 'amount_invalid_format';
  const { amount, currency_code: currency } = money;
  if (currency === undefined || currency === null || currency === '') return 'currency_code_missing';
  if (typeof currency !== 'string' || !ISO.test(currency)) return 'unsupported_currency_code';
  if (currency !== config.currency) return 'currency_code_mismatch';
  if (!whole(amount)) return 'amount_invalid_format';
  if (amount < config.smallest) return 'amount_too_small';
  return amount > config.largest ? 'amount_too_large' : { amount, currency };
}

function kindsOf(value: unknown, config: SwitchConfig): TenderKind[] | SwitchError {
  if (value === undefined) return config.kinds;
  if (!Array.isArray(value) || !value.length || !value.every((one) => typeof one === 'string' && Object.hasOwn(KINDS, one))) return 'invalid_tender_type';
  const kinds = config.kinds.filter((kind) => value.some((one) => KINDS[one as string] === kind));
  return kinds.length ? kinds : 'unsupported_tender_type';
}

/** Our extension: the goods, so that deals apply. They come to the amount; without them the amount is one line. */
function linesOf(items: unknown, amount: number, notes: unknown): LineIn[] | undefined {
  if (items === undefined) return [{ id: '1', name: text(notes, 40) || 'Payment', quantity: '1', amount, kind: 'service' }];
  if (!Array.isArray(items) || !items.length || items.length > MOST_ITEMS) return undefined;
  const lines = items.map((one, place) => lineOf(table(one), `${place + 1}`));
  const sum = lines.reduce((whole, line) => whole + (line?.amount ?? Number.NaN), 0);
  return sum === amount ? lines as LineIn[] : undefined;
}

function lineOf(item: Raw | undefined, id: string): LineIn | undefined {
  const name = text(item?.['name'], 80);
  const quantity = text(item?.['quantity'] ?? '1', 20);
  if (!item || !name || !quantity || !whole(item['amount'])) return undefined;
  const words = (value: unknown) => (Array.isArray(value) && value.every((one) => typeof one === 'string') ? value as string[] : undefined);
  const [categories, tax_codes, product, brand] = [words(item['categories']), words(item['tax_codes']), text(item['product'], 64), text(item['brand'], 64)];
  return {
    id, name, quantity, amount: item['amount'], ...(categories && { categories }), ...(tax_codes && { tax_codes }), ...(product && { product }), ...(brand && { brand }),
  };
}

/** One payment that is named, or the goods of `items`; never both. `null` if it is of no use. */
function refundOf(raw: Raw | undefined, items: LineIn[]): Refund | null {
  if (!raw) return null;
  const { transaction_id, sale_record, items: some = [], reason } = raw;
  const lines = Array.isArray(some) && some.length <= MOST_ITEMS ? some.map((one) => backOf(table(one))) : [undefined];
  const known = [text(transaction_id, 128), text(sale_record, MOST_RECORD)];
  const given = [transaction_id, sale_record].filter((one) => one !== undefined).length;
  const unread = given !== known.filter(Boolean).length || lines.includes(undefined) || (reason !== undefined && !text(reason, 80));
  if (unread || given + Number(items.length > 0) !== 1 || (items.length && lines.length)) return null;
  return {
    ...(known[0] && { transaction_id: known[0] }), ...(known[1] && { sale_record: known[1] }), ...(reason !== undefined && { reason: reason as string }),
    lines: lines as BackLine[], goods: items.map((one) => ({ ...one, kind: 'return_free', quantity: `-${one.quantity}`, amount: -(one.amount ?? 0) })),
  };
}

/** An item of the payment by its place, from 1, and how much of it. */
function backOf(raw: Raw | undefined): BackLine | undefined {
  const { item, quantity } = raw ?? {};
  if (!whole(item) || item < 1 || item > MOST_ITEMS || (quantity !== undefined && !text(quantity, 20))) return undefined;
  return { line_id: `${item}`, ...(quantity !== undefined && { quantity: quantity as string }) };
}

/** Where the caller is called back, with what became of it. */
export function callback(url: string, reply: object): string {
  const to = new URL(url);
  to.searchParams.set('data', JSON.stringify(reply));
  return to.href;
}
