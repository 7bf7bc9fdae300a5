/** The register's own memory. What must hold: it is written before the next thing happens, and read back after a power cut. */
import type { Settings, State } from './model.js';
import { TILL } from './store.js';

const KEY = `register.v1${TILL === '1' ? '' : `.${TILL}`}`;

const settings = (): Settings => {
  const language = navigator.language.slice(0, 2);
  return {
    language: language === 'de' || language === 'en' ? language : 'hr',
    theme: matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light', touch: true, training: false, pageIsMaster: false,
  };
};

export function load(): State {
  const empty: State = {
    settings: settings(), counter: 0, trainingCounter: 0, sales: 0, sale: null, suspended: [], last: null, owed: [], imported: [],
    wallet: '1', printed: [], pocket: [], messages: [],
  };
  try {
    return { ...empty, ...(JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<State>) };
  } catch {
    return empty;
  }
}

export const save = (state: State): void => localStorage.setItem(KEY, JSON.stringify(state));
