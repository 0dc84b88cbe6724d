/**
 * Response headers of the dev and preview servers; a static host should send the same.
 * COOP/COEP make the page cross-origin isolated, which wasm threads need. The CSP lets the page fetch a picture or a model
 * from an https address that the visitor names, or from a server on the same machine, and nothing else from outside.
 */
export function headers(server: 'dev' | 'preview'): Record<string, string> {
  // Vite's dev client and React's refresh preamble are inline scripts and styles; the built page has none.
  const dev = server === 'dev';
  const policy = {
    'default-src': "'self'",
    'script-src': `'self' 'wasm-unsafe-eval'${dev ? " 'nonce-dev'" : ''}`,
    'worker-src': "'self'",
    'style-src': `'self'${dev ? " 'unsafe-inline'" : ''}`,
    'img-src': "'self' blob: data:",
    'connect-src': `'self' https: http://localhost:* http://127.0.0.1:* blob: data:${dev ? ' ws:' : ''}`,
    'object-src': "'none'",
    'base-uri': "'none'",
    'form-action': "'none'",
    'frame-ancestors': "'none'",
  };
  return {
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
    'Content-Security-Policy': Object.entries(policy)
      .map(([name, value]) => `${name} ${value}`)
      .join('; '),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
  };
}
