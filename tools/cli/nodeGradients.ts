import { register } from 'node:module';

/**
 * Lets Node load the gradients of tfjs, which come as sources for bundlers only: they import files without an ending, one of them
 * beside a folder of the same name. To be imported before what imports them.
 */
const RESOLVE = `
import { existsSync } from 'node:fs';
export function resolve(specifier, context, next) {
  const file = specifier.startsWith('.') && context.parentURL?.includes('/@tensorflow/tfjs-core/dist/') && new URL(specifier + '.js', context.parentURL);
  return next(file && existsSync(file) ? file.href : specifier, context);
}
`;

register(`data:text/javascript,${encodeURIComponent(RESOLVE)}`);
