import { describe, expect, it } from 'vitest';
import { MemoryFile } from '../../../../tests/support/memoryFile';
import type { CheckpointTensor } from '../tensors/checkpoint';
import { openSafetensors } from './safetensorsFile';
import { readSafetensors } from './safetensors';
import { decodeTensor } from '../tensors/rawTensor';
import type { TorchDtype } from '../tensors/dtypes';
import { writeSafetensors, type WeightFormat } from './writeSafetensors';

const tensor = (dtype: TorchDtype, shape: number[], data: ArrayBufferView): CheckpointTensor => {
  const bytes = new Uint8Array(data.buffer as ArrayBuffer);
  return { dtype, shape, bytes: bytes.length, read: () => Promise.resolve(bytes) };
};

async function written(tensors: Readonly<Record<string, CheckpointTensor>>, format: WeightFormat) {
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

  describe('in int8', () => {
    /** 64 channels of 64 weights; that of channel c is up to 2^(c mod 8) large. */
    const weights = Float32Array.from({ length: 4096 }, (_, i) => Math.sin(i * 1.7) * 2 ** ((i >> 6) % 8));
    const matrix = tensor('float32', [64, 64], weights);

    it('quantises each channel of a large matrix within half a step, and its largest weight to float16', async () => {
      const { values, kept, shares, file } = await written({ matrix }, 'I8');
      expect(values['matrix']).toMatchObject({ dtype: 'F16', shape: [64, 64] });
      expect([kept, shares]).toEqual([[], [1, 1]]);
      for (let channel = 0; channel < 64; channel++) {
        const [begin, end] = [64 * channel, 64 * channel + 64];
        const largest = Math.max(...weights.subarray(begin, end).map(Math.abs));
        for (let i = begin; i < end; i++) {
          const tolerance = Math.abs(weights[i]!) === largest ? 2 ** -11 * largest : largest * (1 / 254 + 2 ** -11);
          expect(Math.abs(values['matrix']!.values[i]! - weights[i]!)).toBeLessThanOrEqual(tolerance);
        }
      }
      // One byte for each weight, four for each channel, and the header.
      expect(file.size).toBeLessThan(4096 + 4 * 64 + 600);
      expect((await openSafetensors(file)).tensors.get('matrix')).toMatchObject({
        dtype: 'float16',
        shape: [64, 64],
        bytes: 8192,
      });
    });

    it('reads the same from a file as from its bytes, and what it has read is what it would write again', async () => {
      const { file, values } = await written({ matrix, more: tensor('float32', [2], Float32Array.of(1, 2)) }, 'I8');
      const opened = (await openSafetensors(file)).tensors;
      const bytes = await opened.get('matrix')!.read();
      expect([...decodeTensor('', { dtype: 'F16', shape: [64, 64], bytes })]).toEqual(values['matrix']!.values);
      const again = new MemoryFile();
      await writeSafetensors(opened, 'I8', again);
      expect(Buffer.compare(await again.bytes(), await file.bytes())).toBe(0);
    });

    it('leaves vectors, small tensors and short channels in float16, and in float32 what that cannot hold', async () => {
      const large = weights.slice();
      large[17] = 1e5;
      const { values, kept } = await written(
        {
          bias: tensor('float32', [4096], weights),
          small: tensor('float32', [8, 64], weights.slice(0, 512)),
          table: tensor('float32', [128, 32], weights),
          endless: tensor(
            'float32',
            [64, 64],
            weights.map((w, i) => (i === 5 ? Infinity : w)),
          ),
          large: tensor('float32', [64, 64], large),
          convolution: tensor('float32', [64, 16, 2, 2], weights),
        },
        'I8',
      );
      expect(Object.fromEntries(Object.entries(values).map(([name, { dtype }]) => [name, dtype]))).toEqual({
        bias: 'F16',
        small: 'F16',
        table: 'F16',
        endless: 'F16',
        large: 'F32',
        convolution: 'F16',
      });
      expect(values['bias']!.values[1]).toBeCloseTo(weights[1]!, 3);
      expect(values['endless']!.values[5]).toBe(Infinity);
      expect(kept).toEqual(['large']);
    });

    it('keeps a channel of zeros', async () => {
      const zeros = weights.map((w, i) => (i < 64 ? 0 : w));
      const { values } = await written({ matrix: tensor('float32', [64, 64], zeros) }, 'I8');
      expect(values['matrix']!.values.slice(0, 64)).toEqual(new Array(64).fill(0));
    });

    it('converts a tensor of more than one piece, whose channels stay whole', async () => {
      const long = Float32Array.from({ length: 300 * 1001 }, (_, i) => ((i * 7) % 255) - 127);
      const { values } = await written({ long: tensor('float32', [300, 1001], long) }, 'I8');
      expect(values['long']!.values).toEqual([...long]);
    });
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
