// A static server for the checks of the two boot files: the real page and supervisor, a pretended component.
// Two origins come for free: 127.0.0.1 (the register) and localhost (the page).
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { join, normalize } from 'node:path';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FIXTURE = fileURLToPath(new URL('./fixture/', import.meta.url));
const TYPES = { html: 'text/html', js: 'text/javascript', json: 'application/json', css: 'text/css', wasm: 'application/wasm' };
// (module (func (export "trap") unreachable))
const WASM = Buffer.from('0061736d0100000001040160000003020100070801047472617000000a05010300000b', 'hex');
const CSP = (frames) => "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; "
  + "img-src 'self'; font-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; "
  + `frame-ancestors ${frames}; require-trusted-types-for 'script'; trusted-types default`;

/** Starts it; `server.config` is what /config.json says, `server.posts` what the pretended component reported. */
export async function serve() {
  const state = { config: {}, posts: [], cache: 'no-cache', dead: false, onpost: () => {} };
  const generated = {
    '/config.json': () => JSON.stringify(state.config),
    '/pkg/smarts_epos_bg.wasm': () => WASM,
    '/locales/en.json': () => '{"hello":"Hello"}',
    '/styles/epos.css': () => '.screen { color: rgb(1, 2, 3); }',
    '/pack.jws': () => 'a.b.c\n',
  };
  const place = (path) => {
    if (path === '/host-blank') return join(FIXTURE, 'plain-blank.html');
    if (path === '/' || path === '/index.html') return join(ROOT, 'index.html');
    if (path.startsWith('/boot/')) return join(ROOT, 'src', path);
    if (path === '/pkg/smarts_epos.js') return join(FIXTURE, 'glue.js');
    return join(FIXTURE, path);
  };
  const listener = createServer(async (request, response) => {
    if (state.dead) return request.destroy();
    const path = normalize(new URL(request.url, 'http://x').pathname);
    if (request.method === 'POST') {
      let body = '';
      for await (const piece of request) body += piece;
      const post = JSON.parse(body);
      state.posts.push(post);
      state.onpost(post);
      return response.end('{}');
    }
    const headers = { 'Content-Type': TYPES[path.split('.').pop()] ?? 'text/html', 'X-Content-Type-Options': 'nosniff', 'Cache-Control': state.cache };
    if (!path.startsWith('/host') && !path.startsWith('/plain')) headers['Content-Security-Policy'] = CSP('*');
    try {
      const body = generated[path]?.() ?? await readFile(place(path));
      response.writeHead(200, headers).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((done) => listener.listen(0, done));
  const { port } = listener.address();
  state.config = { origins: [`http://127.0.0.1:${port}`], locales: ['en'], pack: 'pack.jws', build: 'test' };
  return Object.assign(state, {
    host: `http://127.0.0.1:${port}`,
    page: `http://localhost:${port}`,
    stop: () => { listener.closeAllConnections(); listener.close(); },
  });
}
