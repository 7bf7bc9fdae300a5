/*
 * The page's side of the journal: one owner, the worker, and the mirror of {epoch, last acknowledged frame}.
 *
 * What must hold: the mirror is written only after "stored", so a file that knows less than the mirror has lost
 * something. Where nothing durable is to be had, batches are held in this page's memory (they outlive a panic, not a
 * reload) and the health says `none`.
 */
import { WORKER } from './policy.js';

const LOCK = 'epos-journal';
const MIRROR = 'epos-journal';
const PATIENCE = 700; // a page being replaced by its own reload lets go within this time

const calls = new Map();
let count = 0;
let worker = null;
let health = '';
let epoch = '';
let held = [];

/** Resolves when this page is the one owner of the journal; `others` is called once if somebody else is for now. */
export async function own(others) {
  if (!navigator.locks) return;
  let timer;
  await new Promise((owner) => {
    timer = setTimeout(others, PATIENCE);
    const keep = () => {
      owner();
      return new Promise(() => {});
    };
    // Refused in an opaque origin: no storage there either, and nothing to own.
    navigator.locks.request(LOCK, keep).catch(owner);
  });
  clearTimeout(timer);
}

function ask(message) {
  return new Promise((done, failed) => {
    count += 1;
    calls.set(count, { done, failed });
    worker.postMessage({ n: count, ...message });
  });
}

function hire() {
  worker = new Worker(WORKER);
  worker.onmessage = ({ data: { n, ...reply } }) => {
    calls.get(n)?.done(reply);
    calls.delete(n);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    worker.terminate();
    worker = null;
    for (const { failed } of calls.values()) failed(new Error('the journal worker failed'));
    calls.clear();
  };
}

function remembered() {
  try {
    const [known, seq] = (localStorage.getItem(MIRROR) ?? '').split(' ');
    return known ? { epoch: known, seq: Number(seq) || 0 } : null;
  } catch {
    return null;
  }
}

function remember(seq) {
  try {
    localStorage.setItem(MIRROR, `${epoch} ${seq}`);
  } catch {
    // A mirror that cannot be written is a mirror that knows less: safe.
  }
}

const none = (detail, lost) => ({ health: 'none', detail, lost, entries: held.slice() });

/** Reads the journal: {health, detail, lost, entries}. Called again after every crash; once `none`, always `none`. */
export async function readJournal(volatile) {
  if (health === 'none') return none('held in memory', false);
  if (!isSecureContext || !navigator.storage?.getDirectory) {
    health = 'none';
    return none(isSecureContext ? 'no origin-private file system' : 'not a secure context', false);
  }
  const before = epoch;
  let found;
  try {
    if (!worker) hire();
    found = await ask({ op: 'open', mirror: remembered() });
  } catch (error) {
    found = { health: 'none', detail: error.message };
  }
  health = found.health;
  if (health === 'none') return none(found.detail, Boolean(before || remembered()));
  epoch = found.epoch;
  // A loss stays on record in the mirror until the next batch is stored.
  if (health === 'persistent' && !found.lost) remember(found.seq - 1);
  const told = health === 'persistent' && volatile ? 'volatile' : health;
  return { health: told, detail: found.detail, lost: found.lost, entries: found.entries };
}

/** Appends one batch: "stored", "not_stored" or "unknown". */
export function append(text) {
  if (health !== 'none') return written({ op: 'append', text });
  held.push(text);
  return 'stored';
}

/** Puts these batches in the place of all there are, whole or not at all: "stored", "not_stored" or "unknown". */
export function replace(entries) {
  if (health !== 'none') return written({ op: 'replace', entries });
  held = entries;
  return 'stored';
}

async function written(message) {
  if (!worker) return 'not_stored';
  const { result, detail, seq } = await ask(message)
    .catch((error) => ({ result: 'unknown', detail: error.message, seq: 0 }));
  if (result === 'stored') remember(seq);
  else console.warn(`journal: ${result} (${detail})`);
  return result;
}
