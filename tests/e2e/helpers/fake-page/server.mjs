// Two origins on loopback: a host page with the SDK, built from its sources, and the pretended page.
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { build } from 'esbuild';

const HERE = new URL('./', import.meta.url);
const SDK = new URL('../../../../www/sdk/src/index.ts', import.meta.url);

async function sdk() {
  const { outputFiles } = await build({ entryPoints: [SDK.pathname], bundle: true, format: 'iife', globalName: 'Epos', write: false });
  return outputFiles[0].text;
}

function listen(files) {
  const server = createServer((request, reply) => {
    const body = files[new URL(request.url, 'http://x').pathname];
    reply.writeHead(body === undefined ? 404 : 200, {
      'content-type': /\.js$/.test(request.url) ? 'text/javascript' : 'text/html', 'cache-control': 'no-store',
    });
    reply.end(body);
  });
  return new Promise((done) => server.listen(0, '127.0.0.1', () => done(server)));
}

export async function serveFake() {
  const script = readFileSync(new URL('page.js', HERE), 'utf8');
  const page = await listen({ '/': '<!doctype html><script src="/page.js"></script>', '/page.js': script });
  const host = await listen({
    '/': '<!doctype html><script src="/sdk.js"></script><div id="epos"></div>', '/sdk.js': await sdk(),
  });
  const origin = (server) => `http://127.0.0.1:${server.address().port}`;
  return { page: origin(page), host: origin(host), stop: () => [page, host].forEach((server) => server.close()) };
}
