/*
 * The gallery: every screen from fixed data. `?screen=basket&locale=hr&options=dark training` shows one; without a
 * screen, all of them as a list of frames.
 *
 * Built with `wasm-pack build --target web --dev --out-dir target/gallery-pkg -- --features gallery`; a server maps
 * /pkg/ to that folder, /boot/ to src/boot and everything else to www.
 */
import '/boot/policy.js';

const asked = new URLSearchParams(location.search);
const locale = asked.get('locale') ?? 'en';
const options = asked.get('options') ?? '';
const LOCALES = ['en', 'hr', 'de', 'it', 'fr', 'et', 'pt-BR', 'ar'];

const pkg = await import('/pkg/smarts_epos.js');
await pkg.default();

async function one(name) {
  const sheet = await new CSSStyleSheet().replace(await (await fetch('styles/epos.css')).text());
  const texts = await Promise.all(LOCALES.map(async (l) => [l, await (await fetch(`locales/${l}.json`)).json()]));
  const page = new CSSStyleSheet();
  page.replaceSync('html, body { margin: 0; }');
  document.adoptedStyleSheets = [page];
  const root = document.getElementById('epos').attachShadow({ mode: 'open' });
  root.adoptedStyleSheets = [sheet];
  const mount = document.createElement('div');
  root.append(mount);
  globalThis.told = [];
  pkg.gallery_show(mount, name, locale, options, JSON.stringify(Object.fromEntries(texts)), (text) => {
    globalThis.told.push(text);
    console.info(text);
  });
  globalThis.change = (next, inLocale = locale, withOptions = options) => pkg.gallery_change(next, inLocale, withOptions);
}

function all() {
  const page = new CSSStyleSheet();
  page.replaceSync(`body { font: 1rem system-ui, sans-serif; margin: 1rem; display: grid; gap: 1.5rem;
    grid-template-columns: repeat(auto-fill, minmax(410px, 1fr)); } figure { margin: 0; } iframe { width: 800px; height: 480px;
    border: 1px solid #888; transform: scale(.5); transform-origin: 0 0; margin: 0 -400px -240px 0; }`);
  document.adoptedStyleSheets = [page];
  for (const name of pkg.gallery_names().split('\n')) {
    const address = `?${new URLSearchParams({ screen: name, locale, options })}`;
    const figure = document.createElement('figure');
    const link = document.createElement('a');
    link.href = address;
    link.textContent = name;
    const frame = document.createElement('iframe');
    frame.loading = 'lazy';
    frame.title = name;
    frame.src = address;
    figure.append(link, document.createElement('br'), frame);
    document.body.append(figure);
  }
}

if (asked.has('screen')) await one(asked.get('screen'));
else all();
globalThis.ready = true;
