// What is wrong with an entry that is shown: text that is cut off, and what axe-core finds. Both run in the page.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

export const axeSource = () => readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Text that is cut off: wider than its box, which cannot be scrolled sideways. */
export const overflowing = () => {
  const root = document.getElementById('epos').shadowRoot;
  const cut = [...root.querySelectorAll('.epos *')].filter((one) => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0
    && !one.closest('.said, svg, .slides') && getComputedStyle(one).display !== 'inline');
  return cut.map((one) => `cut off: ${one.tagName.toLowerCase()}.${one.className}: ${one.textContent.trim().slice(0, 40)}`);
};

/** An amount to pay, to give back or to get that is not the largest text of its screen. */
export const outdone = () => {
  const root = document.getElementById('epos').shadowRoot;
  const size = (one) => parseFloat(getComputedStyle(one).fontSize);
  const amounts = [...root.querySelectorAll('.big-amount')];
  if (!amounts.length) return [];
  const largest = Math.max(...amounts.map(size));
  const texts = [...root.querySelectorAll('.screen *')].filter((one) => !one.closest('.big-amount')
    && [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()));
  return texts.filter((one) => size(one) >= largest).map((one) => `as large as the amount: ${one.textContent.trim().slice(0, 40)}`);
};

/** What axe finds against WCAG 2.2 A and AA, the size of targets included. */
export const judged = async () => {
  const found = await globalThis.axe.run(document.getElementById('epos'), {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    rules: { 'target-size': { enabled: true }, region: { enabled: false } }, // the page is a part of the register's
  });
  return found.violations.flatMap(({ id, nodes }) => nodes.map((node) => `axe: ${id}: ${node.html.slice(0, 120)}: ${node.failureSummary.split('\n')[1]?.trim()}`));
};
