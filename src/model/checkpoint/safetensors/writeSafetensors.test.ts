import { describe, expect, it } from 'vitest';
import { MemoryFile } from '../../../../tests/support/memoryFile';
import type { CheckpointTensor } from '../tensors/checkpoint';
import { openSafetensors } from './safetensorsFile';
import { readSafetensors } from './safetensors';
import { decodeTensor } from '../tensors/rawTensor';
import type { TorchDtype } from '../tensors/dtypes';
import { writeSafetensors, type FloatFormat } from './writeSafetensors';

const tensor = (dtype: TorchDtype, shape: number[], data: ArrayBufferView): CheckpointTensor => {
  const bytes = new Uint8Array(data.buffer as ArrayBuffer);
  return { dtype, shape, bytes: bytes.length, read: () => Promise.resolve(bytes) };
};

async function written(tensors: Readonly<Record<string, CheckpointTensor>>, format: FloatFormat) {
  const file = new MemoryFile();
  const shares: number[] = [];
  const result = await writeSafetensors(new Map(Object.entries(tensors)), format, file, {
    onTensor: (_, share) => shares.push(share),
  });
  expect(file.size).toBe(result.bytes);
  const read = readSafetensors(await file.bytes()).tensors;
  const values = Object.fromEntries(
    [...read].map(([name, raw]) => [
      name,
      { dtype: raw.dtype, shape: raw.shape, values: [...decodeTensor(name, raw)] },
    ]),
  );
  return { values, kept: result.kept, shares, file };
}

describe('writeSafetensors', () => {
  const sources = {
    float: tensor('float32', [2, 2], Float32Array.of(1, -2.5, 0.1, 3e-8)),
    half: tensor('float16', [2], Uint16Array.of(0x3c00, 0xc000)),
    brain: tensor('bfloat16', [2], Uint16Array.of(0x3f80, 0xbf00)),
    double: tensor('float64', [1, 2], Float64Array.of(0.5, 1 + 2 ** -11 + 2 ** -40)),
    scalar: tensor('float32', [], Float32Array.of(7)),
    empty: tensor('float32', [0, 4], new Float32Array()),
  };

  it('converts every dtype to F32', async () => {
    const { values, kept, shares } = await written(sources, 'F32');
    expect(values).toEqual({
      float: { dtype: 'F32', shape: [2, 2], values: [1, -2.5, Math.fround(0.1), Math.fround(3e-8)] },
      half: { dtype: 'F32', shape: [2], values: [1, -2] },
      brain: { dtype: 'F32', shape: [2], values: [1, -0.5] },
      double: { dtype: 'F32', shape: [1, 2], values: [0.5, Math.fround(1 + 2 ** -11 + 2 ** -40)] },
      scalar: { dtype: 'F32', shape: [], values: [7] },
      empty: { dtype: 'F32', shape: [0, 4], values: [] },
    });
    expect(kept).toEqual([]);
    expect(shares).toEqual([4 / 11, 6 / 11, 8 / 11, 10 / 11, 1, 1]);
  });

  it('rounds every dtype to F16', async () => {
    const { values } = await written(sources, 'F16');
    expect(Object.values(values).map(({ dtype }) => dtype)).toEqual(new Array(6).fill('F16'));
    expect(values['float']!.values).toEqual([1, -2.5, 0.0999755859375, 2 ** -24]);
    expect(values['double']!.values).toEqual([0.5, 1 + 2 ** -10]);
  });

  it('keeps a tensor in F32 that F16 cannot hold, and infinities as they are', async () => {
    const { values, kept } = await written(
      {
        large: tensor('float32', [2], Float32Array.of(65520, 1)),
        fits: tensor('float32', [2], Float32Array.of(65519, -Infinity)),
        brain: tensor('bfloat16', [1], Uint16Array.of(0x4f80)),
      },
      'F16',
    );
    expect(kept).toEqual(['large', 'brain']);
    expect(values).toMatchObject({
      large: { dtype: 'F32', values: [65520, 1] },
      fits: { dtype: 'F16', values: [65504, -Infinity] },
      brain: { values: [2 ** 32] },
    });
  });

  it('converts a tensor of more than one piece', async () => {
    const long = Float32Array.from({ length: 600_001 }, (_, i) => (i % 2048) / 2);
    const { values } = await written({ long: tensor('float32', [600_001], long) }, 'F16');
    expect(values['long']!.values.every((value, i) => value === long[i])).toBe(true);
  });

  it('refuses integers', async () => {
    await expect(written({ ids: tensor('int64', [1], BigInt64Array.of(1n)) }, 'F16')).rejects.toMatchObject({
      code: 'internal',
    });
  });
});

describe('openSafetensors', () => {
  it('reads the metadata that was written, however long, and nothing of the data is moved by it', async () => {
    const file = new MemoryFile();
    const metadata = { words: 'ü"\n'.repeat(500) };
    const { bytes } = await writeSafetensors(
      new Map([['a', tensor('float32', [2], Float32Array.of(1, 2))]]),
      'F32',
      file,
      { metadata },
    );
    expect(file.size).toBe(bytes);
    const opened = await openSafetensors(file);
    expect(opened.metadata).toEqual({ format: 'pt', ...metadata });
    expect([...(await opened.tensors.get('a')!.read())]).toEqual([...new Uint8Array(Float32Array.of(1, 2).buffer)]);
  });

  it('reads one tensor at a time from the file', async () => {
    const { file } = await written(
      { a: tensor('float32', [2], Float32Array.of(1, 2)), b: tensor('float32', [1], Float32Array.of(3)) },
      'F32',
    );
    const { form, tensors } = await openSafetensors(file);
    expect([form, ...tensors.keys()]).toEqual(['safetensors', 'a', 'b']);
    expect(tensors.get('b')).toMatchObject({ dtype: 'float32', shape: [1], bytes: 4 });
    expect([...(await tensors.get('a')!.read())]).toEqual([...new Uint8Array(Float32Array.of(1, 2).buffer)]);
  });
});
