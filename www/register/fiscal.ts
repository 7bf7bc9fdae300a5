/** Pretended fiscalisation: numbers as the law wants them, signatures that sign nothing and say so. */
import type { Fiscal } from '../sdk/src/index.js';
import type { Issued } from './model.js';
import { SHOP } from './shop.js';

/** Hexadecimal digits that depend on the text: no signature, only something to print. */
function digest(text: string, length: number): string {
  let hex = '';
  for (let round = 1; hex.length < length; round += 1) {
    let hash = 0x811c9dc5 ^ round;
    for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
    hex += (hash >>> 0).toString(16).padStart(8, '0');
  }
  return hex.slice(0, length);
}

/** RFC 3339 with the offset of this machine. */
export function moment(date: Date): string {
  const two = (value: number) => String(Math.floor(Math.abs(value))).padStart(2, '0');
  const offset = -date.getTimezoneOffset();
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return `${day}T${time}${offset < 0 ? '-' : '+'}${two(offset / 60)}:${two(offset % 60)}`;
}

/** The number of a receipt: number/premises/device; practice has its own row of numbers. */
export const receiptNumber = (count: number, training: boolean): string =>
  `${training ? 'V' : ''}${count}/${SHOP.premises}/${SHOP.device}`;

export function issue(number: string, total: number, training: boolean): Issued {
  const at = moment(new Date());
  const zki = digest(`zki ${number} ${at} ${total}`, 32);
  const jir = digest(`jir ${zki}`, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  const day = at.slice(0, 16).replace(/[-:]/g, '').replace('T', '_');
  const fiscal: Required<Fiscal> = training
    ? { lines: ['VJEŽBA - NIJE RAČUN'], qr: '', pending: false }
    : {
      lines: [`ZKI: ${zki}`, `JIR: ${jir}`, 'DEMO - nije fiskalni račun'],
      qr: `https://demo.invalid/rn?jir=${jir}&datv=${day}&izn=${total}`, pending: false,
    };
  return { number, at, fiscal, operator: SHOP.operator };
}

/** As the wire wants it: an empty QR is none. */
export const wireFiscal = ({ lines, qr, pending }: Required<Fiscal>): Fiscal => ({ lines, pending, ...(qr ? { qr } : {}) });
