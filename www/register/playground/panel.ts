/** The playground beside the log: faults, a record, the merchant's pack, copies of messages. English: it is for developers. */
import { EposError, type LogEntry } from '../../sdk/src/index.js';
import { h } from '../dom.js';
import type { Till } from '../till.js';
import { copyOf, LANGUAGES, type Language } from './copies.js';
import { CLOCKS, DeviceFaults, DISKS, type Device } from './device.js';
import { FAULTS, type Faults, type Fault, type Way } from './faults.js';
import { Recorder, replay, type Step } from './record.js';

const PACK = '/packs/zagreb.json';
const pick = (name: string, words: readonly string[]) => h('select', { 'data-play': name, 'aria-label': name }, ...words.map((word) => h('option', { value: word }, word)));
const button = (name: string, text: string, onclick: () => void) => h('button', { 'data-play': name, onclick }, text);

export class Playground {
  readonly element = h('details', { id: 'playground' });
  private readonly said = h('output', { id: 'play-said', role: 'status' });
  private readonly recorder = new Recorder();
  private readonly text = h('textarea', { id: 'play-text', rows: '8', spellcheck: 'false', 'aria-label': 'Pack or record' });
  private readonly standing = h('span', { id: 'play-faults' });
  private readonly broken = h('span', { id: 'play-device' });

  constructor(private readonly till: Till, private readonly faults: Faults) {
    this.element.append(h('summary', {}, 'Playground'), this.faultRow(), this.deviceRow(), this.recordRow(), this.packRow(), this.text, this.said);
  }

  /** Shows which faults are still to come. */
  drawFaults(): void {
    this.standing.textContent = ['in', 'out'].map((way) => this.faults.left(way as Way)).filter(Boolean).join(' · ');
  }

  hear(entry: LogEntry): void {
    this.recorder.hear(entry);
  }

  /** Keys below an opened message of the log. */
  copies(entry: LogEntry): HTMLElement {
    const copy = (language: Language) => () => {
      const text = copyOf(entry, language);
      this.text.value = text;
      this.element.open = true;
      void navigator.clipboard?.writeText(text).then(() => this.say(`copied as ${language}`), () => this.say(`${language}: in the field`));
    };
    return h('p', { class: 'row' }, ...LANGUAGES.map((language) => button(`copy-${language}`, language, copy(language))));
  }

  private say(text: string): void {
    this.said.value = text;
  }

  /** The computer of the page: its disk, its clock. */
  private deviceRow(): HTMLElement {
    const disk = pick('disk', DISKS);
    const clock = pick('clock', Object.keys(CLOCKS));
    const faults = new DeviceFaults(() => this.till.link.host.frame, () => this.till.link.anew(), (text) => { this.broken.textContent = text; });
    const put = button('device', 'Put', () => faults.set({ disk: disk.value as Device['disk'], clock: CLOCKS[clock.value] ?? 0 }));
    return h('p', { class: 'row' }, 'The page\u2019s computer: disk', disk, 'clock', clock, put, this.broken);
  }

  private faultRow(): HTMLElement {
    const way = pick('way', ['in', 'out']);
    const fault = pick('fault', FAULTS);
    const count = h('input', { 'data-play': 'count', type: 'number', min: '1', max: '99', value: '1', 'aria-label': 'count' });
    const inject = button('inject', 'Inject', () => this.faults.set(way.value as Way, fault.value as Fault, Math.max(1, Math.min(99, Number(count.value) || 1))));
    return h('p', { class: 'row' }, 'Messages', way, fault, count, inject, this.standing);
  }

  private recordRow(): HTMLElement {
    const lines: string[] = [];
    return h('p', { class: 'row' }, button('record', 'Record', () => { this.recorder.start(); this.say('recording'); }), button('stop', 'Stop', () => {
      this.recorder.stop();
      this.text.value = JSON.stringify(this.recorder.steps, null, 1);
      this.say(`${this.recorder.steps.length} commands`);
    }), button('replay', 'Replay', () => {
      const steps = this.read<Step[]>();
      if (!Array.isArray(steps)) return this.say('no record in the field');
      lines.length = 0;
      return void replay(this.till.link.host, steps, (line) => { lines.push(line); this.say(lines.slice(-8).join('\n')); });
    }));
  }

  private packRow(): HTMLElement {
    const load = async () => { this.text.value = await (await fetch(PACK)).text(); this.say('edit it, then apply'); };
    const apply = async () => {
      const reply = await fetch('/pack/sign', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: this.text.value });
      if (reply.status !== 200 && reply.status !== 422) return this.say('packs are signed by `cargo xtask demo` only');
      const { pack, reason } = await reply.json() as { pack?: string; reason?: string };
      if (pack === undefined) return this.say(reason ?? 'refused');
      try {
        await this.till.link.ask('session.configure', { pack });
        return this.say('applied: it holds from the next basket on');
      } catch (error) {
        if (!(error instanceof EposError)) throw error;
        return this.say(`${error.code} ${JSON.stringify(error.details)}`);
      }
    };
    return h('p', { class: 'row' }, button('pack', 'Show the pack', () => void load()), button('apply', 'Apply the pack', () => void apply()));
  }

  private read<T>(): T | undefined {
    try {
      return JSON.parse(this.text.value) as T;
    } catch {
      return undefined;
    }
  }
}
