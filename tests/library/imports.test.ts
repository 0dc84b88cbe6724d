import { readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { glipCheckpoint } from '../../src/model/checkpoint/glip/glipCheckpoint';
import { GLIP_T } from '../../src/model/config/presets';
import { float16Bits } from '../../src/model/checkpoint/tensors/float16';
import { openCheckpoint } from '../../src/model/checkpoint/openCheckpoint';
import { blobSource } from '../../src/model/checkpoint/tensors/source';
import { noStorage } from '../../src/workers/storage/noStorage';
import type { AddOptions, Added } from '../../src/workers/messages/library';
import { ModelStore } from '../../src/workers/library/store/modelStore';
import { tokenizerOf } from '../support/smallTokenizer';
import { CONFIG_JSON, TINY, tinyCheckpoint, TOKENIZER } from '../support/tinyModel';
import { torchFile } from '../checkpoint/torchFile';
import { CLASSES, trainingFile } from '../support/checkpoint/mmdetection';
import { file, Setting, tokenizerJson } from './setting';

/** Checkpoints from the visitor's disk, on a disk of this test's own in place of the browser's private file system. */

let bytes: Uint8Array<ArrayBuffer>;
let setting: Setting;
beforeAll(async () => void (bytes = await tinyCheckpoint()));
beforeEach(async () => void (setting = await Setting.start()));
afterEach(() => setting.end());

const never = new AbortController().signal;
/** The tiny model's sizes are of no released one: its config comes along, unless a test says otherwise. */
const importFiles = (files: File[], options: AddOptions = {}, tab = setting.tab()): Promise<Added> =>
  tab.importFiles(files, { config: TINY, ...options }, setting.onProgress, never);
const checkpoint = (name = 'mine.pth') => file(name, bytes);
const modelFolders = () => readdir(path.join(setting.directory, 'models'));
const inModel = async (name: string) => path.join(setting.directory, 'models', (await modelFolders())[0]!, name);

/** The bytes of a stored model's tensors. */
function storedTensors(id: string): Promise<Map<string, { dtype: string; bytes: Uint8Array }>> {
  return new ModelStore(setting.root, setting.locks).open(id, async ({ tensors }) => {
    const read = new Map<string, { dtype: string; bytes: Uint8Array }>();
    for (const [name, tensor] of tensors) read.set(name, { dtype: tensor.dtype, bytes: await tensor.read() });
    return read;
  });
}

describe('an import', () => {
  it('stores a training checkpoint in F16, with its tokenizer, under a name of its own', async () => {
    const added = await importFiles([checkpoint('My GLIP.pth'), tokenizerJson()]);
    expect(added).toMatchObject({
      kind: 'stored',
      model: {
        id: 'file-my-glip',
        title: 'My GLIP',
        variant: 'tiny',
        format: 'F16',
        keptF32: [],
        hasTokenizer: true,
        origin: { kind: 'file', name: 'My GLIP.pth' },
      },
    });
    expect(await setting.tab().list()).toEqual([(added as { model: unknown }).model]);
    expect(setting.progress.at(-1)).toEqual({ step: 'converting', fraction: 1 });
    const { tensors } = glipCheckpoint(await openCheckpoint(blobSource(new Blob([bytes]))), TINY);
    const stored = await storedTensors('file-my-glip');
    expect([...stored.keys()]).toEqual([...tensors.keys()]);
    for (const [name, tensor] of tensors) {
      const wanted = Uint16Array.from(new Uint32Array((await tensor.read()).slice().buffer), float16Bits);
      expect([name, stored.get(name)]).toEqual([name, { dtype: 'float16', bytes: new Uint8Array(wanted.buffer) }]);
    }
  });

  it('stores F32 on request, bit for bit', async () => {
    await importFiles([checkpoint()], { format: 'F32' });
    const { tensors } = glipCheckpoint(await openCheckpoint(blobSource(new Blob([bytes]))), TINY);
    const stored = await storedTensors('file-mine');
    for (const [name, tensor] of tensors) expect(Buffer.compare(stored.get(name)!.bytes, await tensor.read())).toBe(0);
  });

  it('stores a fine-tuned GLIP of MMDetection under its official names, with the classes that it was trained for', async () => {
    const form = { form: 'legacy', protocol: 2 } as const;
    const trained = await torchFile((storages) => trainingFile(storages), form);
    const mine = file('mine.pth', (await trained.bytes()) as BlobPart);
    expect(await importFiles([mine], { format: 'F32' })).toMatchObject({ kind: 'stored', model: { classes: CLASSES } });
    expect(await setting.tab().list()).toMatchObject([{ classes: CLASSES }]);
    const { tensors } = glipCheckpoint(await openCheckpoint(blobSource(new Blob([bytes]))), TINY);
    const stored = await storedTensors('file-mine');
    for (const [name, tensor] of tensors) expect(Buffer.compare(stored.get(name)!.bytes, await tensor.read())).toBe(0);
  });

  it('stores int8 on request, which is held against its checksums too', async () => {
    await importFiles([checkpoint()], { format: 'I8' });
    expect(await setting.tab().list()).toMatchObject([{ format: 'I8', keptF32: [] }]);
    expect([...(await storedTensors('file-mine')).values()].every(({ dtype }) => dtype === 'float16')).toBe(true);
    const weights = await inModel('model.safetensors');
    const changed = await readFile(weights);
    changed[changed.length - 5]! ^= 1;
    await writeFile(weights, changed);
    await expect(storedTensors('file-mine')).rejects.toMatchObject({ code: 'weights-format' });
  });

  it('takes its own safetensors again, and a config beside it', async () => {
    await importFiles([checkpoint()], { format: 'F32' });
    const weights = file('again.safetensors', await readFile(await inModel('model.safetensors')));
    const config = file(
      'config.json',
      (await readFile(await inModel('config.json'), 'utf8')).replace('"tiny"', '"named"'),
    );
    expect(await importFiles([config, weights])).toMatchObject({
      kind: 'stored',
      model: { id: 'file-again', variant: 'named', format: 'F16' },
    });
  });

  it('needs the config of a GLIP of no released sizes: beside the weights, apart from them, or in them', async () => {
    const alone = { config: undefined };
    await expect(importFiles([checkpoint()], alone)).rejects.toMatchObject({
      code: 'config-missing',
      message: expect.stringMatching(/give its config\.json along with it\.$/) as string,
    });
    expect(await setting.tab().list()).toEqual([]);
    expect(await importFiles([checkpoint(), file('config (1).json', CONFIG_JSON)], alone)).toMatchObject({
      kind: 'stored',
      model: { variant: 'tiny' },
    });
    expect(await importFiles([checkpoint()], { config: { ...TINY, name: 'apart' } })).toMatchObject({
      kind: 'stored',
      model: { variant: 'apart' },
    });
    const own = file('own.safetensors', await readFile(await inModel('model.safetensors')));
    expect(await importFiles([own], alone)).toMatchObject({
      kind: 'stored',
      model: { id: 'file-own', variant: 'apart' },
    });
  });

  it.each([
    ['glip_tiny_model_o365_goldg.pth', 'glip-t-c'],
    ['glip_tiny_model_o365_goldg_cc_sbu (1).pth', 'glip-t'],
  ])('knows %s for %s by its name', async (name, id) => {
    expect(await importFiles([checkpoint(name)])).toMatchObject({ model: { id } });
  });

  it('replaces a model with the same name, once the new one is whole', async () => {
    await importFiles([checkpoint(), tokenizerJson()]);
    await expect(importFiles([file('mine.pth', bytes.subarray(0, -1000))])).rejects.toMatchObject({
      code: 'weights-format',
    });
    expect(await setting.tab().list()).toMatchObject([{ format: 'F16' }]);
    await importFiles([checkpoint()], { format: 'F32' });
    expect(await setting.tab().list()).toMatchObject([{ format: 'F32', hasTokenizer: true }]); // the tokenizer of the one before
    expect(await modelFolders()).toHaveLength(1);
  });

  it('fetches a tokenizer only if it is told to', async () => {
    expect(await importFiles([checkpoint()])).toMatchObject({ model: { hasTokenizer: false } });
    expect(setting.server.asked).toEqual([]);
    expect(await importFiles([checkpoint()], { fetchTokenizer: true })).toMatchObject({
      model: { hasTokenizer: true },
    });
  });

  it.each<[string, () => File[], RegExp, string]>([
    ['no weights', () => [tokenizerJson()], /None of these files holds weights/, 'weights-format'],
    [
      'two checkpoints',
      () => [checkpoint('a.pth'), checkpoint('b.pth')],
      /These are 2 files of weights/,
      'weights-format',
    ],
    ['something else', () => [file('picture.png', '\x89PNG')], /not a PyTorch checkpoint/, 'weights-format'],
    [
      'a tokenizer of another model',
      () => [checkpoint(), file('tokenizer.json', JSON.stringify(tokenizerOf(['cat']).json))],
      /they have 8 tokens, but the model knows 200/,
      'tokenizer',
    ],
    [
      'a tokenizer that is none',
      () => [checkpoint(), file('tokenizer.json', '{}')],
      /normalizer must be an object/,
      'tokenizer',
    ],
    ['a broken config', () => [checkpoint(), file('config.json', '{')], /config\.json is not JSON/, 'config'],
    [
      'a config of another kind of model',
      () => [checkpoint(), file('config.json', '{"model_type":"bert"}')],
      /^This config\.json does not describe a GLIP model: modelType must be one of glip; /,
      'config',
    ],
    [
      'a config of another GLIP',
      () => [checkpoint(), file('config.json', JSON.stringify(GLIP_T))],
      /^These weights do not fit their config\.json \(glip-t\): tensor "backbone\.body\.patch_embed\.proj\.weight" is \[24, 3, 4, 4\] instead of \[96, 3, 4, 4\]\. It is the first of \d+/,
      'weights-tensor',
    ],
  ])('refuses %s, and leaves nothing', async (_, files, message, code) => {
    await expect(importFiles(files())).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message) as string,
    });
    expect(await setting.tab().list()).toEqual([]);
  });

  it('leaves nothing when it is cancelled', async () => {
    const controller = new AbortController();
    const importing = setting
      .tab()
      .importFiles(
        [checkpoint()],
        { config: TINY },
        () => controller.abort(new DOMException('enough', 'AbortError')),
        controller.signal,
      );
    await expect(importing).rejects.toMatchObject({ name: 'AbortError' });
    expect(await modelFolders()).toEqual([]);
  });
});

describe('a disk with too little room', () => {
  it.each<[string, () => void, RegExp]>([
    ['as the browser says', () => (setting.quota = 1e6), /takes 0\.01 GB, and the browser has 0\.00 GB of room/],
    ['though the browser says otherwise', () => (setting.room.bytes = 1e6), /does not let the page store the model/],
  ])('leaves the model for this visit: %s', async (_, fill, why) => {
    fill();
    const original = checkpoint();
    const added = await importFiles([original, tokenizerJson()]);
    expect(added).toMatchObject({
      kind: 'unstored',
      why: expect.stringMatching(why) as string,
      model: { id: 'file-mine', tokenizer: TOKENIZER },
    });
    expect(added.kind === 'unstored' && added.model.weights).toBe(original);
    expect(await setting.tab().list()).toEqual([]);
  });

  it('is the same as none at all', async () => {
    const tab = setting.tab({ root: noStorage });
    setting.stores = false;
    expect(await importFiles([checkpoint()], {}, tab)).toMatchObject({
      kind: 'unstored',
      why: expect.stringMatching(/stores no files .* for this visit only/) as string,
    });
    expect([await tab.list(), await tab.pending()]).toEqual([[], []]);
  });
});

describe('a stored model', () => {
  beforeEach(async () => void (await importFiles([checkpoint()])));
  const open = () => storedTensors('file-mine');

  it('is given a tokenizer later', async () => {
    const vocabulary = file(
      'vocab.txt',
      Object.keys((tokenizerOf([]).json as { model: { vocab: object } }).model.vocab).join('\n'),
    );
    await expect(setting.tab().addTokenizer('file-mine', [vocabulary])).rejects.toMatchObject({ code: 'tokenizer' });
    await expect(setting.tab().addTokenizer('file-mine', [file('notes.txt', 'x')])).rejects.toThrow(
      'no tokenizer among these files',
    );
    expect(await setting.tab().addTokenizer('file-mine', [tokenizerJson()])).toMatchObject({ hasTokenizer: true });
    expect(await setting.tab().list()).toMatchObject([{ hasTokenizer: true }]);
  });

  it('is removed, unless somebody reads it', async () => {
    await setting.locks.shared('files/file-mine', async () => {
      await expect(setting.tab().remove('file-mine')).rejects.toMatchObject({ code: 'model-busy' });
    });
    await setting.tab().remove('file-mine');
    expect(await setting.tab().list()).toEqual([]);
    await expect(open()).rejects.toMatchObject({ code: 'model-missing' });
  });

  it('that is damaged is noticed when it is read', async () => {
    const weights = await readFile(await inModel('model.safetensors'));
    weights[weights.length - 5]! ^= 1;
    await writeFile(await inModel('model.safetensors'), weights);
    await expect(open()).rejects.toMatchObject({
      code: 'weights-format',
      message: expect.stringMatching(/stored model is damaged \(tensor ".*"/) as string,
    });
  });

  it.each<[string, () => Promise<void>]>([
    ['cut weights', async () => truncate(await inModel('model.safetensors'), 1000)],
    ['a cut manifest', async () => truncate(await inModel('manifest.json'), 100)],
    ['no manifest', async () => truncate(await inModel('manifest.json'), 0)],
  ])('with %s is none, and is cleared away', async (_, damage) => {
    await damage();
    expect(await setting.tab().list()).toEqual([]);
    await setting.tab().tidy();
    expect(await modelFolders()).toEqual([]);
  });

  it('is left alone by another tab that tidies up', async () => {
    await setting.tab().tidy();
    await truncate(await inModel('manifest.json'), 0); // as long as it is written, it has no manifest either
    await setting.locks.exclusive('add/file-mine', () => setting.tab().tidy());
    expect(await modelFolders()).toHaveLength(1);
  });

  it('is added in one tab at a time', async () => {
    const results = await Promise.allSettled([importFiles([checkpoint()]), importFiles([checkpoint()])]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(results.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'model-busy' } });
  });
});
