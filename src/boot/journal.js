/*
 * The journal: an append-only file in the origin-private file system, owned by this classic worker. There are two
 * files for it, made once, before anything is stored; one is in use, the other empty.
 *
 * What must hold:
 * - A batch is one frame; "stored" is said only after its bytes are whole in the file and flushed.
 * - "not_stored" is said only when the file ends again where it ended before. Where neither is sure the answer is
 *   "unknown", and nothing is appended any more until the file has been read again by "open".
 * - Only a tail that was never acknowledged is cut off. Anything else that does not verify is left as it is,
 *   copied aside, and appended to no more.
 * - An empty file is a beginning only if nobody remembers an epoch; otherwise it is a loss and stays one (the header's
 *   `after`) until the first entry of the new epoch says that the loss was seen.
 * - A shorter journal is written into the empty file and counts from the moment its closing frame is flushed; the longer
 *   one is emptied after that, and never before. So at every moment one is whole: the complete one of the higher
 *   generation is the journal; one without its closing frame is emptied when it is met.
 * - No file is made or removed later. The browser's directory of names is a LevelDB log: a kill in the middle of a change
 *   leaves half an entry, and at the second start after that all names behind it in the same block are gone.
 *
 * Frame, big-endian: length of the payload u32, CRC-32 of (length, sequence, payload) u32, sequence u32, payload UTF-8.
 * Frame 0 is the header {"format":1,"epoch":..,"after"?:..} (generation 1); that of a file that took another's place is
 * {"format":2,..,"generation":..,"base":..,"entries":..}: `base` frames came before it, and after its first `entries`
 * comes the closing frame. A frame's number for the mirror is base + sequence, so it never falls. A payload is JSON, hence
 * free of raw NUL, and a length is below 2^24: no text can look like a frame, so only real ones are found behind damage.
 *
 * Messages: {n, op:"open", mirror:{epoch,seq}|null} -> {n, health, detail, lost, epoch, seq, entries}
 *           {n, op:"append", text}, {n, op:"replace", entries} -> {n, result, detail, seq}
 */
'use strict';

const NAMES = ['journal-1.log', 'journal-2.log'];
const HEAD = 12;
const CLOSING = '{"closing":true}';
const MOST = 0xffffff;

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  for (let bit = 0; bit < 8; bit += 1) n = n & 1 ? (n >>> 1) ^ 0xedb88320 : n >>> 1;
  return n >>> 0;
});

let [file, spare] = []; // {name, handle} of the one in use and of the other
let generation = 1; // how many times the journal was replaced, plus one
let base = 0; // frames that came before the file
let epoch = '';
let after; // the epoch whose loss began this one
let end = 0; // where the next frame goes
let next = 0; // its sequence; 0 = nothing may be appended
let why = 'not opened';

function crc(bytes, at, length) {
  let sum = 0xffffffff;
  const eat = (from, to) => {
    for (let i = from; i < to; i += 1) sum = TABLE[(sum ^ bytes[i]) & 255] ^ (sum >>> 8);
  };
  eat(at, at + 4);
  eat(at + 8, at + HEAD + length);
  return ~sum >>> 0;
}

function frame(seq, text) {
  const body = new TextEncoder().encode(text);
  if (body.length > MOST) throw new RangeError('a batch is at most 16 MiB');
  const bytes = new Uint8Array(HEAD + body.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, body.length);
  view.setUint32(8, seq);
  bytes.set(body, HEAD);
  view.setUint32(4, crc(bytes, 0, body.length));
  return bytes;
}

/** The end of a whole frame at `at` whose sequence lies in from..=to, or 0. */
function frameEnd(bytes, view, at, from, to = from) {
  if (at + HEAD > bytes.length) return 0;
  const length = view.getUint32(at);
  const seq = view.getUint32(at + 8);
  if (length > MOST || at + HEAD + length > bytes.length || seq < from || seq > to) return 0;
  return crc(bytes, at, length) === view.getUint32(at + 4) ? at + HEAD + length : 0;
}

/** Every frame from the start up to the first that does not verify, and whether a whole one lies behind that. */
function scan(bytes) {
  const view = new DataView(bytes.buffer);
  const text = new TextDecoder('utf-8', { ignoreBOM: true });
  const frames = [];
  let at = 0;
  for (let stop; (stop = frameEnd(bytes, view, at, frames.length)); at = stop) {
    frames.push(text.decode(bytes.subarray(at + HEAD, stop)));
  }
  const most = frames.length + Math.ceil((bytes.length - at) / HEAD);
  let behind = false;
  for (let i = at; i + HEAD <= bytes.length && !behind; i += 1) {
    behind = bytes[i] === 0 && frameEnd(bytes, view, i, 0, most) > 0;
  }
  return { frames, end: at, behind };
}

const folder = () => navigator.storage.getDirectory();

/** Makes both files, behind a whole block (32 KiB) of the browser's log of names: not behind half an entry in the same. */
async function makeFiles() {
  const dir = await folder();
  const there = [];
  for await (const name of dir.keys()) there.push(name);
  if (NAMES.every((name) => there.includes(name))) return;
  const filler = 'a-page-of-names-'.padEnd(200, 'x');
  for (let written = 0; written < 40_960; written += 2 * filler.length) {
    await dir.getFileHandle(filler, { create: true });
    await dir.removeEntry(filler);
  }
  for (const name of NAMES) await dir.getFileHandle(name, { create: true });
}

async function acquire(name) {
  const entry = await (await folder()).getFileHandle(name, { create: true });
  for (let tries = 1; ; tries += 1) {
    try {
      return await entry.createSyncAccessHandle();
    } catch (error) {
      // The page before this one may still be letting go of the file.
      if (error.name !== 'NoModificationAllowedError' || tries === 40) throw error;
      await new Promise((done) => setTimeout(done, 50));
    }
  }
}

/** Chromium answers a failed read or write with its file error as a count: -8 (no space) comes as 4294967288. */
function failed(what, count, wanted) {
  const code = count | 0;
  const error = new Error(code < 0 ? `${what} failed, file error ${code}` : `${what} of ${count} of ${wanted} bytes`);
  if (code === -8) error.name = 'QuotaExceededError';
  return error;
}

function read(handle, from) {
  const bytes = new Uint8Array(handle.getSize() - from);
  for (let got = 0; got < bytes.length; ) {
    const count = handle.read(bytes.subarray(got), { at: from + got });
    if (!count || count > bytes.length - got) throw failed('read', count, bytes.length - got);
    got += count;
  }
  return bytes;
}

function write(handle, bytes, at) {
  const count = handle.write(bytes, { at });
  if (count !== bytes.length) throw failed('write', count, bytes.length);
  handle.flush();
}

function cut(at, { handle } = file) {
  handle.truncate(at);
  handle.flush();
  if (handle.getSize() !== at) throw new Error('the file could not be shortened');
}

function done(work) {
  try {
    work();
  } catch {
    return false;
  }
  return true;
}

async function copyAside(bytes) {
  const aside = file.name.replace('.log', '.damaged-');
  const dir = await folder();
  for await (const [name, entry] of dir.entries()) {
    if (name.startsWith(aside) && (await entry.getFile()).size === bytes.length) return name;
  }
  const name = `${aside}${Date.now()}.log`;
  const copy = await acquire(name);
  try {
    write(copy, bytes, 0);
  } finally {
    copy.close();
  }
  return name;
}

async function damaged({ bytes, frames, head }, reason) {
  [next, why] = [0, 'damaged'];
  const copy = await copyAside(bytes).catch((error) => `not copied (${error.name})`);
  const detail = `${reason}; ${bytes.length} bytes kept, copy: ${copy}`;
  return { health: 'damaged', detail, lost: false, epoch: head?.epoch ?? '', seq: frames.length, entries: entriesOf(frames, head) };
}

function begin(mirror, detail) {
  epoch = Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, '0')).join('');
  after = mirror ? mirror.epoch : undefined;
  base = 0;
  generation = 1;
  const bytes = frame(0, JSON.stringify({ format: 1, epoch, after }));
  try {
    write(file.handle, bytes, 0);
  } catch (error) {
    cut(0);
    throw error;
  }
  end = bytes.length;
  next = 1;
  const text = after ? `the journal was empty, epoch ${after} is gone` : detail;
  return { health: 'persistent', detail: text, lost: Boolean(after), epoch, seq: 1, entries: [] };
}

function header(text) {
  try {
    const value = JSON.parse(text);
    return typeof value.epoch === 'string' && value.epoch ? value : null;
  } catch {
    return null;
  }
}

/** What a file holds besides its header and its closing frame. */
const entriesOf = (frames, head) => frames.filter((_, i) => i > 0 && !(head?.format === 2 && i === head.entries + 1));

function examine(handle) {
  const bytes = read(handle, 0);
  const { frames, end: stop, behind } = scan(bytes);
  const head = header(frames[0]);
  // A file of a format that is not known is not for this build to judge.
  const complete = head?.format === 2 ? frames[head.entries + 1] === CLOSING : Boolean(head);
  return { bytes, frames, stop, behind, head, complete, generation: head?.generation ?? 1 };
}

/** Opens both files; the complete one of the higher generation is taken, else the one that holds anything. */
async function choose() {
  await makeFiles();
  const files = [];
  try {
    for (const name of NAMES) files.push({ name, handle: await acquire(name) });
    files.forEach((one) => Object.assign(one, examine(one.handle)));
  } catch (error) {
    for (const { handle } of files) handle.close();
    throw error;
  }
  const rank = (one) => (one.complete ? one.generation : one.bytes.length ? 0 : -1);
  const [chosen, other] = files.sort((a, b) => rank(b) - rank(a));
  [file, spare] = [chosen, other].map(({ name, handle }) => ({ name, handle }));
  return { chosen, other };
}

async function open(mirror) {
  next = 0;
  for (const one of [file, spare]) one?.handle.close();
  [file, spare] = [];
  const { chosen, other } = await choose();
  const said = await judge(chosen, other, mirror);
  // An older file is done with and a newer one never began, unless the one that was taken is in doubt.
  if (said.health === 'persistent' && other.bytes.length) cut(0, spare);
  return said;
}

async function judge(chosen, other, mirror) {
  const { bytes, frames, stop, behind, head } = chosen;
  if (!bytes.length) return begin(mirror, '');
  if (!frames.length) {
    const torn = bytes.length < HEAD || HEAD + new DataView(bytes.buffer).getUint32(0) > bytes.length;
    const known = mirror || behind || other.bytes.length > 0;
    if (known || !torn || bytes.length > 4096) return damaged(chosen, 'the header does not verify');
    cut(0);
    return begin(null, `a beginning of ${bytes.length} bytes was cut off`);
  }
  if (head?.format !== 1 && head?.format !== 2) return damaged(chosen, 'the format is not known to this build');
  if (!chosen.complete) return damaged(chosen, 'the closing frame is missing and the other file is none');
  if (behind) return damaged(chosen, `frame ${frames.length} does not verify, whole frames follow`);
  const from = head.base ?? 0;
  const same = mirror && mirror.epoch === head.epoch;
  const short = same && mirror.seq >= from + frames.length;
  // The mirror knows frames that only a newer file can hold: that one was complete once.
  const newer = other.bytes.length > 0 && !(other.head && other.generation < chosen.generation);
  if (short && newer) return damaged(chosen, 'a newer file does not verify');
  const notes = [];
  if (stop < bytes.length) {
    if (short) {
      // An acknowledged frame is broken: keep the bytes before anything is cut.
      const copy = await copyAside(bytes).catch(() => '');
      if (!copy) return damaged(chosen, `frame ${frames.length} does not verify`);
      notes.push(`copy: ${copy}`);
    }
    cut(stop);
    notes.push(`torn tail of ${bytes.length - stop} bytes cut off after frame ${frames.length - 1}`);
  }
  if (short) notes.push(`frames up to ${mirror.seq} were acknowledged, the file ends at ${from + frames.length - 1}`);
  const foreign = Boolean(mirror) && !same && head.after !== mirror.epoch;
  if (foreign) notes.push(`the mirror knows epoch ${mirror.epoch}`);
  const unseen = Boolean(head.after) && frames.length === 1;
  if (unseen) notes.push(`epoch ${head.after} is gone`);
  ({ epoch, after } = head);
  base = from;
  generation = chosen.generation;
  end = stop;
  next = frames.length;
  return {
    health: 'persistent', detail: notes.join('; '), lost: Boolean(short || foreign || unseen),
    epoch, seq: base + next, entries: entriesOf(frames, head),
  };
}

/** After a write whose outcome is open: closes, opens and reads what the file really holds. */
async function settle(bytes) {
  done(() => file.handle.close()); // it may be closed already; opening again decides
  file.handle = await acquire(file.name);
  const tail = file.handle.getSize() >= end ? read(file.handle, end) : null;
  if (!tail) throw new Error('the file is shorter than what was acknowledged');
  if (tail.length === bytes.length && tail.every((byte, i) => byte === bytes[i])) {
    file.handle.flush();
    return 'stored';
  }
  cut(end);
  return 'not_stored';
}

async function append(text) {
  if (!next) return { result: 'not_stored', detail: why, seq: 0 };
  let [result, detail, bytes] = ['stored', ''];
  try {
    bytes = frame(next, text);
    write(file.handle, bytes, end);
  } catch (error) {
    detail = `${error.name}: ${error.message}`;
    try {
      if (bytes) cut(end);
      result = 'not_stored';
    } catch {
      result = await settle(bytes).catch((open) => {
        detail += `; ${open.name}: ${open.message}`;
        return 'unknown';
      });
    }
  }
  if (result === 'unknown') {
    next = 0;
    why = 'the outcome of an earlier batch is unknown';
  } else if (result === 'stored') {
    end += bytes.length;
    next += 1;
  }
  return { result, detail, seq: base + next - 1 };
}

/** Writes the journal that takes the place of this one into the spare file; `closing` is called before it can count. */
function fill(entries, closing) {
  const head = { format: 2, epoch, after, generation: generation + 1, base: base + next - 1, entries: entries.length };
  const frames = [JSON.stringify(head), ...entries].map((text, seq) => frame(seq, text));
  const bytes = new Uint8Array(frames.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const one of frames) {
    bytes.set(one, at);
    at += one.length;
  }
  cut(0, spare);
  write(spare.handle, bytes, 0);
  closing();
  const last = frame(entries.length + 1, CLOSING);
  write(spare.handle, last, at);
  return at + last.length;
}

function replace(entries) {
  if (!next) return { result: 'not_stored', detail: why, seq: 0 };
  let [closing, size] = [false, 0];
  try {
    size = fill(entries, () => { closing = true; });
  } catch (error) {
    return withdraw(closing, `${error.name}: ${error.message}`);
  }
  base += next - 1;
  [file, spare, end, next] = [spare, file, size, entries.length + 2];
  generation += 1;
  // An older file that keeps its bytes is emptied when the journal is opened or replaced the next time.
  const emptied = done(() => cut(0, spare));
  return { result: 'stored', detail: emptied ? '' : 'the older file is still there', seq: base + next - 1 };
}

/** The new file must not count: without its closing frame it does not; with it, it must surely be gone. */
function withdraw(closing, detail) {
  const emptied = done(() => cut(0, spare));
  if (emptied || !closing) return { result: 'not_stored', detail, seq: base + next - 1 };
  next = 0;
  why = 'the outcome of an earlier replacement is unknown';
  return { result: 'unknown', detail, seq: 0 };
}

async function serve({ n, op, mirror, text, entries }) {
  if (op === 'append') return { n, ...(await append(text)) };
  if (op === 'replace') return { n, ...replace(entries) };
  try {
    return { n, ...(await open(mirror)) };
  } catch (error) {
    why = `${error.name}: ${error.message}`;
    return { n, health: 'none', detail: why, lost: false, epoch: '', seq: 0, entries: [] };
  }
}

let turn = Promise.resolve();
onmessage = ({ data }) => {
  turn = turn.then(() => serve(data)).then((reply) => postMessage(reply));
};
