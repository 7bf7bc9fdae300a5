/** The office: reports of the day, what was sold as data, and the service screen. */
import type { Day, Report } from '../sdk/src/index.js';
import { h, type Child } from './dom.js';
import { euro } from './money.js';
import { TENDER_NAMES } from './shop.js';
import type { Till } from './till.js';

export function openOffice(till: Till): void {
  const report = async (kind: 'x' | 'z') => {
    const found = await till.link.ask('session.report', { kind, mode: till.state.settings.training ? 'training' : 'live' });
    if (found) await showReport(till, found);
    else till.tell(till.t('noPage'), 'bad');
  };
  const draw = (close: (result: (() => Promise<void>) | undefined) => void): Child[] => {
    const choice = (name: string, key: string, act: () => Promise<void>) => h('button', { 'data-do': name, onclick: () => close(act) }, till.t(key));
    return [
      h('h2', {}, till.t('office').replace('…', '')),
      h('div', { class: 'row' }, choice('x-report', 'xReport', () => report('x')), choice('z-report', 'zReport', () => report('z'))),
      h('div', { class: 'row' }, choice('export', 'export', () => exported(till)),
        choice('service', 'serviceScreen', async () => { await till.link.ask('screen.show', { screen: 'service' }); })),
      h('div', { class: 'row' }, h('button', { class: 'main', 'data-do': 'close-office', 'data-focus': '', onclick: () => close(undefined) }, till.t('close'))),
    ];
  };
  void till.dialogs.open<(() => Promise<void>) | undefined>('office', draw).then((act) => { if (act) void till.run(act); });
}

const pair = (left: string, right: string) => `${left.slice(0, 40 - right.length - 1).padEnd(40 - right.length)}${right}`;

/** The figures as a register would print them. */
function lines(till: Till, { kind, figures, again, unresolved }: Report): string[] {
  const language = till.state.settings.language;
  const { sales, refunds, voids, taxes, tenders, discounts, breakage, discrepancies }: Day = figures;
  const sum = (name: string, { count, amount }: { count: number; amount: number }) => pair(`${name} (${count})`, euro(amount));
  return [
    `${till.t(kind === 'x' ? 'xReport' : 'zReport')} ${figures.z_no ?? ''}${again ? ` *** ${till.t('copy')} ***` : ''}`, figures.business_date, '',
    ...(sales.count ? [] : [till.t('nothingSold')]),
    sum('sales', sales), sum('refunds', refunds), sum('voids', voids), '',
    ...tenders.map((one) => sum([TENDER_NAMES[one.kind]?.[language] ?? one.kind, one.scheme].filter(Boolean).join(' '), one)), '',
    ...taxes.map((one) => pair(`${one.code} ${one.name} ${one.rate} %  ${euro(one.net)}`, euro(one.tax))), '',
    ...discounts.map((one) => sum(`${one.offer_id} / ${one.funded_by}`, one)),
    ...breakage.map((one) => sum(`${till.t('breakage')} ${one.scheme}`, one)),
    ...discrepancies.map((one) => `! ${one.basket_ref}: ${one.differences.map(({ what }) => what).join(', ')}`),
    ...unresolved.map((one) => `? ${one.what} ${one.detail} ${one.id} ${one.since?.slice(11, 16) ?? ''} ×${one.tries}`),
  ];
}

async function showReport(till: Till, report: Report): Promise<void> {
  await till.dialogs.open<undefined>('report', (close) => [
    h('pre', { class: 'paper', id: 'report' }, lines(till, report).join('\n')),
    h('div', { class: 'row' }, h('button', { class: 'main', 'data-do': 'close-report', 'data-focus': '', onclick: () => close(undefined) }, till.t('close'))),
  ]);
}

/** All receipts, page by page, as JSON lines in a file. */
async function exported(till: Till): Promise<void> {
  const texts: string[] = [];
  for (let after = 0, more = true; more;) {
    const page = await till.link.ask('session.export', { after, limit: 50 });
    if (!page) return till.tell(till.t('noPage'), 'bad');
    texts.push(...page.receipts.map((receipt) => JSON.stringify(receipt)));
    ({ after, more } = page);
  }
  const file = URL.createObjectURL(new Blob([`${texts.join('\n')}\n`], { type: 'application/jsonl' }));
  h('a', { href: file, download: 'receipts.jsonl' }).click();
  URL.revokeObjectURL(file);
  till.tell(`${till.t('export')}: ${texts.length}`, 'good');
}
