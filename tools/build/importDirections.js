import path from 'node:path';

/**
 * An ESLint rule that holds the architecture: which folder may import from which. The deepest layer that contains a file is the file's;
 * a layer without an entry of its own belongs to the one around it. Imports inside a layer are free.
 *
 * @type {import('eslint').Rule.RuleModule}
 */
export default {
  meta: {
    type: 'problem',
    schema: [{ type: 'object', additionalProperties: { type: 'array', items: { type: 'string' } } }],
    messages: { direction: '{{from}} must not import from {{to}}; it may from {{allowed}}.' },
  },
  create(context) {
    const layers = context.options[0];
    const layerOf = (file) => {
      const relative = path.relative(context.cwd, file).split(path.sep).join('/');
      const inside = Object.keys(layers).filter(
        (layer) => relative === layer || relative.startsWith(`${layer}/`) || relative.startsWith(`${layer}.`),
      );
      return inside.sort((a, b) => b.length - a.length)[0];
    };
    const from = layerOf(context.filename);
    if (from === undefined) return {};
    const check = (node) => {
      const specifier = node?.value;
      if (typeof specifier !== 'string' || !specifier.startsWith('.')) return;
      const target = path.resolve(path.dirname(context.filename), specifier.replace(/\?.*$/, ''));
      const to = layerOf(target);
      if (to === undefined || to === from || layers[from].includes(to)) return;
      context.report({
        node,
        messageId: 'direction',
        data: { from, to, allowed: layers[from].join(', ') || 'nothing' },
      });
    };
    return {
      ImportDeclaration: ({ source }) => check(source),
      ExportNamedDeclaration: ({ source }) => check(source),
      ExportAllDeclaration: ({ source }) => check(source),
      ImportExpression: ({ source }) => check(source),
    };
  },
};
