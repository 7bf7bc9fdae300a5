/** The shop: what stands at the head of its receipts, its taxes, its coins, its codes. */
import type { Names, TaxCode } from './model.js';

export const SHOP = {
  name: 'Dućan Kod Zvonika d.o.o.', store: 'Izmišljena ulica 12', town: '10000 Zagreb', oib: '12345678903',
  premises: 'POS1', device: 1, operator: 'Ana K.', operatorId: 'ana',
};
export const CURRENCY = 'EUR';
/** The smallest coin of the shop's cash rounding, in cents. */
export const CASH_STEP = 5;

export interface TaxRow { code: TaxCode; rate: string; name: string }
export const TAXES: TaxRow[] = [
  { code: 'A', rate: '25', name: 'PDV' },
  { code: 'B', rate: '13', name: 'PDV' },
  { code: 'C', rate: '5', name: 'PDV' },
  { code: 'N', rate: '0', name: 'Bez PDV-a' },
];

export const TENDER_NAMES: Record<string, Names> = {
  cash: { hr: 'Gotovina', en: 'Cash', de: 'Bar' },
  card: { hr: 'Kartica', en: 'Card', de: 'Karte' },
  gift_card: { hr: 'Poklon-kartica', en: 'Gift card', de: 'Geschenkkarte' },
  other: { hr: 'Ostalo', en: 'Other', de: 'Sonstiges' },
};

/** GS1 check digit: weights 3 and 1 from the right. */
export function gs1Check(digits: string): string {
  const sum = [...digits].reverse().reduce((total, digit, place) => total + Number(digit) * (place % 2 ? 1 : 3), 0);
  return String((10 - (sum % 10)) % 10);
}

/** Check digit of the personal number OIB (ISO/IEC 7064, mod 11,10). */
export function oibCheck(digits: string): string {
  const rest = [...digits].reduce((carry, digit) => ((((carry + Number(digit)) % 10 || 10) * 2) % 11), 10);
  return String((11 - rest) % 10);
}

/** Luhn check digit (ISO/IEC 7812-1). */
export function luhnCheck(digits: string): string {
  const sum = [...digits].reverse().reduce((total, digit, place) => {
    const twice = Number(digit) * (place % 2 ? 1 : 2);
    return total + (twice > 9 ? twice - 9 : twice);
  }, 0);
  return String((10 - (sum % 10)) % 10);
}
