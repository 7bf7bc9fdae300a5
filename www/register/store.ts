/**
 * Which till this window is, and the way to the store's ledger: `?till=2&ledger=store`. Two tills of one browser need two
 * addresses, 127.0.0.1 and localhost, because the page's journal has one owner for each.
 *
 * What must hold: what the page asks goes to the store's server word for word and its answer comes back word for word;
 * where the server is not reached nothing is made up.
 */
import type { Outcome, Requests } from '../sdk/src/index.js';

const asked = new URLSearchParams(location.search);
export const TILL = asked.get('till') === '2' ? '2' : '1';
export const STORE = asked.get('ledger') === 'store';
/** How long the store's server is waited for. */
const PATIENCE = 5_000;

const text = async (path: string): Promise<string> => (await (await fetch(path, { cache: 'no-store' })).text()).trim();
export const storeKey = (): Promise<string> => text('/store-key.txt');
/** The shop's pack with its ledger in the store. */
export const storePack = (): Promise<string> => text('/store-pack.jws');

/** `ledger.ask` of the page. */
export async function askStore(ask: Requests['ledger.ask']): Promise<Outcome> {
  try {
    const answer = await fetch('/store/ask', {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(ask), signal: AbortSignal.timeout(PATIENCE),
    });
    if (answer.ok) return { outcome: 'done', answer: (await answer.json()) as NonNullable<Outcome['answer']> };
  } catch {
    // not reached, or silent: the page asks again
  }
  return { outcome: 'unknown' };
}
