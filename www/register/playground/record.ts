/**
 * A session as a list of what the register said, to be said again.
 *
 * What must hold: a basket of the record is another basket each time it is replayed; what was masked in the log is not replayed,
 * and named; the register's own answers to requests come from its cashier, as always.
 */
import { EposError, type CommandType, type Commands, type EposHost, type LogEntry } from '../../sdk/src/index.js';

export interface Step { after: number; type: CommandType; payload: Record<string, unknown> }

const MASK = '\u2022\u2022\u2022';
/** The SDK's own, and those that belong to a request of that time. */
const NOT_SAID_AGAIN = new Set(['session.open', 'session.ack', 'session.resume', 'session.close', 'request.done', 'input.key']);
const MOST = 500;
const LONGEST_WAIT = 3000;

export class Recorder {
  steps: Step[] = [];
  recording = false;
  private last = 0;

  start(): void {
    this.steps = [];
    this.last = Date.now();
    this.recording = true;
  }

  stop(): void {
    this.recording = false;
  }

  hear(entry: LogEntry): void {
    if (!this.recording || entry.dir !== 'out' || entry.kind !== 'command' || NOT_SAID_AGAIN.has(entry.type) || this.steps.length >= MOST) return;
    const { payload } = entry.message as { payload?: Record<string, unknown> };
    this.steps.push({ after: entry.at - this.last, type: entry.type as CommandType, payload: payload ?? {} });
    this.last = entry.at;
  }
}

/** Says it all again; answers with one line for each step. */
export async function replay(host: EposHost, steps: readonly Step[], told: (line: string) => void): Promise<void> {
  const run = Date.now().toString(36);
  for (const { after, type, payload } of steps) {
    if (JSON.stringify(payload).includes(MASK)) {
      told(`${type}: not replayed, it held a secret`);
      continue;
    }
    await new Promise((done) => { setTimeout(done, Math.min(after, LONGEST_WAIT)); });
    const ref = payload['basket_ref'];
    const again = typeof ref === 'string' ? { ...payload, basket_ref: `${ref}-${run}` } : payload;
    try {
      await host.send(type, again as Commands[typeof type][0]);
      told(`${type}: ok`);
    } catch (error) {
      if (!(error instanceof EposError)) throw error;
      told(`${type}: ${error.code}`);
    }
  }
}
