/*
 * Keys and gestures of the browser that no customer and no scanner shall set off here: reload, search, print, save, downloads
 * (a scanner's line feed is Ctrl+J), back and forward, the menu of a long press, a file that is dropped.
 *
 * What must hold: whatever types, moves the focus or zooms stays as it is. Developer tools are the host's to forbid.
 */
const KEYS = ['F1', 'F3', 'F5', 'F6', 'F7', 'BrowserBack', 'BrowserForward', 'BrowserHome', 'BrowserRefresh', 'BrowserSearch'];
const WITH_ALT = ['ArrowLeft', 'ArrowRight', 'Home'];
const WITH_CTRL = [...'dfghjoprsu'];

addEventListener('keydown', (event) => {
  const { key, altKey, ctrlKey, metaKey } = event;
  const browsers = KEYS.includes(key) || (altKey && WITH_ALT.includes(key))
    || ((ctrlKey || metaKey) && !altKey && WITH_CTRL.includes(key.toLowerCase()));
  if (browsers) event.preventDefault();
}, true);
for (const type of ['contextmenu', 'dragover', 'drop']) addEventListener(type, (event) => event.preventDefault());
