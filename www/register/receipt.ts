/** The register's own receipt, 42 columns, with the page's adjustments on it. The legal text is in the language of the country. */
import { decimal, plain, price } from './money.js';
import type { Sale, Tender } from './model.js';
import { discount, listTotal, live, rounding, taxTable, total } from './sale.js';
import { SHOP, TENDER_NAMES } from './shop.js';

export const COLUMNS = 42;
const length = (text: string) => [...text].length;
const cut = (text: string, most: number) => [...text].slice(0, most).join('');
const rule = (mark: string) => mark.repeat(COLUMNS);
const centre = (text: string) => ' '.repeat(Math.max(0, Math.floor((COLUMNS - length(text)) / 2))) + cut(text, COLUMNS);

function row(left: string, right: string): string {
  const room = COLUMNS - length(right) - 1;
  const name = cut(left, room);
  return `${name}${' '.repeat(room - length(name))} ${right}`;
}

/** A text in lines of at most 42 characters. */
export function wrapped(text: string): string[] {
  const lines = [];
  for (let rest = [...text]; rest.length; rest = rest.slice(COLUMNS)) lines.push(rest.slice(0, COLUMNS).join(''));
  return lines;
}

function head(sale: Sale, voiding: string): string[] {
  const at = sale.receipt?.at ?? '';
  const day = `${at.slice(8, 10)}.${at.slice(5, 7)}.${at.slice(0, 4)}`;
  return [
    centre(SHOP.name), centre(SHOP.store), centre(SHOP.town), centre(`OIB: ${SHOP.oib}`), rule('-'),
    ...(sale.mode === 'live' ? [] : [centre('*** VJEŽBA - NIJE RAČUN ***')]),
    ...(voiding ? [centre(`STORNO RAČUNA ${voiding}`)] : []),
    ...(sale.backOf ? [centre(`${sale.kind === 'refund' ? 'POVRAT' : 'ZAMJENA'} PO RAČUNU ${sale.backOf}`)] : []),
    row(`Račun: ${sale.receipt?.number ?? ''}`, `${day} ${at.slice(11, 16)}`), `Blagajnik: ${sale.receipt?.operator ?? ''}`, rule('-'),
  ];
}

function lines(sale: Sale, sign: number): string[] {
  return [...(sale.back ?? []), ...live(sale)].flatMap((line) => {
    const unit = line.unit === 'kilogram' ? ' kg' : '';
    const how = `  ${decimal(line.quantity)}${unit} x ${price(line.price)}`;
    return [cut(line.name, COLUMNS), row(how, `${plain(sign * line.amount)} ${line.tax}`)];
  });
}

function tender(one: Tender, sign: number): string[] {
  const name = `${TENDER_NAMES[one.kind]?.hr ?? one.kind}${one.masked ? ` ${one.masked}` : ''}`;
  const change = one.kind === 'cash' && one.tendered !== undefined ? one.tendered - one.amount - one.rounding : 0;
  return [
    row(name, plain(sign * (one.amount + one.rounding))),
    ...(one.auth ? [row(`  ${one.brand ?? ''}`, `odobrenje ${one.auth}`)] : []),
    ...(one.tip ? [row('  Napojnica', plain(sign * one.tip))] : []),
    ...(one.kind === 'cash' && one.tendered !== undefined && sign > 0 ? [row('  Primljeno', plain(one.tendered)), row('  Povrat', plain(change))] : []),
    ...(one.balance === undefined || sign < 0 ? [] : [row('  Ostatak na kartici', plain(one.balance))]),
  ];
}

function taxes(sale: Sale, sign: number): string[] {
  const cells = (texts: string[]) => texts.map((text, place) => (place ? text.padStart(9) : text.padEnd(15))).join('');
  const rows = taxTable(sale).map(({ code, name, rate, net, tax, gross }) =>
    cells([code === 'N' ? `N ${name}` : `${code} ${name} ${rate} %`, ...[net, tax, gross].map((sum) => plain(sign * sum))]));
  return [cells(['Porez', 'Osnovica', 'Porez', 'Ukupno']), ...rows];
}

/** The receipt as it leaves the printer. A voided one repeats it with the sign turned. */
export function receiptText(sale: Sale, voiding = ''): string[] {
  const sign = voiding ? -1 : 1;
  const off = sale.adjustments.map((one) => row(one.text_38, plain(sign * one.amount)));
  const paid = sale.tenders.filter((one) => one.state === 'approved').flatMap((one) => tender(one, sign));
  const step = rounding(sale);
  const saved = -discount(sale);
  return [
    ...head(sale, voiding), ...lines(sale, sign), rule('-'),
    ...(off.length ? [row('Međuzbroj', plain(sign * listTotal(sale))), ...off, rule('-')] : []),
    ...(sale.charges ?? []).map((one) => row(one.reason, plain(sign * one.amount))),
    row('UKUPNO EUR', plain(sign * total(sale))),
    ...(step ? [row('Zaokruženje gotovine', plain(sign * step))] : []),
    ...(sale.byOthers && !sale.tendered?.length ? [row('Natrag članu', plain(sign * sale.byOthers))] : []),
    ...(sale.tendered ?? []).map((one) => row(one.text_38, plain(-sign * one.amount))), ...paid, rule('-'), ...taxes(sale, sign), rule('-'),
    ...(saved > 0 && sign > 0 ? [row('Ušteda', plain(saved))] : []),
    ...(sale.receipt?.fiscal.lines ?? []).flatMap(wrapped),
    ...(sale.receipt?.fiscal.qr ? ['QR (demo):', ...wrapped(sale.receipt.fiscal.qr)] : []),
    centre('Hvala na kupnji!'),
  ];
}
