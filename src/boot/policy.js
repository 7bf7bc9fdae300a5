/*
 * The Trusted Types default policy. It must run before the glue is imported.
 *
 * What must hold: markup written by string is only what the views contain at compile time (plain elements, no handler,
 * no style, no address), and the only script started by address is the journal worker.
 */
const PLAIN = new Set((
  'abbr article aside b bdi br button caption circle col dd defs del desc div dl dt ellipse em fieldset figcaption figure ' +
  'footer g h1 h2 h3 h4 h5 h6 header hr i input ins kbd label legend li line main meter nav ol option output p path ' +
  'polygon polyline progress rect s section select small span strong sub sup svg table tbody td text textarea tfoot th ' +
  'thead time title tr tspan ul use').split(' '));
const TAG = /<(?:\/?([a-z][a-z0-9]*)((?:\s+[\w:.-]+(?:="[^"<>]*")?)*)\s*\/?|!(?:----)?)>/gi;
const ATTRIBUTE = /\s+([\w:.-]+)(?:="[^"<>]*")?/g;
const REFUSED = /^(?:on|style$|src|href|xlink|action|formaction|is$)/i;

export const WORKER = new URL('./journal.js', import.meta.url).href;

/** Whether the markup consists of text and permitted tags only. */
export function harmless(html) {
  const rest = html.replace(TAG, (_, tag, attributes = '') => {
    if (tag && !PLAIN.has(tag.toLowerCase())) return '<';
    for (const [, name] of attributes.matchAll(ATTRIBUTE)) if (REFUSED.test(name)) return '<';
    return '';
  });
  return !rest.includes('<');
}

if (globalThis.trustedTypes) {
  trustedTypes.createPolicy('default', {
    createHTML: (html) => (harmless(html) ? html : null),
    createScriptURL: (url) => (new URL(url, location.href).href === WORKER ? url : null),
  });
}
