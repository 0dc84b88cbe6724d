import type { Plugin } from 'vite';

type Server = 'dev' | 'preview';
type Policy = Readonly<Record<string, string>>;

/**
 * Response headers of the dev and preview servers. A static host should send the same; where it does not, the page carries its policy
 * itself (`policyInPage`), and the service worker adds the headers from the second load on (src/workers/offline/serviceWorker.ts).
 * COOP/COEP make the page cross-origin isolated, which wasm threads need. The CSP lets the page fetch a picture or a model
 * from an https address that the visitor names, or from a server on the same machine, and nothing else from outside.
 */
export function headers(server: Server): Record<string, string> {
  return {
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
    'Content-Security-Policy': written(policy(server)),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
  };
}

function policy(server: Server): Policy {
  // Vite's dev client and React's refresh preamble are inline scripts and styles; the built page has none.
  const dev = server === 'dev';
  return {
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
}

const written = (policy: Policy) =>
  Object.entries(policy)
    .map(([name, value]) => `${name} ${value}`)
    .join('; ');

/** Writes the policy into the page as well, for hosts that send no headers. */
export const policyInPage: Plugin = {
  name: 'policy-in-page',
  transformIndexHtml: {
    // After Vite has put in what it needs, so that nothing stands before the policy.
    order: 'post',
    handler: (_html, { server }) => {
      // A page cannot say who may frame it.
      const sayable = Object.fromEntries(
        Object.entries(policy(server ? 'dev' : 'preview')).filter(([name]) => name !== 'frame-ancestors'),
      );
      return [
        {
          tag: 'meta',
          attrs: { 'http-equiv': 'Content-Security-Policy', content: written(sayable) },
          injectTo: 'head-prepend',
        },
        { tag: 'meta', attrs: { name: 'referrer', content: 'no-referrer' }, injectTo: 'head-prepend' },
      ];
    },
  },
};
