/** The live log of every message. What must hold: what it shows was masked by the SDK. */
import type { LogEntry } from '../sdk/src/index.js';
import { h } from './dom.js';

const MOST = 400;
const ARROWS = { in: '\u25c0', out: '\u25b6' };

function line(entry: LogEntry, more: (entry: LogEntry) => HTMLElement): HTMLElement {
  const time = new Date(entry.at).toISOString().slice(14, 23);
  const message = entry.message as { error?: { code?: string } };
  const summary = h('summary', {},
    h('span', { class: 'time' }, time), h('span', { class: 'arrow' }, ARROWS[entry.dir]), h('span', { class: 'type' }, entry.type),
    h('span', { class: 'id' }, entry.id), h('span', { class: 'note' }, message.error?.code ?? ''),
    h('span', { class: 'ms' }, entry.ms === undefined ? '' : `${entry.ms} ms`));
  const kind = entry.ok === false ? 'refused' : entry.kind;
  const details = h('details', { class: `message ${kind}`, 'data-type': entry.type, 'data-kind': entry.kind }, summary);
  details.addEventListener('toggle', () => {
    if (details.childElementCount === 1) details.append(more(entry), h('pre', {}, JSON.stringify(entry.message, null, 2)));
  });
  return details;
}

export class Log {
  /** `more` is what stands above an opened message. */
  constructor(private readonly place: HTMLElement, private readonly more: (entry: LogEntry) => HTMLElement) {}

  add(entry: LogEntry): void {
    const atEnd = this.place.scrollHeight - this.place.scrollTop - this.place.clientHeight < 40;
    this.place.append(line(entry, this.more));
    while (this.place.childElementCount > MOST) this.place.firstElementChild?.remove();
    if (atEnd) this.place.scrollTop = this.place.scrollHeight;
  }

  clear(): void {
    this.place.replaceChildren();
  }
}
