import { readFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { kindOf } from '../../src/app/lib/fileKinds';

const PUBLIC = path.join(import.meta.dirname, '../../public');
const page = readFileSync(path.join(PUBLIC, '../index.html'), 'utf8');

interface Manifest {
  name: string;
  short_name: string;
  description: string;
  start_url: string;
  scope: string;
  display: string;
  icons: { src: string; sizes: string; type: string; purpose: string }[];
  file_handlers: { action: string; accept: Record<string, string[]> }[];
}
const manifest = JSON.parse(readFileSync(path.join(PUBLIC, 'manifest.webmanifest'), 'utf8')) as Manifest;

describe('the manifest', () => {
  it('lets browsers offer to install the page, under whatever path', () => {
    expect(manifest).toMatchObject({ short_name: 'GLIP', display: 'standalone', start_url: './', scope: './' });
    expect(page).toContain(`<title>${manifest.name}</title>`);
    expect(page).toContain(manifest.description);
    expect(page).toContain('href="./manifest.webmanifest"');
    const wanted = ['any', 'maskable'].flatMap((purpose) =>
      ['192x192', '512x512'].map((sizes) => ({ purpose, sizes })),
    );
    expect(manifest.icons.map(({ purpose, sizes }) => ({ purpose, sizes }))).toEqual(wanted);
  });

  it.each(manifest.icons)('has $src as large as it says', async ({ src, sizes, type, purpose }) => {
    const icon = sharp(path.join(PUBLIC, src));
    const { width, height, format } = await icon.metadata();
    expect([`${width}x${height}`, `image/${format}`]).toEqual([sizes, type]);
    const { data, info } = await icon.ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    const alpha = (x: number, y: number) => data[(y * info.width + x) * 4 + 3];
    // A maskable one has no corners of its own.
    expect(alpha(0, 0)).toBe(purpose === 'maskable' ? 255 : 0);
    expect(alpha(width / 2, height / 2)).toBe(255);
  });

  it('opens only what the page reads', async () => {
    for (const { action, accept } of manifest.file_handlers) {
      expect(action).toBe('./');
      for (const [type, endings] of Object.entries(accept)) {
        for (const ending of endings) {
          const file = new File(['x'], `a${ending}`, { type: type.startsWith('image/') ? type : '' });
          expect(await kindOf(file)).toBe(type.startsWith('image/') ? 'picture' : 'weights');
        }
      }
    }
  });

  it('has an icon for iOS, without transparency', async () => {
    expect(page).toContain('href="./apple-touch-icon.png"');
    const { isOpaque } = await sharp(path.join(PUBLIC, 'apple-touch-icon.png')).stats();
    expect(isOpaque).toBe(true);
  });
});
