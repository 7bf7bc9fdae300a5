/*
 * What survives a panic: this file fetches what an instance needs, starts it, and replaces it when it has died.
 *
 * What must hold:
 * - An instance that has trapped is never called again and nothing it still says is heard: each has a generation, and
 *   only the present one counts. The next one is rebuilt from the module compiled once and the journal read back.
 * - A command is kept until it is answered. The next instance gets it again; at the second crash in a row it is
 *   answered here with `epos_failed`, so that no command can keep the page down.
 * - A restart waits for no timer (a hidden page's timers are slow). More than three in a minute: the page is loaded
 *   anew once; if that does not help the page says so, and tries again every minute.
 */
import './policy.js';
import './keys.js';
import { ENGINE, openLinks } from './links.js';
import { append, own, readJournal, replace } from './store.js';
import { dress, panel, root, words } from './panel.js';
import { cue } from './sound.js';

const BASE = new URL('../', import.meta.url);
const GLUE = new URL('pkg/smarts_epos.js', BASE).href;
const RELOADED = 'epos-reloaded';
const MINUTE = 60000;
const MOST_WAITING = 1024;
const SPARES = 4;
const FLOOR = 108; // the journal's file handles are synchronous from this Chromium on

const waiting = new Set(); // messages not answered yet, in the order they came
const spares = []; // glue modules not used yet
let made = 0;
let assets;
let links;
let gen = 1;
let app = null; // the running instance
let armed = false; // whether an error of the window is this instance's
let announced = 0; // when a panic was told whose trap has not been seen yet
let out = false; // out of service
let mount = null;
let crashes = 0;
let restarts = [];

const failure = ({ id, type }) => JSON.stringify({
  v: 1, re: id, type, ok: false,
  error: { code: 'epos_failed', who: 'epos', retry: true, cashier_text: words.cashier, customer_text: words.failed },
});

async function get(path, read) {
  const reply = await fetch(new URL(path, BASE));
  if (!reply.ok) throw new Error(`${path}: ${reply.status}`);
  return read(reply);
}

const optional = (wanted, instead) => wanted.catch((error) => {
  console.warn(`not loaded: ${error.message}`);
  return instead;
});

/**
 * A glue module for one instance. A new fragment is a new module record: the old one would hand out the dead instance
 * again. Some are kept ready, because a server that forbids caching is asked for each of them.
 */
async function spare() {
  made += 1;
  spares.push(await import(`${GLUE}#${made}`));
}

function compile(reply) {
  const typed = (reply.headers.get('content-type') ?? '').startsWith('application/wasm');
  return typed ? WebAssembly.compileStreaming(reply) : reply.arrayBuffer().then((bytes) => WebAssembly.compile(bytes));
}

/** Everything an instance is started with; kept, so that a restart needs no network. */
async function prepare() {
  const [config, module, sheet] = await Promise.all([
    get('config.json', (reply) => reply.json()),
    get('pkg/smarts_epos_bg.wasm', compile),
    optional(get('styles/epos.css', (reply) => reply.text()).then((css) => new CSSStyleSheet().replace(css)), null),
  ]);
  while (spares.length < SPARES) await spare();
  const locales = config.locales ?? [];
  const [pack, bridges, ...texts] = await Promise.all([
    config.pack ? optional(get(config.pack, (reply) => reply.text()), '') : '',
    config.origins?.includes('bridge') ? import('./bridges.js') : null,
    ...locales.map((locale) => get(`locales/${locale}.json`, (reply) => reply.json())),
  ]);
  const catalogs = Object.fromEntries(locales.map((locale, i) => [locale, texts[i]]));
  const connect = bridges && ((take, lost) => bridges.connect(config.bridge, take, lost));
  return { config, module, sheet, pack: pack.trim(), catalogs, connect, build: String(config.build ?? '') };
}

/** Hands a message to the instance; an exception out of it is its end. */
function call(work) {
  const mine = gen;
  try {
    work(app);
  } catch (error) {
    announced = 0;
    crash(mine, error);
  }
}

function deliver(message) {
  message.given = true;
  if (!message.id || waiting.size > MOST_WAITING) waiting.delete(message);
  call((to) => to.receive(message.link, message.origin, message.nonce, message.text));
}

function taken(message) {
  if (out) {
    if (message.id) links.post(message.link, failure(message));
    return;
  }
  const held = { ...message, given: false, crashes: 0 };
  waiting.add(held);
  if (app) deliver(held);
}

function answered(link, re) {
  for (const message of waiting) {
    if (message.link === link && message.id === re) waiting.delete(message);
  }
}

function gone(link) {
  for (const message of waiting) if (message.link === link) waiting.delete(message);
  if (app) call((to) => to.link_down(link));
}

/** What the instance of one generation may ask for; a dead one is neither heard nor woken. */
function hostFor(mine) {
  const live = () => mine === gen && !out;
  const kept = (write, what) => new Promise(async (done) => {
    if (!live()) return;
    const result = await write(what);
    if (!live()) return;
    done(result);
    // The file alone knows: a fresh instance reads it back and gets the command again.
    if (result === 'unknown') crash(mine, 'the outcome of a batch is unknown');
  });
  return {
    send(link, re, text) {
      if (!live()) return;
      if (re) answered(link, re);
      links.post(link, text);
    },
    accept: (link) => live() && links.accept(link),
    refuse: (link) => live() && links.refuse(link),
    cue: (name, volume) => live() && cue(name, volume),
    append: (text) => kept(append, text),
    replace: (entries) => kept(replace, entries),
    panicked(text) {
      announced = performance.now();
      crash(mine, text);
    },
  };
}

async function start() {
  const mine = gen;
  try {
    mount?.remove();
    const { health, detail, lost, entries } = await readJournal(assets.config.volatile === true);
    if (!spares.length) await spare();
    const glue = spares.shift();
    await glue.default({ module_or_path: assets.module });
    if (mine !== gen) return;
    panel('');
    mount = document.createElement('div');
    root().append(mount);
    const boot = {
      build: assets.build, config: assets.config, secure: isSecureContext, journal: { health, detail, lost, entries },
      catalogs: assets.catalogs, pack: assets.pack, crashes, link: links.pinned(),
    };
    armed = true;
    await glue.start(mount, hostFor(mine), JSON.stringify(boot));
    if (mine !== gen) return;
    app = glue;
    for (const message of [...waiting]) if (app === glue) deliver(message);
    setTimeout(() => mine === gen && forgetReload(), MINUTE);
    optional(spare());
  } catch (error) {
    announced = 0;
    crash(mine, error);
  }
}

function forgetReload() {
  try {
    sessionStorage.removeItem(RELOADED);
  } catch {
    // Without session storage there was no reload to remember.
  }
}

function crash(mine, why) {
  if (mine !== gen || out) return;
  gen += 1;
  app = null;
  armed = false;
  crashes += 1;
  console.error(`epos instance ${mine} ended: ${String(why).slice(0, 200)}`);
  for (const message of waiting) {
    if (!message.given) continue;
    message.given = false;
    message.crashes += 1;
    if (message.crashes < 2) continue;
    waiting.delete(message);
    links.post(message.link, failure(message));
  }
  const now = performance.now();
  restarts = restarts.filter((at) => now - at < MINUTE);
  if (restarts.length === 3) return giveUp();
  restarts.push(now);
  // A microtask: it runs when the trap has unwound.
  return void Promise.resolve().then(start);
}

function giveUp() {
  let reloaded = true;
  try {
    reloaded = sessionStorage.getItem(RELOADED) !== null;
    sessionStorage.setItem(RELOADED, '1');
  } catch {
    // Nothing would remember the reload, so it could repeat for ever: stay.
  }
  out = true;
  for (const message of waiting) if (message.id) links.post(message.link, failure(message));
  waiting.clear();
  if (!reloaded) return location.reload();
  mount?.remove();
  panel('failed');
  links.greeting('');
  links.tell('epos.failed', { code: 'out_of_service' });
  setTimeout(() => {
    out = false;
    restarts = [];
    start().then(() => out || links.greeting('epos.hello'));
  }, MINUTE);
}

/**
 * An error that reached the window: a trap out of a listener, a timer or a promise, or an exception that went through the
 * instance and left it half way. This document runs nothing else, so every one counts. The trap of a panic already told
 * is not a second crash, nor is one of a dead instance whose timer still ran.
 */
function trapped(message) {
  // A notice of the engine about layout, not an error of anybody.
  if (message.startsWith('ResizeObserver loop')) return;
  const known = announced && performance.now() - announced < 1000;
  announced = 0;
  if (armed && !known) crash(gen, message);
}

// A resource that did not load is an event on its element and does not come here.
addEventListener('error', ({ message }) => trapped(message ?? ''));
addEventListener('unhandledrejection', ({ reason }) => trapped(String(reason)));

async function main() {
  for (let wait = 1000; !assets; wait = Math.min(wait * 2, 30000)) {
    try {
      assets = await prepare();
    } catch (error) {
      console.error(`not started: ${error.message}`);
      panel('starting');
      await new Promise((done) => setTimeout(done, wait));
    }
  }
  dress(assets.sheet);
  links = openLinks({ origins: assets.config.origins ?? [], build: assets.build, connect: assets.connect, taken, gone });
  // An engine that does not say what it is has to try.
  if (parseInt(ENGINE, 10) < FLOOR) {
    out = true;
    panel('old');
    return links.greeting('epos.failed', 'engine_too_old');
  }
  await own(() => {
    panel('second');
    links.greeting('epos.closed', 'second_page');
  });
  links.greeting('');
  await start();
  return out || links.greeting('epos.hello');
}

main();
