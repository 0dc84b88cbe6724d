import { describe, expect, it } from 'vitest';
import { dict, orderedDict, PersistentId, PyName, PyObject, PyTuple } from '../support/checkpoint/python';
import { tensor, type Storages } from '../support/checkpoint/torchWriter';
import { ZipWriter } from '../../src/model/checkpoint/torch/zipWriter';
import { floats, floatsOf, FORMS, openTorch, torchFile, vector } from './torchFile';
import { openCheckpoint } from '../../src/model/checkpoint/openCheckpoint';
import { MemoryFile } from '../support/memoryFile';

const object = (module: string, name: string, ...args: unknown[]) =>
  new PyObject(new PyName(module, name), new PyTuple(...args));
const namespace = () => object('argparse', 'Namespace');

describe.each(FORMS)('a state dict in the $form form, protocol $protocol', (form) => {
  it.each<[string, (weights: Map<unknown, unknown>) => unknown]>([
    ['under "model"', (weights) => dict({ epoch: 3, model: orderedDict(weights), state_dict: namespace() })],
    ['under "state_dict"', (weights) => dict({ model: 'resnet', state_dict: weights })],
    ['at the top', (weights) => orderedDict(weights)],
  ])('is found %s', async (_, wrap) => {
    const checkpoint = await openTorch(
      (storages) => wrap(dict({ 'a.weight': vector(storages, 1, 2), 'a.bias': vector(storages, 3) })),
      form,
    );
    expect([...checkpoint.tensors.keys()]).toEqual(['a.weight', 'a.bias']);
    expect(await floatsOf(checkpoint, 'a.weight')).toEqual([1, 2]);
    expect(await floatsOf(checkpoint, 'a.bias')).toEqual([3]);
  });

  it('shares storages among views and tied tensors', async () => {
    const checkpoint = await openTorch((storages) => {
      const shared = storages.add({ dtype: 'float32', elements: 6, bytes: () => floats(0, 1, 2, 3, 4, 5) });
      const rows = tensor(shared, 0, [2, 3], [3, 1]);
      const parameter = new PyObject(
        new PyName('torch._utils', '_rebuild_parameter'),
        new PyTuple(rows, true, orderedDict(new Map())),
      );
      return dict({
        rows,
        tied: rows,
        parameter,
        columns: tensor(shared, 0, [3, 2], [1, 3]),
        tail: tensor(shared, 4, [2], [1]),
        last: tensor(shared, 5, [], []),
      });
    }, form);
    for (const name of ['rows', 'tied', 'parameter'])
      expect(await floatsOf(checkpoint, name)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(await floatsOf(checkpoint, 'columns')).toEqual([0, 3, 1, 4, 2, 5]);
    expect(await floatsOf(checkpoint, 'tail')).toEqual([4, 5]);
    expect(checkpoint.tensors.get('last')).toMatchObject({ shape: [] });
    expect(await floatsOf(checkpoint, 'last')).toEqual([5]);
  });
});

describe('names', () => {
  const namesOf = async (...names: string[]) => [
    ...(
      await openTorch((storages) => dict(Object.fromEntries(names.map((name) => [name, vector(storages, 1)]))))
    ).tensors.keys(),
  ];

  it('lose "module." where all have it, once', async () => {
    expect(await namesOf('module.a', 'module.module.b')).toEqual(['a', 'module.b']);
  });

  it('keep it where one has it not', async () => {
    expect(await namesOf('module.a', 'b')).toEqual(['module.a', 'b']);
  });

  it('may be any text', async () => {
    expect(await namesOf('__proto__', 'ключ', 'constructor', 'x'.repeat(1000))).toEqual([
      '__proto__',
      'ключ',
      'constructor',
      'x'.repeat(1000),
    ]);
  });
});

describe('what is not known', () => {
  it('is listed with its path and class, once, wherever it is outside of the state dict', async () => {
    const { skipped } = await openTorch((storages) => {
      const arguments_ = namespace();
      return dict({
        model: orderedDict(new Map([['a', vector(storages, 1)]]), dict({ _metadata: namespace() })),
        optimizer: dict({
          state: new Map([[0, dict({ exp_avg: vector(storages, 1), step: object('numpy', 'int64', 1) })]]),
          groups: [dict({}), dict({ lr: 1 })],
        }),
        args: arguments_,
        again: [1, [arguments_, new PyName('torch', 'float16')]],
      });
    });
    expect(skipped).toEqual([
      { path: 'model.(attributes)._metadata', className: 'argparse.Namespace' },
      { path: 'optimizer.state.0.step', className: 'numpy.int64' },
      { path: 'args', className: 'argparse.Namespace' },
      { path: 'again[1][1]', className: 'torch.float16' },
    ]);
  });

  it.each<[string, (storages: Storages) => unknown, RegExp]>([
    ['an object', () => namespace(), /"model\.b" is no tensor but of the class argparse\.Namespace/],
    [
      'a quantised tensor',
      () => object('torch._utils', '_rebuild_qtensor', 1, 2),
      /"model\.b" is no tensor but of the class torch\._utils\._rebuild_qtensor/,
    ],
    [
      'a tensor in a storage of an unknown class',
      () =>
        tensor(
          new PersistentId(new PyTuple('storage', new PyName('torch', 'QInt8Storage'), '0', 'cpu', 1)),
          0,
          [1],
          [1],
        ),
      /"model\.b" is no tensor but of the class torch\._utils\._rebuild_tensor_v2/,
    ],
    [
      'a parameter of no tensor',
      () => object('torch._utils', '_rebuild_parameter', 3, true, null),
      /_rebuild_parameter/,
    ],
  ])('is an error inside of it: %s', async (_, make, message) => {
    const opening = openTorch((storages) =>
      dict({ state_dict: dict({ 'model.a': vector(storages, 1), 'model.b': make(storages) }) }),
    );
    await expect(opening).rejects.toMatchObject({
      name: 'GlipError',
      code: 'weights-tensor',
      message: expect.stringMatching(message) as string,
    });
  });

  it('is left alone where it is a number or a text', async () => {
    const { tensors, skipped } = await openTorch((storages) =>
      dict({ a: vector(storages, 1), batches: 7, extra: null, note: 'x' }),
    );
    expect([[...tensors.keys()], skipped]).toEqual([['a'], []]);
  });
});

describe('tensors of newer files', () => {
  const rebuilt = (name: string, ...args: unknown[]) => object('torch._utils', name, ...args);

  it('may lie in untyped storages and have attributes', async () => {
    const checkpoint = await openTorch((storages) => {
      const id = new PersistentId(new PyTuple('storage', new PyName('torch.storage', 'UntypedStorage'), '0', 'cpu', 8));
      storages.add({ dtype: 'float32', elements: 2, bytes: () => floats(1, 2) });
      const v3 = (dtype: string) =>
        rebuilt('_rebuild_tensor_v3', id, 0, new PyTuple(2), new PyTuple(1), false, null, new PyName('torch', dtype));
      const plain = new PyTuple(id, 0, new PyTuple(8), new PyTuple(1), false, null);
      return dict({
        v3: v3('float32'),
        wide: v3('uint32'),
        withType: object(
          'torch._tensor',
          '_rebuild_from_type_v2',
          new PyName('torch._utils', '_rebuild_tensor_v2'),
          new PyName('my', 'Tensor'),
          plain,
          new PyTuple(),
        ),
      });
    });
    expect(await floatsOf(checkpoint, 'v3')).toEqual([1, 2]);
    expect(checkpoint.tensors.get('wide')).toMatchObject({ dtype: 'uint32', shape: [2] });
    expect(checkpoint.tensors.get('withType')).toMatchObject({ dtype: 'uint8', shape: [8] });
  });

  it('are refused where they are a conjugate of their data', async () => {
    const opening = openTorch((storages) => {
      const storage = storages.add({ dtype: 'complex64', elements: 1, bytes: () => floats(1, 2) });
      return dict({
        a: vector(storages, 1),
        b: rebuilt('_rebuild_tensor_v2', storage, 0, new PyTuple(1), new PyTuple(1), false, null, dict({ conj: true })),
      });
    });
    await expect(opening).rejects.toThrow(/"b" is no tensor/);
  });
});

describe('a file without a state dict', () => {
  it.each<[string, (storages: Storages) => unknown, RegExp]>([
    ['a tensor', (storages) => vector(storages, 1), /no state dict .* but a tensor\./],
    ['a whole network', () => object('models', 'ResNet'), /but a models\.ResNet\./],
    ['a list', (storages) => [vector(storages, 1)], /but a list\./],
    ['nothing', () => dict({}), /but an empty dict\./],
    [
      'other keys',
      () => dict({ net: namespace(), epoch: 3 }),
      /but a dict of net \(argparse\.Namespace\), epoch \(number\)\./,
    ],
  ])('says that it holds %s', async (_, make, message) => {
    await expect(openTorch(make)).rejects.toMatchObject({
      code: 'weights-format',
      message: expect.stringMatching(message) as string,
    });
  });
});

describe('tensors that would take more than the file', () => {
  it('are refused one by one', async () => {
    const opening = openTorch((storages) => {
      const storage = storages.add({ dtype: 'float32', elements: 1, bytes: () => floats(1) });
      return dict({ big: tensor(storage, 0, [1_000_000, 1_000_000], [0, 0]) });
    });
    await expect(opening).rejects.toThrow(/"big" would take 4000000000000 bytes, more than the whole file/);
  });

  it('are refused all together', async () => {
    const opening = openTorch((storages) => {
      const storage = storages.add({ dtype: 'float32', elements: 2000, bytes: () => new Uint8Array(8000) });
      const shared = tensor(storage, 0, [2000], [1]);
      return dict(Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`t${i}`, shared])));
    });
    await expect(opening).rejects.toThrow(/more than 64 times the file/);
  });
});

describe('a file of another kind', () => {
  const ascii = (text: string) => MemoryFile.of(Uint8Array.from(text, (character) => character.charCodeAt(0)));

  it.each([
    ['nothing', '', /the file is empty/],
    ['a web page', '<!DOCTYPE html><html></html>', /it is a web page/],
    ['a web page after a line', '\n <html>', /it is a web page/],
    ['an LFS pointer', 'version https://git-lfs.github.com/spec/v1', /Git LFS pointer/],
    ['JSON', '{"a": 1}', /JSON/],
    ['gzip', '\x1f\x8b\x08', /gzip/],
    ['HDF5', '\x89HDF\r\n', /HDF5/],
    ['the oldest form', `${'sys_info\0'.padEnd(257, '\0')}ustar\0`, /the tar file of PyTorch before 0\.1\.10/],
    ['a plain pickle', '\x80\x03}q\x00.', /a pickle that torch\.save did not write/],
    ['a text', 'hello there, this is no weights file', /as no weights file does/],
  ])('is named: %s', async (_, text, message) => {
    await expect(openCheckpoint(ascii(text))).rejects.toMatchObject({
      code: 'weights-format',
      message: expect.stringMatching(message) as string,
    });
  });

  it('such as a zip of something else, a TorchScript program, or big-endian', async () => {
    const zipOf = async (entries: Record<string, string>) => {
      const file = new MemoryFile();
      const zip = new ZipWriter(file);
      for (const [name, text] of Object.entries(entries)) await zip.add(name, new TextEncoder().encode(text));
      await zip.finish();
      return file;
    };
    await expect(openCheckpoint(await zipOf({ 'weights.npy': '' }))).rejects.toThrow(/no data\.pkl/);
    await expect(openCheckpoint(await zipOf({ 'a/data.pkl': '', 'b/data.pkl': '' }))).rejects.toThrow(
      /more than one data\.pkl/,
    );
    await expect(openCheckpoint(await zipOf({ 'a/data.pkl': '', 'a/constants.pkl': '' }))).rejects.toThrow(
      /TorchScript/,
    );
    await expect(openCheckpoint(await zipOf({ 'a/data.pkl': '', 'a/byteorder': 'big' }))).rejects.toThrow(
      /byte order is "big"/,
    );
  });
});

describe('a legacy file', () => {
  const make = (storages: Storages) => dict({ a: vector(storages, 1, 2, 3), b: vector(storages, 4) });

  it('that is cut off says how much is missing', async () => {
    const file = await torchFile(make, { form: 'legacy', protocol: 2 });
    const bytes = await file.bytes();
    await expect(openCheckpoint(MemoryFile.of(bytes.subarray(0, -5)))).rejects.toThrow(/cut off: 5 bytes are missing/);
  });

  it('whose storage has another size than its pickle says is damaged', async () => {
    const file = await torchFile(make, { form: 'legacy', protocol: 2 });
    const bytes = await file.bytes();
    bytes[bytes.length - 12] = 9;
    const checkpoint = await openCheckpoint(MemoryFile.of(bytes));
    await expect(checkpoint.tensors.get('b')!.read()).rejects.toThrow(/storage 1 has 9 elements instead of 1/);
  });

  it('may have a pickle longer than the first window', async () => {
    const names = Array.from({ length: 12_000 }, (_, i) => `${'layer.'.repeat(15)}${i}`);
    const checkpoint = await openTorch(
      (storages) => {
        const tied = vector(storages, 5);
        return dict({ model: dict(Object.fromEntries(names.map((name) => [name, tied]))) });
      },
      { form: 'legacy', protocol: 2 },
    );
    expect(checkpoint.tensors.size).toBe(names.length);
    expect(await floatsOf(checkpoint, names.at(-1)!)).toEqual([5]);
  });
});

describe('nesting', () => {
  it('may lead back to itself', async () => {
    const { skipped } = await openTorch((storages) => {
      const history: unknown[] = [namespace()];
      history.push(history);
      return dict({ model: dict({ a: vector(storages, 1) }), history });
    });
    expect(skipped).toEqual([{ path: 'history[0]', className: 'argparse.Namespace' }]);
  });

  it('is followed to a depth that no pickler reaches, and no further', async () => {
    const nested = (depth: number) => {
      let list: unknown = [namespace()];
      for (let level = 1; level < depth; level++) list = [list];
      return openTorch((storages) => dict({ model: dict({ a: vector(storages, 1) }), list }));
    };
    expect((await nested(900)).skipped[0]!.path).toBe(`list${'[0]'.repeat(900)}`);
    await expect(nested(1200)).rejects.toThrow(/nests deeper than 1000 levels/);
  });
});

describe('memory', () => {
  it.each(FORMS.filter(({ protocol }) => protocol === 2))(
    'opening a $form file reads no tensor, and a tensor is read by itself',
    async (form) => {
      const file = await torchFile(
        (storages) =>
          dict(
            Object.fromEntries(
              [1, 2, 3].map((i) => [`t${i}`, storages.addTensor('float32', [50_000], () => new Uint8Array(200_000))]),
            ),
          ),
        form,
      );
      const checkpoint = await openCheckpoint(file);
      // The end of a zip file and the beginning of a legacy one are looked through.
      if (form.form === 'zip') expect(file.longestRead).toBeLessThan(70_000);
      const before = file.bytesRead;
      await checkpoint.tensors.get('t2')!.read();
      expect(file.bytesRead - before).toBeLessThan(200_200);
    },
  );
});
