import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Glip } from '../../src/model/network/glip';
import type { CheckpointTensor } from '../../src/model/checkpoint/tensors/checkpoint';
import { decodeFloats } from '../../src/model/checkpoint/tensors/decodeFloats';
import { TINY } from '../../tests/parity/tiny';
import { torchFile } from '../../tests/checkpoint/torchFile';
import { CLASSES, trainingFile } from '../../tests/support/checkpoint/mmdetection';
import { tinyWords, tokenizerOf } from '../../tests/support/smallTokenizer';
import { loadModelFolder } from './modelFolder';
import { useNodeBackend } from './nodeBackend';

const FIXTURES = 'tests/fixtures/checkpoints';
const folder = mkdtempSync(path.join(os.tmpdir(), 'glip-checkpoint-'));
const inside = (...names: string[]) => path.join(folder, ...names);
afterAll(() => rmSync(folder, { recursive: true }));

interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const TOOLS = { checkpoint: 'tools/cli/checkpoint.ts', makeCheckpoint: 'tests/support/checkpoint/makeCheckpoint.ts' };

/** Runs a tool as `npm run` does. */
function run(tool: keyof typeof TOOLS, ...args: string[]): Promise<Result> {
  return new Promise((resolve) => {
    execFile('node_modules/.bin/tsx', [TOOLS[tool], ...args], { maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr });
    });
  });
}

const checkpoint = (...args: string[]) => run('checkpoint', ...args);

/** Tiny's vocabulary has 200 tokens, fewer than any public tokenizer. */
function writeTokenizer(directory: string, words: readonly string[]): string {
  mkdirSync(directory, { recursive: true });
  const { json, config } = tokenizerOf(words);
  writeFileSync(path.join(directory, 'tokenizer.json'), JSON.stringify(json));
  writeFileSync(path.join(directory, 'tokenizer_config.json'), JSON.stringify(config));
  return directory;
}

let tokenizer: string;
const tiny = inside('tiny.pth');
/** Tiny's sizes are of no released model. */
const config = inside('tiny.json');

beforeAll(async () => {
  tokenizer = writeTokenizer(inside('tokenizer'), tinyWords);
  writeFileSync(config, JSON.stringify(TINY));
  const { code, stdout, stderr } = await run('makeCheckpoint', tiny, '--variant', 'tiny');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/tiny, 332 storages, 6\.6 MB/);
});

interface Report {
  readonly variant: string | null;
  readonly tensors: Readonly<Record<string, { dtype: string; shape: number[]; sha256: string }>>;
  readonly skipped: readonly { path: string; className: string }[];
}

describe('make-checkpoint', () => {
  it('writes the very tensors of the golden generator, in a training file with what such files carry', async () => {
    const { code, stdout } = await checkpoint(tiny, '--json', '--config', config);
    expect(code).toBe(0);
    const { variant, tensors, skipped } = JSON.parse(stdout) as Report;
    const keys = JSON.parse(
      readFileSync('tests/fixtures/golden/tiny_state_dict_keys.json', 'utf8'),
    ) as Report['tensors'];
    const wanted = Object.entries(keys).map(([name, { dtype, shape, sha256 }]) => [name, { dtype, shape, sha256 }]);
    expect(tensors).toEqual(Object.fromEntries(wanted));
    expect(variant).toBe('tiny');
    expect(skipped.map(({ path, className }) => `${path} ${className}`)).toEqual([
      'scheduler.milestones collections.Counter',
      'best numpy.core.multiarray.scalar',
      'datasets builtins.set',
      'arguments argparse.Namespace',
    ]);
  });

  it('says how it is used', async () => {
    expect(await run('makeCheckpoint', 'x.pth', '--variant', 'glip-x')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^Usage: .*glip-t\|glip-a\|glip-l/) as string,
    });
  });
});

describe('checkpoint', () => {
  it('lists tensors, what it skips and the variant', async () => {
    const { code, stdout, stderr } = await checkpoint(tiny, '--config', config);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(330 + 4 + 2);
    expect(lines[0]).toMatch(/^backbone\.body\.patch_embed\.proj\.weight +float32 +\[24, 3, 4, 4\]$/);
    expect(lines.slice(-3)).toEqual([
      'Skipped: arguments (argparse.Namespace)',
      `${tiny}: PyTorch zip, 330 tensors`,
      'Variant: tiny, as its config says',
    ]);
  });

  it('names no variant of a GLIP of other sizes than the released ones without a config', async () => {
    const { code, stdout, stderr } = await checkpoint(tiny);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(
      /\nVariant: none\. This is a GLIP of other sizes than the released ones, .*: give its config\.json along with it\.\n$/,
    );
  });

  it('lists what is no GLIP, and names no variant', async () => {
    const { code, stdout, stderr } = await checkpoint(`${FIXTURES}/views_legacy.pth`, '--json');
    const { variant, tensors } = JSON.parse(stdout) as Report;
    expect({ code, stderr, variant, tensors: Object.keys(tensors).length }).toEqual({
      code: 0,
      stderr: '',
      variant: null,
      tensors: 26,
    });
    expect((await checkpoint(`${FIXTURES}/views_legacy.pth`)).stdout).toMatch(
      /\nVariant: none\. This PyTorch legacy file holds another model, .*\n$/,
    );
  });

  it.each<[string[], RegExp]>([
    [[], /^A checkpoint file is needed\. Usage: .*\n$/],
    [['none.pth'], /^There is no file none\.pth\.\n$/],
    [['tools'], /^tools is a folder\. Give a checkpoint file\.\n$/],
    [['README.md'], /^This is not a PyTorch checkpoint: .*\.\n$/],
    [['README.md', '--json'], /^This is not a PyTorch checkpoint: .*\.\n$/],
    [[`${FIXTURES}/views_zip.pth`, '--config', 'README.md'], /^README\.md is not JSON\.\n$/],
  ])('ends %j with exit code 1 and one sentence', async (args, message) => {
    const { code, stdout, stderr } = await checkpoint(...args);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(message);
  });
});

describe('a fine-tuned GLIP of MMDetection', () => {
  const file = inside('mmdetection.pth');
  beforeAll(async () => {
    const { form, protocol } = { form: 'legacy', protocol: 2 } as const;
    writeFileSync(file, await (await torchFile((storages) => trainingFile(storages), { form, protocol })).bytes());
  });

  it('is listed under its official names, with the prompt that it was trained with', async () => {
    const { code, stdout } = await checkpoint(file, '--config', config);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^backbone\.body\.layers\.0\.downsample\.reduction\.weight +float32 +\[48, 96\]$/m);
    expect(stdout.trimEnd().split('\n').slice(-4)).toEqual([
      `${file}: PyTorch legacy, 323 tensors`,
      'Names: those of MMDetection in the file, the official ones above',
      'Variant: tiny, as its config says',
      'Trained on 3 classes, which are its prompt: cat. dog. traffic light',
    ]);
  });

  it('is reported with the hashes of the official weights', async () => {
    const { stdout } = await checkpoint(file, '--json', '--config', config);
    const report = JSON.parse(stdout) as Report & { naming: string; classes: string[] };
    expect([report.naming, report.variant, report.classes]).toEqual(['MMDetection', 'tiny', CLASSES]);
    const keys = JSON.parse(
      readFileSync('tests/fixtures/golden/tiny_state_dict_keys.json', 'utf8'),
    ) as Report['tensors'];
    expect(Object.keys(report.tensors)).toHaveLength(323);
    for (const [name, { shape, sha256 }] of Object.entries(report.tensors))
      expect([name, shape, sha256]).toEqual([name, keys[name]!.shape, keys[name]!.sha256]);
  });

  it('is converted to the very file that its official weights make, and carries its classes', async () => {
    const [ours, official] = [inside('mmdetection'), inside('official')];
    const options = ['--dtype', 'f32', '--tokenizer', tokenizer, '--config', config];
    const { code, stderr } = await checkpoint(file, '--convert', ours, ...options);
    expect({ code, stderr }).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/\nTrained on 3 classes, .*: cat\. dog\. traffic light\n$/) as string,
    });
    expect(await checkpoint(tiny, '--convert', official, ...options)).toMatchObject({ code: 0 });
    const [mine, theirs] = [(await loadModelFolder(ours)).weights, (await loadModelFolder(official)).weights];
    expect(new Set(mine.keys())).toEqual(new Set(theirs.keys()));
    for (const [name, tensor] of mine)
      expect(Buffer.compare(await tensor.read(), await theirs.get(name)!.read())).toBe(0);
    const { stdout } = await checkpoint(path.join(ours, 'model.safetensors'));
    expect(stdout).toMatch(/\nTrained on 3 classes, which are its prompt: cat\. dog\. traffic light\n$/);
  });
});

describe('checkpoint --convert', () => {
  it('writes a weights folder with the same values in F32, which the product loads', async () => {
    const out = inside('f32');
    const { code, stdout, stderr } = await checkpoint(
      tiny,
      '--convert',
      out,
      '--dtype',
      'f32',
      '--tokenizer',
      tokenizer,
      '--config',
      config,
    );
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toMatch(/f32: tiny, 314 tensors, .* MB of F32\n$/);
    const { config: written, weights } = await loadModelFolder(out);
    expect(written).toEqual(TINY);
    const keys = JSON.parse(
      readFileSync('tests/fixtures/golden/tiny_state_dict_keys.json', 'utf8'),
    ) as Report['tensors'];
    for (const [name, { dtype, read }] of weights) {
      expect([
        name,
        dtype,
        createHash('sha256')
          .update(await read())
          .digest('hex'),
      ]).toEqual([name, 'float32', keys[name]!.sha256]);
    }
    await useNodeBackend('cpu');
    const glip = await Glip.load(written, weights);
    expect(glip.parameters).toBe(
      [...weights.values()].reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0),
    );
    glip.dispose();
  });

  it('writes F16 by default, each number within half a unit of its last place', async () => {
    const out = inside('f16');
    expect(await checkpoint(tiny, '--convert', out, '--tokenizer', tokenizer, '--config', config)).toMatchObject({
      code: 0,
    });
    const [halves, floats] = [(await loadModelFolder(out)).weights, (await loadModelFolder(inside('f32'))).weights];
    expect(statSync(path.join(out, 'model.safetensors')).size).toBeLessThan(
      0.51 * statSync(inside('f32', 'model.safetensors')).size,
    );
    const valuesOf = async ({ dtype, read }: CheckpointTensor) => decodeFloats(dtype, await read());
    for (const [name, tensor] of halves) {
      expect([name, tensor.dtype]).toEqual([name, 'float16']);
      const [half, float] = [await valuesOf(tensor), await valuesOf(floats.get(name)!)];
      expect(
        half.every((value, i) => Math.abs(value - float[i]!) <= Math.max(Math.abs(float[i]!) * 2 ** -11, 2 ** -25)),
      ).toBe(true);
    }
    // An F16 checkpoint of the same weights, rounded by PyTorch, comes out the same.
    expect(
      await checkpoint(
        `${FIXTURES}/tiny_checkpoint_fp16.pth`,
        '--convert',
        inside('fp16'),
        '--tokenizer',
        tokenizer,
        '--config',
        config,
      ),
    ).toMatchObject({ code: 0 });
    expect(
      readFileSync(inside('fp16', 'model.safetensors')).equals(readFileSync(path.join(out, 'model.safetensors'))),
    ).toBe(true);
  });

  it('converts its own safetensors again, with the config that they carry', async () => {
    const source = inside('f32', 'model.safetensors');
    expect(
      await checkpoint(source, '--convert', inside('again'), '--dtype', 'f32', '--tokenizer', tokenizer),
    ).toMatchObject({ code: 0 });
    expect((await loadModelFolder(inside('again'))).config).toEqual(TINY);
    expect(readFileSync(inside('again', 'model.safetensors')).equals(readFileSync(source))).toBe(true);
  });

  it('goes by a given config before that of the file', async () => {
    const named = inside('named.json');
    writeFileSync(named, JSON.stringify({ ...TINY, name: 'mine' }));
    const source = inside('f32', 'model.safetensors');
    expect(
      await checkpoint(
        source,
        '--convert',
        inside('mine'),
        '--dtype',
        'f32',
        '--tokenizer',
        tokenizer,
        '--config',
        named,
      ),
    ).toMatchObject({ code: 0 });
    const { config: written, weights } = await loadModelFolder(inside('mine'));
    expect(written.name).toBe('mine');
    const before = (await loadModelFolder(inside('f32'))).weights;
    for (const [name, { read }] of weights)
      expect(Buffer.compare(await read(), await before.get(name)!.read())).toBe(0);
  });

  it.each<[string, () => string[], RegExp]>([
    [
      'what is no GLIP',
      () => [`${FIXTURES}/views_zip.pth`, '--tokenizer', tokenizer],
      /^This PyTorch zip file holds another model, .*\n$/,
    ],
    [
      'a GLIP of other sizes without a config',
      () => [tiny, '--tokenizer', tokenizer],
      /^This is a GLIP of other sizes than the released ones, .*\n$/,
    ],
    [
      'a config that does not fit',
      () => [tiny, '--tokenizer', tokenizer, '--config', 'public/weights/glip-micro/config.json'],
      /^These weights do not fit their config\.json \(glip-micro\): tensor "[^"]+" is \[.*\] instead of \[.*\]\. It is the first of \d+ that do not fit\.\n$/,
    ],
    [
      'a part of one',
      () => [`${FIXTURES}/tiny_checkpoint_training_legacy_cut.pth`, '--tokenizer', tokenizer],
      /^This (is a GLIP checkpoint, but|checkpoint does not fit) .*\n$/,
    ],
    [
      'without a tokenizer',
      () => [tiny, '--tokenizer', 'src', '--config', config],
      /^The weights folder needs the tokenizer of bert-base-uncased, and src has no tokenizer\.json: .* --tokenizer\.\n$/,
    ],
    [
      'with the tokenizer of another model',
      () => [tiny, '--tokenizer', 'public/weights/glip-micro', '--config', config],
      /^The tokenizer files cannot be used: they have \d+ tokens, but the model knows 200\. .*\n$/,
    ],
  ])('refuses %s, and leaves no folder', async (_, args, message) => {
    const out = inside('refused');
    const { code, stderr } = await checkpoint(...args(), '--convert', out);
    expect({ code, exists: existsSync(out) }).toEqual({ code: 1, exists: false });
    expect(stderr).toMatch(message);
  });
});
