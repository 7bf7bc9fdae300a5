/** A message as the source text of a register: JSON, and a call in JavaScript, C# and Kotlin with the generated types. */
import type { LogEntry } from '../../sdk/src/index.js';

export type Language = 'JSON' | 'JS' | 'C#' | 'Kotlin';
export const LANGUAGES: readonly Language[] = ['JSON', 'JS', 'C#', 'Kotlin'];

type Message = { type: string; payload?: unknown };

export function copyOf(entry: LogEntry, language: Language): string {
  const message = entry.message as Message;
  const payload = JSON.stringify(message.payload ?? {}, null, 2);
  if (language === 'JSON') return JSON.stringify(entry.message, null, 2);
  if (entry.kind !== 'command') return heard(entry, language);
  const { type } = message;
  if (language === 'JS') return `await host.send('${type}', ${payload});`;
  if (language === 'C#') return `Send(Commands.${pascal(type)}, Commands.${pascal(type)}.Read(${raw(payload)}));`;
  return `send(Commands.${camel(type)}, Commands.${camel(type)}.read(parse("""${payload.replaceAll('$', "\${'$'}")}""")))`;
}

/** What comes: where a register listens to it. */
function heard({ kind, type }: LogEntry, language: Language): string {
  const request = kind === 'request';
  if (language === 'JS') return request ? `host.onRequest('${type}', async (payload) => ({ outcome: 'done' }));` : `host.on('${type}', (payload) => {});`;
  const table = request ? 'Requests' : kind === 'answer' ? 'Commands' : 'Events';
  if (language === 'C#') return `if (type == ${table}.${pascal(type)}.Type) { }`;
  return `if (type == ${table}.${camel(type)}.type) { }`;
}

const pascal = (name: string) => name.split(/[._-]/).map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join('');
const camel = (name: string) => pascal(name).slice(0, 1).toLowerCase() + pascal(name).slice(1);
const raw = (text: string) => `@"${text.replaceAll('"', '""')}"`;
