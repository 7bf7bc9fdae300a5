/*
 * The page on a computer that is out of order: its clock is wrong, or its disk full. A register simulator says which.
 *
 * What must hold: this is in no folder that a shop opens. It runs before the page and touches only where the browser has its
 * seams (the time of day, the journal's file, local storage), so what suffers is the page as it is shipped. What is out of order stays
 * so when the page is loaded anew, as it would.
 */
const KEPT = 'playground';
const state = { clock: 0, disk: 'good', ...JSON.parse(sessionStorage.getItem(KEPT) ?? '{}') };
let journal = null;

// A clock that is wrong before the page is loaded is wrong for the load, too; one that jumps later is not.
const { now } = Date;
Date.now = () => now() + state.clock;
Object.defineProperty(performance, 'timeOrigin', { value: performance.timeOrigin + state.clock });

const { setItem } = Storage.prototype;
Storage.prototype.setItem = function fails(...all) {
  if (state.disk === 'full' && this === localStorage) throw new DOMException('the disk is full', 'QuotaExceededError');
  return Reflect.apply(setItem, this, all);
};

// The journal's worker is the shipped one behind a disk that can be full.
const mine = new URL('journal.js', import.meta.url).href;
const rules = ({ createScriptURL, ...others }) => ({ ...others, createScriptURL: (url) => (url === mine ? url : createScriptURL(url)) });
if (globalThis.trustedTypes) {
  const factory = trustedTypes;
  Object.defineProperty(globalThis, 'trustedTypes', { value: { createPolicy: (name, own) => factory.createPolicy(name, rules(own)) } });
}
globalThis.Worker = class extends Worker {
  constructor() {
    super(mine);
    journal = this;
    journal.postMessage({ disk: state.disk });
  }
};

const tell = () => parent !== window && parent.postMessage({ playground: state }, '*');

addEventListener('message', (event) => {
  const wish = event.data?.playground;
  if (event.source !== parent || !wish) return;
  event.stopImmediatePropagation(); // no message of the protocol
  state.clock = Number(wish.clock) || 0;
  state.disk = wish.disk === 'full' ? 'full' : 'good';
  sessionStorage.setItem(KEPT, JSON.stringify(state));
  journal?.postMessage({ disk: state.disk });
  tell();
});
tell();
