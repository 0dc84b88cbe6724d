import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { GlipError } from '../../src/model/errors';
import { openCheckpoint } from '../../src/model/checkpoint/openCheckpoint';
import type { Storages } from '../support/checkpoint/torchWriter';
import { tensor } from '../support/checkpoint/torchWriter';
import { dict, orderedDict, PyFloat, PyName, PyObject, PyTuple } from '../support/checkpoint/python';
import { fmix32 } from '../../tools/golden/weights';
import { MemoryFile } from '../support/memoryFile';
import { floats, FORMS, torchFile, vector, type Form } from './torchFile';

/** FUZZ=n in the environment for a longer run. */
const MUTATIONS = Number(process.env['FUZZ'] ?? 1500);
const SLOWEST_MS = 2000;

/** A seeded source of whole numbers below a bound. */
function randomOf(seed: number): (bound: number) => number {
  let count = seed * 100_003;
  return (bound) => fmix32(++count) % bound;
}

/** A little of everything that a checkpoint may hold. */
function checkpoint(storages: Storages): unknown {
  const shared = storages.add({
    dtype: 'float32',
    elements: 12,
    bytes: () => floats(...Array.from({ length: 12 }, (_, i) => i / 3)),
  });
  const first = tensor(shared, 0, [2, 3], [3, 1]);
  return dict({
    model: orderedDict(
      dict({
        'module.first': first,
        'module.tied': first,
        'module.transposed': tensor(shared, 6, [2, 3], [1, 2]),
        'module.expanded': tensor(shared, 2, [2, 2], [1, 0]),
        'module.scalar': tensor(shared, 11, [], []),
        'module.parameter': new PyObject(
          new PyName('torch._utils', '_rebuild_parameter'),
          new PyTuple(vector(storages, 1, 2), true, null),
        ),
        'module.ids': storages.addTensor('int64', [3], () => new Uint8Array(BigInt64Array.of(1n, -2n, 3n).buffer)),
        'module.empty': storages.addTensor('float16', [0, 2], () => new Uint8Array()),
      }),
      dict({ _metadata: dict({}) }),
    ),
    args: new PyObject(new PyName('argparse', 'Namespace'), new PyTuple(), {
      isNew: true,
      state: dict({ lr: new PyFloat(0.1) }),
    }),
    iteration: 2n ** 70n,
    history: [1, [2, new PyTuple(3, 4, 5, -6)]],
  });
}

/** Single and several bytes, lengths, pieces that are lost, doubled or moved, a shorter file. */
function mutate(bytes: Uint8Array, random: (bound: number) => number): Uint8Array {
  const copy = bytes.slice();
  const at = random(copy.length);
  const length = 1 + random(16);
  switch (random(8)) {
    case 0:
      copy[at]! ^= 1 << random(8);
      return copy;
    case 1:
      copy[at] = random(256);
      return copy;
    case 2:
      for (let i = 0; i < 8; i++) copy[random(copy.length)] = random(256);
      return copy;
    case 3:
      return copy.fill([0, 255, 127, 128][random(4)]!, at, at + [1, 2, 4, 8][random(4)]!);
    case 4:
      return Uint8Array.from([...copy.subarray(0, at), ...copy.subarray(at + length)]);
    case 5:
      return Uint8Array.from([...copy.subarray(0, at), ...copy.subarray(at, at + length), ...copy.subarray(at)]);
    case 6:
      copy.copyWithin(at, random(copy.length), random(copy.length));
      return copy;
    default:
      return copy.subarray(0, at);
  }
}

interface Outcome {
  /** undefined if the file was refused. */
  readonly tensors?: Readonly<Record<string, string>>;
}

/** Opens a file and reads all of it. @throws whatever is no GlipError, and if it takes too much or too long. */
async function readAll(bytes: Uint8Array): Promise<Outcome> {
  const file = MemoryFile.of(bytes);
  const begin = performance.now();
  const tensors: Record<string, string> = {};
  try {
    const opened = await openCheckpoint(file);
    for (const [name, { dtype, shape, read, bytes: size }] of opened.tensors) {
      expect(size).toBeLessThanOrEqual(file.size);
      const data = await read();
      expect(data.byteLength).toBe(size);
      tensors[name] = `${dtype} ${shape.join()} ${createHash('sha256').update(data).digest('hex')}`;
    }
    return { tensors };
  } catch (error) {
    if (!(error instanceof GlipError) || error.code === 'internal') throw error;
    expect(error.message).toMatch(/^[A-Z"].*\.$/s);
    return {};
  } finally {
    expect(file.longestRead).toBeLessThanOrEqual(file.size);
    expect(performance.now() - begin).toBeLessThan(SLOWEST_MS);
  }
}

/** As `torch.serialization.set_crc32_options(False)` leaves them: what is damaged then goes further into the reader. */
function withoutChecksums(zip: Uint8Array): Uint8Array {
  for (let at = 0; at < zip.length; at++) {
    if (zip[at] === 0x50 && zip[at + 1] === 0x4b && zip[at + 2] === 1 && zip[at + 3] === 2)
      zip.fill(0, at + 16, at + 20);
  }
  return zip;
}

interface FuzzedForm extends Form {
  readonly checksums: boolean;
}

const FUZZED: readonly FuzzedForm[] = FORMS.filter(({ protocol }) => protocol === 2 || protocol === 4).flatMap(
  (form) =>
    form.form === 'zip'
      ? [
          { ...form, checksums: true },
          { ...form, checksums: false },
        ]
      : [{ ...form, checksums: false }],
);

describe.each(FUZZED)('a damaged file in the $form form, protocol $protocol, checksums $checksums', (form) => {
  const make = async () => {
    const bytes = await (await torchFile(checkpoint, form)).bytes();
    return form.form === 'zip' && !form.checksums ? withoutChecksums(bytes) : bytes;
  };

  it(`is refused by a typed error or read right, ${MUTATIONS} times`, async () => {
    const whole = await make();
    const intact = (await readAll(whole)).tensors!;
    expect(Object.keys(intact)).toHaveLength(8);
    let [refused, same] = [0, 0];
    for (let seed = 0; seed < MUTATIONS; seed++) {
      const { tensors } = await readAll(mutate(whole, randomOf(seed)));
      if (!tensors) refused++;
      else if (JSON.stringify(tensors) === JSON.stringify(intact)) same++;
      // Without checksums, other numbers are other numbers.
      else expect(form.checksums, `seed ${seed}`).toBe(false);
    }
    expect(refused).toBeGreaterThan(MUTATIONS / 4);
    expect(same).toBeGreaterThan(0);
  });

  it('is refused wherever it is cut off', async () => {
    const whole = await make();
    for (let length = 0; length < whole.length; length++) {
      const { tensors } = await readAll(whole.subarray(0, length));
      expect(tensors, `after ${length} of ${whole.length} bytes`).toBeUndefined();
    }
  });
});
