import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { ByteSource } from '../../src/model/checkpoint/tensors/source';
import { blobSource } from '../../src/model/checkpoint/tensors/source';
import { openCheckpoint } from '../../src/model/checkpoint/openCheckpoint';
import { openFile } from '../../tools/cli/fileSource';

/** Files that PyTorch wrote; see fixtures/checkpoints/make.py. */

type Expected = Readonly<Record<string, Readonly<Record<string, { dtype: string; shape: number[]; sha256: string }>>>>;

const folder = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const FIXTURES = folder('../fixtures/checkpoints/');
/** Beside the repository, for whoever has it. */
const GOLDENS = folder('../../../shared/golden/');

async function describeTensors(source: ByteSource): Promise<Record<string, unknown>> {
  const { tensors } = await openCheckpoint(source);
  const described: Record<string, unknown> = {};
  for (const [name, tensor] of tensors) {
    const bytes = await tensor.read();
    expect(bytes.byteLength).toBe(tensor.bytes);
    described[name] = {
      dtype: tensor.dtype,
      shape: tensor.shape,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    };
  }
  return described;
}

const expected = JSON.parse(readFileSync(`${FIXTURES}expected.json`, 'utf8')) as Expected;

describe('checkpoints of PyTorch', () => {
  it.each(Object.keys(expected))('%s: every tensor has its dtype, shape and bytes', async (name) => {
    const file = await openFile(FIXTURES + name);
    expect(await describeTensors(file)).toEqual(expected[name]);
    await file.close();
  });

  it('are the same as a Blob', async () => {
    const name = 'views_zip.pth';
    expect(await describeTensors(blobSource(new Blob([readFileSync(FIXTURES + name)])))).toEqual(expected[name]);
  });

  it.each(Object.keys(expected).filter((name) => name.startsWith('views')))(
    '%s: objects of other classes are listed',
    async (name) => {
      const file = await openFile(FIXTURES + name);
      const { skipped } = await openCheckpoint(file);
      await file.close();
      expect(Object.fromEntries(skipped.map(({ path, className }) => [path, className]))).toMatchObject({
        schedule: '__main__.Schedule',
        arguments: 'argparse.Namespace',
        'numpy[0]': 'numpy.core.multiarray.scalar',
        'sets[0]': 'builtins.set',
        'sets[1]': 'builtins.frozenset',
        counts: 'collections.Counter',
        named: 'collections.defaultdict',
        when: 'datetime.datetime',
        size: 'torch.Size',
        dtype: 'torch.float16',
        complex: 'builtins.complex',
      });
    },
  );
});

describe.runIf(existsSync(GOLDENS))('golden checkpoints', () => {
  const golden = existsSync(GOLDENS)
    ? (JSON.parse(readFileSync(`${GOLDENS}checkpoint_expected.json`, 'utf8')) as Expected)
    : {};

  it.each(Object.keys(golden))('%s: every tensor has its dtype, shape and bytes', async (name) => {
    const wanted = Object.entries(golden[name]!).map(([key, facts]) => [key.replace(/^module\./, ''), facts]);
    const file = await openFile(GOLDENS + name);
    expect(await describeTensors(file)).toEqual(Object.fromEntries(wanted));
    await file.close();
  });
});
