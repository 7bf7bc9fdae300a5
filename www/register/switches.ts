/** The demonstration's switches: what a shop would not have. */
import { by, h } from './dom.js';
import { save } from './journal.js';
import type { Language, Settings } from './model.js';
import { locales } from './texts.js';
import type { Till } from './till.js';

/** What the page has catalogues for. */
const SCREEN_LANGUAGES = ['hr', 'en', 'de', 'it', 'fr', 'et', 'pt-BR', 'ar'];

export function drawSwitches(till: Till): void {
  const { settings } = till.state;
  const toggle = (name: string, key: string, on: boolean, change: (on: boolean) => void) =>
    h('label', { class: 'switch' }, h('input', { type: 'checkbox', 'data-switch': name, checked: on, onchange: (event) => change((event.target as HTMLInputElement).checked) }), till.t(key));
  const set = (change: Partial<Settings>) => {
    Object.assign(settings, change);
    till.changed();
    drawSwitches(till);
  };
  const configure = () => void till.run(async () => {
    const { theme } = settings;
    await till.link.ask('session.configure', { locale: locales(settings), appearance: { theme } });
  });
  const language = h('select', {
    'data-switch': 'language', 'aria-label': till.t('language'),
    onchange: (event) => { set({ language: (event.target as HTMLSelectElement).value as Language }); configure(); },
  }, ...(['hr', 'en', 'de'] as const).map((code) => h('option', { value: code, selected: code === settings.language }, code)));
  const ofCustomer = (name: 'customer' | 'second') => h('select', {
    'data-switch': name, 'aria-label': till.t(`${name}Language`),
    onchange: (event) => { set({ [name]: (event.target as HTMLSelectElement).value }); configure(); },
  }, ...['', ...SCREEN_LANGUAGES].map((code) => h('option', { value: code, selected: code === (settings[name] ?? '') }, code || till.t(`${name}Language`))));
  by('switches').replaceChildren(
    toggle('dead', 'dead', till.link.dead, (on) => { till.link.setDead(on); till.changed(); }),
    h('button', { 'data-do': 'power-cut', onclick: () => { save(till.state); location.reload(); } }, till.t('powerCut')),
    h('button', { 'data-do': 'reload-page', onclick: () => till.link.host.reload() }, till.t('reloadPage')),
    toggle('training', 'training', settings.training, (on) => set({ training: on })),
    toggle('page-master', 'pageMaster', settings.pageIsMaster, (on) => set({ pageIsMaster: on })),
    toggle('touch', 'touch', settings.touch, (on) => { set({ touch: on }); till.link.anew(); }),
    toggle('receipt-choice', 'receiptChoice', settings.receiptChoice ?? false, (on) => { set({ receiptChoice: on }); till.link.anew(); }),
    toggle('dark', 'dark', settings.theme === 'dark', (on) => { set({ theme: on ? 'dark' : 'light' }); configure(); }),
    language, ofCustomer('customer'), ofCustomer('second'));
}
