/*
 * The ways to the register: the parent or opener window, a MessagePort it handed over, or a native bridge.
 *
 * What must hold: only the one peer window speaks, and only from a configured origin; everything else is counted and
 * never answered. One link is pinned at a time. Nothing tells that a port's other end is gone, so a register that
 * comes back asks for a hello ({"v":1,"type":"epos.hello"} to the window) and opens anew; an opener that was closed is noticed.
 */
const MOST = 1048576;
const CANDIDATES = 16;
const HELLO_EVERY = 500;
const ALIVE_EVERY = 5000;

export const ENGINE = /Chrom(?:e|ium)\/([\d.]+)/.exec(navigator.userAgent)?.[1] ?? '';
const envelope = (type, payload) => JSON.stringify({ v: 1, type, payload });
const fresh = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, '0')).join('');

/** A way that fails is not a fault of the page: what was to be said is said again when the register asks. */
function quietly(post) {
  try {
    post();
  } catch (error) {
    console.warn(`not sent: ${error?.name}`);
  }
}

/** A message as text; what cannot be written as JSON becomes the empty text, which the decoder refuses. */
function textOf(data) {
  let text = data;
  if (typeof data !== 'string') {
    try {
      text = JSON.stringify(data) ?? '';
    } catch {
      text = '';
    }
  }
  return text.length > MOST ? text.slice(0, MOST + 1) : text;
}

/** The id and type of a command, each '' where there is none. */
function peek(text) {
  if (text.length > MOST) return { id: '', type: '' };
  try {
    const { id, type } = JSON.parse(text);
    return { id: typeof id === 'string' ? id : '', type: typeof type === 'string' ? type : '' };
  } catch {
    return { id: '', type: '' };
  }
}

/**
 * Opens the ways in. `taken({link, origin, nonce, id, type, text})` gets every message that may come in, `gone(link)`
 * every link that went down. `connect(take, lost)` opens the native bridge and resolves with what sends a text.
 */
export function openLinks({ origins, build, connect, taken, gone }) {
  const opaque = origins.includes('null') || origins.includes('file:');
  const named = origins.filter((origin) => /^[a-z][a-z0-9+.-]*:\/\/./i.test(origin));
  const framed = parent !== self;
  const peer = framed ? parent : opener;
  const links = new Map();
  const windows = new Map(); // origin -> the link that is the window itself
  let count = 0;
  let pinned = 0;
  let nonce = '';
  let spent = true;
  let dropped = 0;
  let greeting = '';
  let reason = '';
  let native = null; // the way out of the bridge

  const allowed = (origin) => named.includes(origin)
    || (opaque && origin === 'null') || (origin === 'file://' && origins.includes('file:'));

  /** Where an unasked message goes: to the parent's own origin if it is listed, else to each listed one. */
  function targets() {
    const above = framed ? location.ancestorOrigins?.[0] : '';
    if (named.includes(above)) return [above];
    return opaque && (!above || above === 'null' || above.startsWith('file:')) ? ['*'] : named;
  }

  function say(text) {
    if (native) quietly(() => native(text));
    if (!peer) return;
    for (const origin of targets()) {
      try {
        peer.postMessage(text, origin);
      } catch {
        // Not an address postMessage accepts: the configuration names a host that cannot be one.
      }
    }
  }

  function greet() {
    if (greeting === 'epos.hello') {
      if (spent) nonce = fresh();
      spent = false;
      say(envelope(greeting, { protocols: [1], build, engine: ENGINE, nonce }));
    } else if (greeting) {
      say(envelope(greeting, { code: reason }));
    }
  }

  function close(link) {
    links.delete(link.n);
    if (windows.get(link.origin) === link) windows.delete(link.origin);
    link.port?.close();
    if (pinned === link.n) pinned = 0;
  }

  function lost(link) {
    if (links.get(link.n) !== link) return;
    close(link);
    gone(link.n);
  }

  function add(origin, post, port) {
    count += 1;
    const link = { n: count, origin, post: (text) => quietly(() => post(text)), port, nonce };
    links.set(count, link);
    const spare = [...links.values()].find((one) => one.n !== pinned && one.port);
    if (links.size > CANDIDATES && spare) lost(spare);
    return link;
  }

  function take(link, data) {
    const text = textOf(data);
    const { id, type } = peek(text);
    // Asking for a hello is the one thing answered here: a register that came up later says it.
    if (type === 'epos.hello') return greet();
    return taken({ link: link.n, origin: link.origin, nonce: link.port ? link.nonce : nonce, id, type, text });
  }

  function windowLink(origin) {
    if (!windows.has(origin)) {
      const target = origin === 'null' || origin === 'file://' ? '*' : origin;
      windows.set(origin, add(origin, (text) => peer.postMessage(text, target), null));
    }
    return windows.get(origin);
  }

  function portLink(origin, port) {
    const link = add(origin, (text) => port.postMessage(text), port);
    port.onmessage = ({ data }) => take(link, data);
    return link;
  }

  addEventListener('message', ({ source, origin, ports, data }) => {
    if (!peer || source !== peer || !allowed(origin)) {
      dropped += 1;
      for (const port of ports) port.close();
      return;
    }
    take(ports[0] ? portLink(origin, ports[0]) : windowLink(origin), data);
  });
  // Injected things belong to the top page: in a frame or a window that was opened the peer is another one.
  if (!peer && connect) {
    let link = null;
    const heard = (data) => {
      if (!links.has(link?.n)) link = add('bridge', (text) => native?.(text), null);
      take(link, data);
    };
    connect(heard, () => link && lost(link)).then((post) => {
      native = post;
      if (!pinned) greet();
    }, (error) => console.error(error.message));
  }
  setInterval(() => pinned || greet(), HELLO_EVERY);
  setInterval(() => {
    if (!pinned) return;
    if (peer?.closed) lost(links.get(pinned));
    else if (greeting === 'epos.hello') links.get(pinned).post(envelope('epos.alive'));
  }, ALIVE_EVERY);

  return {
    /** What is said unasked until a session is open: 'epos.hello', 'epos.closed' or 'epos.failed' with a reason, or nothing. */
    greeting(type, code) {
      greeting = type;
      reason = code;
      if (!pinned) greet();
    },
    post(n, text) {
      links.get(n)?.post(text);
    },
    accept(n) {
      const link = links.get(n);
      if (!link || n === pinned) return;
      const older = links.get(pinned);
      pinned = n;
      spent = true;
      if (!older) return;
      older.post(envelope('epos.replaced'));
      close(older);
    },
    refuse(n) {
      if (n !== pinned && links.has(n)) close(links.get(n));
    },
    /** An event of the supervisor itself: on the pinned link, else to whom hello is said. */
    tell(type, payload) {
      if (pinned) links.get(pinned).post(envelope(type, payload));
      else say(envelope(type, payload));
    },
    has: (n) => links.has(n),
    pinned: () => pinned,
    dropped: () => dropped,
  };
}
