/*
 * Native bridges: the register is a program and speaks through what its browser view puts into the top page. Loaded
 * only where the configuration lists `bridge` among the origins.
 *
 * What must hold: one text a message in both directions, in order. Who may speak is settled by the register: it alone can
 * inject, and injects into this page only (docs/bridges.md); the session still asks for nonce and token.
 */
const LISTEN = JSON.stringify({ v: 1, type: 'epos.listen' });
const LOOK_AGAIN = 200;
const LISTEN_AGAIN = 1000;

const at = (path) => path.split('.').reduce((inner, name) => inner?.[name], globalThis);
const nothing = () => {};

/** Something with `postMessage` and the event `message`. */
function target(to, take) {
  to.addEventListener('message', ({ data }) => take(data));
  return (text) => to.postMessage(text);
}

/** Kind -> the name it has unless the configuration says another, and what opens it: `found` is the object of that name. */
const KINDS = {
  // WebView2: CoreWebView2.WebMessageReceived and PostWebMessageAsString.
  webview2: ['chrome.webview', target],
  // Android: the object of WebViewCompat.addWebMessageListener.
  android: ['eposHost', target],
  // Any object with postMessage(text); the register calls epos.receive(text).
  object: ['eposHost', (found, take, lost, name) => {
    globalThis.epos = { receive: take };
    return (text) => at(name).postMessage(text);
  }],
  // CEF's message router: a persistent query brings what the register says, each text of the page is a query of its own.
  query: ['cefQuery', (ask, take, lost) => {
    const ended = () => {
      lost();
      setTimeout(listen, LISTEN_AGAIN);
    };
    const listen = () => ask({ request: LISTEN, persistent: true, onSuccess: take, onFailure: ended });
    listen();
    return (request) => ask({ request, persistent: false, onSuccess: nothing, onFailure: nothing });
  }],
  // Qt WebChannel: an object with the slot fromPage(text) and the signal toPage(text); the register injects qwebchannel.js.
  qt: ['epos', (transport, take, lost, name) => new Promise((done, failed) => {
    new QWebChannel(transport, ({ objects }) => {
      const host = objects[name];
      if (!host) return failed(new Error(`the channel has no object ${name}`));
      host.toPage.connect(take);
      return done((text) => host.fromPage(text));
    });
  }), 'qt.webChannelTransport'],
};

/** Opens the configured bridge as soon as it is there; the answer sends a text. */
export async function connect({ kind = 'object', name } = {}, take, lost) {
  const [usual, open, place] = KINDS[kind] ?? [];
  if (!open) throw new Error(`config.json: no bridge of kind ${kind}`);
  const called = name ?? usual;
  for (;;) {
    const found = at(place ?? called);
    if (found) return open(found, take, lost, called);
    await new Promise((done) => setTimeout(done, LOOK_AGAIN));
  }
}
