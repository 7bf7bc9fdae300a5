/*
 * What the page can still say when the component cannot: one readable panel, and the two texts of the error
 * `epos_failed`. Nothing here depends on a fetched file.
 */
const WORDS = {
  en: {
    starting: 'Not ready yet. The register can go on without this screen.',
    second: 'This screen is already open in another window. It takes over here when the other one is closed.',
    failed: 'Out of service. Please ask at the till.',
    old: 'This browser is too old for the customer screen: Chromium 108 or later is needed. The register can go on without it.',
    cashier: 'The customer screen could not finish this step. Try it again or sell on without it.',
  },
  hr: {
    starting: 'Još nije spremno. Blagajna može nastaviti bez ovog zaslona.',
    second: 'Ovaj je zaslon već otvoren u drugom prozoru. Ovdje se nastavlja kada se drugi zatvori.',
    old: 'Preglednik je prestar za zaslon za kupca: potreban je Chromium 108 ili noviji. Blagajna može nastaviti bez njega.',
    failed: 'Izvan upotrebe. Molimo obratite se na blagajni.',
    cashier: 'Zaslon za kupca nije mogao dovršiti ovaj korak. Pokušajte ponovno ili nastavite prodaju bez njega.',
  },
  de: {
    starting: 'Noch nicht bereit. Die Kasse kann ohne diese Anzeige weiterarbeiten.',
    second: 'Diese Anzeige ist bereits in einem anderen Fenster offen. Sie wird hier fortgesetzt, sobald das andere geschlossen ist.',
    old: 'Dieser Browser ist zu alt für die Kundenanzeige: Chromium 108 oder neuer ist nötig. Die Kasse kann ohne sie weiterarbeiten.',
    failed: 'Außer Betrieb. Bitte wenden Sie sich an die Kasse.',
    cashier: 'Die Kundenanzeige konnte diesen Schritt nicht beenden. Bitte wiederholen oder ohne sie weiterverkaufen.',
  },
};
const LANGUAGE = (navigator.language || 'en').slice(0, 2);
export const words = WORDS[LANGUAGE] ?? WORDS.en;

const plain = new CSSStyleSheet();
plain.replaceSync(`.epos-panel { display: grid; place-items: center; min-height: 100vh; margin: 0; padding: 2rem; box-sizing: border-box;
  font: 600 1.5rem/1.4 system-ui, sans-serif; text-align: center; color: CanvasText; background: Canvas; color-scheme: light dark; }`);

// The only style of the document itself: an inline one is refused by the page's policy.
const page = new CSSStyleSheet();
page.replaceSync('html, body { margin: 0; }');
document.adoptedStyleSheets = [page];

let host;
/** The shadow root of the page, made when it is first needed so that the plain fallback stays readable until then. */
export function root() {
  host ??= document.getElementById('epos').attachShadow({ mode: 'open' });
  return host;
}

/** Adopts the component's styles; the panel keeps its own. */
export function dress(sheet) {
  root().adoptedStyleSheets = sheet ? [plain, sheet] : [plain];
}

/** Shows one of the texts above in place of the component, or takes the panel away. */
export function panel(kind) {
  const old = root().querySelector('.epos-panel');
  if (old) old.remove();
  if (!kind) return;
  if (!root().adoptedStyleSheets.length) dress(null);
  const box = document.createElement('p');
  box.className = 'epos-panel';
  box.setAttribute('role', 'alert');
  box.dataset.kind = kind;
  box.lang = WORDS[LANGUAGE] ? LANGUAGE : 'en';
  box.textContent = words[kind];
  root().append(box);
}
