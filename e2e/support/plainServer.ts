import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
};

/** A host that knows files and nothing else: no header of the page's, no front page for what is missing. */
export interface PlainServer {
  /** Ends in a slash. */
  readonly address: string;
  /** What it serves from now on: a deploy. */
  folder: string;
  /** Paths that it does not give, though they are there. */
  readonly refused: Set<string>;
  close(): Promise<void>;
}

/** @param prefix the path that the folder is served under, with slashes around it. */
export async function servePlainly(folder: string, prefix = '/'): Promise<PlainServer> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url!, 'http://localhost');
    const name = pathname.startsWith(prefix) ? decodeURIComponent(pathname.slice(prefix.length)) : '..';
    const file = path.join(plain.folder, name === '' || name.endsWith('/') ? `${name}index.html` : name);
    if (!file.startsWith(plain.folder) || plain.refused.has(name) || !existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404).end('Not here.');
      return;
    }
    response.writeHead(200, {
      'Content-Type': TYPES[path.extname(file)] ?? 'application/octet-stream',
      'Content-Length': statSync(file).size,
      'Cache-Control': 'no-cache',
    });
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  const plain: PlainServer = {
    address: `http://localhost:${(server.address() as AddressInfo).port}${prefix}`,
    folder,
    refused: new Set(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return plain;
}
