/** Dialogs around money and paper: cash, the pretended terminal, giving back, slips. */
import type { Outcome, Requests, TenderKind } from '../sdk/src/index.js';
import { h, field, type Child } from './dom.js';
import { centsOf, euro } from './money.js';
import { TENDER_NAMES } from './shop.js';
import type { Till } from './till.js';

export type Terminal = { answer: 'approved'; amount: number; tip?: number } | { answer: 'declined' | 'silent' };
type Close<T> = (result: T) => void;

const NOTES = [500, 1000, 2000, 5000, 10000];

/** What the customer gives, and the change. Less than is due pays a part. */
export const cashDialog = (till: Till, due: number, suggested: readonly number[] = []) => (close: Close<number | Outcome | undefined>): Child[] => {
  const input = field('given', { inputmode: 'decimal', 'data-focus': '', 'aria-label': till.t('given') });
  const change = h('output', { id: 'change' }, euro(0));
  const given = () => (input.value.trim() ? centsOf(input.value) : due);
  const show = () => { change.textContent = euro(Math.max(0, (given() ?? 0) - due)); };
  const take = () => {
    const sum = given();
    if (sum === undefined || sum <= 0) input.setAttribute('aria-invalid', 'true');
    else close(sum);
  };
  input.addEventListener('input', show);
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== 'Escape') return;
    event.preventDefault(); // or the same stroke would press a button of the dialog that comes next
    if (event.key === 'Enter') take();
    else close(undefined);
  });
  const quick = (label: string, cents: number) => h('button', {
    'data-give': String(cents), onclick: () => { input.value = (cents / 100).toFixed(2).replace('.', ','); show(); input.focus(); },
  }, label);
  const usual = suggested[0] === due ? suggested.slice(1) : NOTES.filter((note) => note > due);
  const notes = usual.slice(0, 4).map((note) => quick(euro(note), note));
  return [
    h('h2', {}, till.t('cash')), h('p', { class: 'due' }, euro(due)),
    h('label', { class: 'pair' }, till.t('given'), input), h('div', { class: 'row' }, quick(till.t('exact'), due), ...notes),
    h('p', { class: 'pair' }, h('span', {}, till.t('change')), change),
    h('div', { class: 'row' }, h('button', { 'data-do': 'cancel', onclick: () => close(undefined) }, till.t('cancel')),
      h('button', { class: 'main', 'data-do': 'ok', onclick: take }, till.t('ok'))),
  ];
};

/** The terminal, played by hand. */
export const terminalDialog = (till: Till, amount: number, again: boolean) => (close: Close<Terminal | Outcome>): Child[] => {
  const part = field('part', { inputmode: 'decimal', 'aria-label': till.t('partial'), value: (Math.floor(amount / 200)).toFixed(2).replace('.', ',') });
  const partial = () => {
    const sum = centsOf(part.value);
    if (sum === undefined || sum <= 0 || sum > amount) part.setAttribute('aria-invalid', 'true');
    else close({ answer: 'approved', amount: sum });
  };
  const tip = field('tip', { inputmode: 'decimal', 'aria-label': till.t('tip'), value: (Math.ceil(amount / 1000)).toFixed(2).replace('.', ',') });
  const tipped = () => {
    const sum = centsOf(tip.value);
    if (sum === undefined || sum <= 0) tip.setAttribute('aria-invalid', 'true');
    else close({ answer: 'approved', amount, tip: sum });
  };
  return [
    h('h2', {}, till.t('terminal')), h('p', { class: 'due' }, euro(amount)), again && h('p', { class: 'warn' }, till.t('again')),
    h('div', { class: 'row' },
      h('button', { class: 'main', 'data-do': 'approve', 'data-focus': '', onclick: () => close({ answer: 'approved', amount }) }, till.t('approve')),
      h('button', { 'data-do': 'decline', onclick: () => close({ answer: 'declined' }) }, till.t('decline')),
      h('button', { 'data-do': 'silent', onclick: () => close({ answer: 'silent' }) }, till.t('noAnswer'))),
    h('div', { class: 'row' }, part, h('button', { 'data-do': 'partial', onclick: partial }, till.t('partial')), tip, h('button', { 'data-do': 'tip', onclick: tipped }, till.t('tip'))),
  ];
};

export const reverseDialog = (till: Till, amount: number, kind: TenderKind) => (close: Close<boolean>): Child[] => [
  h('h2', {}, till.t('reverse')), h('p', { class: 'due' }, euro(amount)), h('p', {}, TENDER_NAMES[kind]?.[till.state.settings.language] ?? kind),
  h('div', { class: 'row' }, h('button', { 'data-do': 'failed', onclick: () => close(false) }, till.t('failed')),
    h('button', { class: 'main', 'data-do': 'done', 'data-focus': '', onclick: () => close(true) }, till.t('done'))),
];

/** The bar code of the page's document, as this printer draws it: nothing else of a document is let in here. */
function bars(html: string | undefined): HTMLElement | undefined {
  const drawn = html === undefined ? null : new DOMParser().parseFromString(html, 'text/html').querySelector('svg');
  const size = drawn?.getAttribute('viewBox');
  const path = drawn?.querySelector('path')?.getAttribute('d');
  if (!size || !path) return undefined;
  const make = (name: string, set: Record<string, string>) => {
    const element = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const [key, value] of Object.entries(set)) element.setAttribute(key, value);
    return element;
  };
  const picture = make('svg', { viewBox: size, preserveAspectRatio: 'none', 'shape-rendering': 'crispEdges' });
  picture.append(make('path', { d: path }));
  return h('div', { class: 'bars', 'aria-hidden': 'true' }, picture);
}

/** `print`: done, or out of paper and tried again, or given up. */
export const slipDialog = (till: Till, print: Requests['print'], copy: boolean) => (close: Close<boolean>): Child[] => {
  const warning = h('p', { class: 'warn', hidden: true }, till.t('paperOut'));
  const slip = h('div', { class: 'paper' },
    copy && h('p', { class: 'copy' }, `*** ${till.t('copy')} ***`), h('pre', {}, print.lines.join('\n')),
    bars(print.html), print.barcode ? h('p', { class: 'code', 'data-voucher': '' }, print.barcode) : undefined);
  return [
    h('h2', {}, till.t('printer')), slip, warning,
    h('div', { class: 'row' },
      h('button', { 'data-do': 'paper-out', onclick: () => { warning.hidden = false; } }, till.t('paperOut')),
      h('button', { 'data-do': 'give-up', onclick: () => close(false) }, till.t('cancel')),
      h('button', { class: 'main', 'data-do': 'printed', 'data-focus': '', onclick: () => close(true) }, till.t('printed'))),
  ];
};
