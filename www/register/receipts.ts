/** The receipt on the cashier's screen: ours, and beside it the page's text of the same sale. */
import { h, type Child } from './dom.js';
import type { Sale } from './model.js';
import { receiptText } from './receipt.js';
import type { Till } from './till.js';

const paper = (title: string, name: string, lines: string[]) =>
  h('section', {}, h('h3', {}, title), h('pre', { class: 'paper', id: name }, lines.join('\n')));

/** Opens the receipt; the page's half is filled in as soon as it is there. */
export function showReceipt(till: Till, sale: Sale, voiding = ''): void {
  const key = `receipt:${sale.ref}`;
  const draw = (close: (result: undefined) => void): Child[] => {
    const waiting = () => (voiding ? [] : till.booking.theirs ?? [till.t('waitingPage')]);
    const theirs = paper(till.t('theirs'), 'theirs', waiting());
    const text = theirs.querySelector('pre') as HTMLElement;
    const timer = setInterval(() => {
      if (!theirs.isConnected) clearInterval(timer);
      text.textContent = waiting().join('\n');
    }, 200);
    return [
      h('div', { class: 'papers' }, paper(till.t('ours'), 'ours', receiptText(sale, voiding)), ...(voiding ? [] : [theirs])),
      h('div', { class: 'row' }, h('button', { class: 'main', 'data-do': 'close-receipt', 'data-focus': '', onclick: () => close(undefined) }, till.t('close'))),
    ];
  };
  void till.dialogs.open<undefined>(key, draw, true);
}
