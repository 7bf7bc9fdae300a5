/**
 * The register's own arithmetic. What must hold: amounts are whole cents; quantities, prices and rates are decimal
 * strings, calculated in whole millionths; every product is rounded once, half away from zero.
 */
const MILLION = 1_000_000n;

/** Millionths of a decimal string; a comma is taken for a point, as it is typed. */
export function millionths(text: string): bigint | undefined {
  const parts = /^(-?)(\d{1,9})(?:[.,](\d{1,6}))?$/.exec(text.trim());
  if (!parts) return undefined;
  const value = BigInt(parts[2] ?? '0') * MILLION + BigInt((parts[3] ?? '').padEnd(6, '0'));
  return parts[1] ? -value : value;
}

const must = (text: string): bigint => {
  const value = millionths(text);
  if (value === undefined) throw new RangeError(`not a decimal: ${text}`);
  return value;
};

/** Rounded half away from zero. */
export function divide(number: bigint, by: bigint): bigint {
  const half = by / 2n;
  return number >= 0n ? (number + half) / by : -((-number + half) / by);
}

/** Quantity times unit price (major units) in cents. */
export function lineAmount(quantity: string, unitPrice: string): number {
  return Number(divide(must(quantity) * must(unitPrice) * 100n, MILLION * MILLION));
}

/** The tax contained in a gross amount. */
export function includedTax(gross: number, rate: string): number {
  const percent = must(rate);
  return Number(divide(BigInt(gross) * percent, 100n * MILLION + percent));
}

/** Rounded to the coin that cash is paid in. */
export const cashRounded = (amount: number, step: number): number => Number(divide(BigInt(amount), BigInt(step))) * step;

/** Cents of what a cashier typed (`20`, `20,5`, `20.50`). */
export function centsOf(text: string): number | undefined {
  const value = millionths(text);
  return value === undefined || value % 10_000n !== 0n ? undefined : Number(value / 10_000n);
}

/** Two decimals and a comma, as the receipts of the country have it. */
export function plain(cents: number): string {
  const digits = Math.abs(cents).toString().padStart(3, '0');
  return `${cents < 0 ? '-' : ''}${digits.slice(0, -2)},${digits.slice(-2)}`;
}

export const euro = (cents: number): string => `${plain(cents)} €`;

/** A unit price with two decimals. */
export const price = (text: string): string => plain(lineAmount('1', text));

/** A decimal string as the shop writes it: no needless zeros, a comma. */
export const decimal = (text: string): string => text.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '').replace('.', ',');

/** The same as the protocol writes it. */
export const canonical = (text: string): string => {
  const value = must(text);
  const whole = value / MILLION;
  const rest = (value % MILLION).toString().padStart(6, '0').replace(/0+$/, '');
  return rest ? `${whole}.${rest}` : `${whole}`;
};
