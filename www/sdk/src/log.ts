/** What goes over the port, for a register's log. What must hold: no token, PIN or code is in it. */
import type { Envelope } from './envelope.js';

export interface LogEntry {
  /** Milliseconds since 1970. */
  at: number;
  dir: 'in' | 'out';
  kind: 'command' | 'answer' | 'event' | 'request' | 'page';
  type: string;
  /** The id of the command or request, the number of the event. */
  id: string;
  /** answer: whether it was done. */
  ok?: boolean;
  /** answer: milliseconds since the command left. */
  ms?: number;
  /** The message, secrets masked. */
  message: unknown;
}

const SECRET = new Set(['device_token', 'token', 'pin', 'nonce', 'barcode', 'pack', 'ledger_key']);
const DOTS = '\u2022\u2022\u2022';
// `code` is a secret where a customer's code is sent, and a plain word (an error's code) everywhere else.
const CODED = /^(scan|scan\.read|coupons\.(check|redeem)|loyalty\.identify|ledger\.import)$/;

function masked(value: unknown, secret: (name: string) => boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => masked(item, secret));
  if (value === null || typeof value !== 'object') return value;
  const pairs = Object.entries(value).map(([name, inner]) =>
    [name, secret(name) && typeof inner === 'string' ? DOTS : masked(inner, secret)] as const);
  return Object.fromEntries(pairs);
}

export function kindOf(message: Envelope): LogEntry['kind'] {
  if (message.id) return 'command';
  if (message.re) return 'answer';
  if (message.req) return 'request';
  return message.seq === undefined ? 'page' : 'event';
}

export function entry(dir: LogEntry['dir'], message: Envelope, ms?: number): LogEntry {
  const { type } = message;
  const coded = message.re === undefined && CODED.test(type);
  const secret = (name: string) => SECRET.has(name) || (coded && name === 'code');
  let clean = masked(message, secret) as Envelope;
  const payload = message.payload as { barcode?: string; lines?: unknown[]; html?: string } | undefined;
  if (type === 'print' && payload?.barcode && Array.isArray(payload.lines)) {
    const lines = payload.lines.map((line) => String(line).replaceAll(payload.barcode ?? '', DOTS));
    clean = { ...clean, payload: { ...(clean.payload as object), lines, ...(payload.html ? { html: DOTS } : {}) } };
  }
  const id = message.id ?? message.re ?? message.req ?? (message.seq === undefined ? '' : String(message.seq));
  return {
    at: Date.now(), dir, kind: kindOf(message), type, id, message: clean,
    ...(message.ok === undefined ? {} : { ok: message.ok }), ...(ms === undefined ? {} : { ms }),
  };
}
