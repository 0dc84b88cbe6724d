import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseAst } from 'vite';
import { expect, test } from '@playwright/test';

const ASSETS = path.join(import.meta.dirname, '../dist/assets');
const scripts = readdirSync(ASSETS).filter((file) => file.endsWith('.js'));
const sourceOf = (file: string) => readFileSync(path.join(ASSETS, file), 'utf8');

test('no chunk imports the entry of a worker, which WebKit would evaluate a second time', () => {
  const workers = scripts.filter((file) => file.includes('.worker-'));
  // What a page or a worker starts as a worker, whatever the file is called.
  const started = new Set(
    scripts.flatMap((file) =>
      [...sourceOf(file).matchAll(/new Worker\([^)]*?[`'"]([^`'"]+)[`'"]/g)].map((match) => path.basename(match[1]!)),
    ),
  );
  expect([...started].sort()).toEqual(workers.sort());
  expect(workers).toHaveLength(5);
  const imported = scripts.flatMap((file) => importsOf(sourceOf(file)).map((name) => ({ file, name })));
  expect(imported.length).toBeGreaterThan(scripts.length);
  expect(imported.filter(({ name }) => workers.includes(name))).toEqual([]);
});

/** File names of what a module imports, statically or when it comes to it. */
function importsOf(source: string): string[] {
  const names: string[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(visit);
    if (typeof node !== 'object' || node === null || Array.isArray(node)) return;
    const { type, source: from } = node as {
      type?: string;
      source?: { value?: unknown; quasis?: { value: { cooked: string } }[] };
    };
    if (type?.startsWith('Import') || type?.startsWith('Export')) {
      const address = from?.value ?? from?.quasis?.[0]?.value.cooked;
      if (typeof address === 'string') names.push(path.basename(address));
    }
    Object.values(node).forEach(visit);
  };
  visit(parseAst(source));
  return names;
}
