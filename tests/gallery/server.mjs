// Serves the gallery: the component built with its feature `gallery`, the real styles and catalogues, nothing else.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { join, normalize } from 'node:path';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const TYPES = { html: 'text/html', js: 'text/javascript', json: 'application/json', css: 'text/css', wasm: 'application/wasm', svg: 'image/svg+xml' };

/** Starts it on a free port; `pkg` is the folder wasm-pack wrote. */
export async function serveGallery(pkg) {
  const place = (path) => {
    if (path.startsWith('/pkg/')) return join(pkg, path.slice('/pkg/'.length));
    if (path.startsWith('/boot/')) return join(ROOT, 'src', path);
    return join(ROOT, 'www', path);
  };
  const listener = createServer(async (request, response) => {
    const path = normalize(new URL(request.url, 'http://x').pathname);
    if (path === '/favicon.ico') return response.writeHead(204).end();
    try {
      const body = await readFile(place(path));
      response.writeHead(200, { 'Content-Type': TYPES[path.split('.').pop()] ?? 'application/octet-stream' }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((done) => listener.listen(0, '127.0.0.1', done));
  const { port } = listener.address();
  return { url: `http://127.0.0.1:${port}/gallery.html`, stop: () => { listener.closeAllConnections(); listener.close(); } };
}
