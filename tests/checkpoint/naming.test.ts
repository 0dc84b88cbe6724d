import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openCheckpoint } from '../../src/model/checkpoint/openCheckpoint';
import { glipCheckpoint, type GlipCheckpoint } from '../../src/model/checkpoint/glip/glipCheckpoint';
import { withOfficialNames } from '../../src/model/checkpoint/glip/naming';
import type { Checkpoint, CheckpointTensor } from '../../src/model/checkpoint/tensors/checkpoint';
import { elementCount } from '../../src/model/checkpoint/tensors/strided';
import { GLIP_L, GLIP_T, GLIP_T_A } from '../../src/model/config/presets';
import { openFile } from '../../tools/cli/fileSource';
import { officialTensors } from '../support/checkpoint/official';
import { CLASSES, mmdetectionTensors, stateDict, trainingFile } from '../support/checkpoint/mmdetection';
import { dict } from '../support/checkpoint/python';
import type { Storages } from '../support/checkpoint/torchWriter';
import { readRules } from '../../tools/golden/directory';
import { GOLDENS, TINY } from '../support/tinyModel';
import { torchFile, type Form, FORMS } from './torchFile';

interface Facts {
  readonly dtype: CheckpointTensor['dtype'];
  readonly shape: readonly number[];
  readonly sha256: string;
}
type FactsByName = Readonly<Record<string, Facts>>;

async function factsOf(tensors: Checkpoint['tensors']): Promise<FactsByName> {
  const facts: Record<string, Facts> = {};
  for (const [name, { dtype, shape, read }] of tensors)
    facts[name] = {
      dtype,
      shape,
      sha256: createHash('sha256')
        .update(await read())
        .digest('hex'),
    };
  return facts;
}

const GOLDEN_FACTS = JSON.parse(
  readFileSync(new URL('../fixtures/golden/tiny_state_dict_keys.json', import.meta.url), 'utf8'),
) as FactsByName;

/** The golden facts of some tensors, in their order. */
const goldenFacts = (names: Iterable<string>) =>
  Object.fromEntries(
    [...names].map((name) => {
      const { dtype, shape, sha256 } = GOLDEN_FACTS[name]!;
      return [name, { dtype, shape, sha256 }];
    }),
  );

const open = async (value: (storages: Storages) => unknown, form?: Form): Promise<Checkpoint> =>
  openCheckpoint(await torchFile(value, form));

describe('a GLIP of MMDetection', () => {
  it.each<[string, (storages: Storages) => unknown]>([
    ['converted: the state dict itself', (storages) => stateDict(mmdetectionTensors(), storages)],
    ['published', (storages) => dict({ meta: dict({}), state_dict: stateDict(mmdetectionTensors(), storages) })],
    ['as its trainer saves it', (storages) => trainingFile(storages)],
    ['of a trainer on several GPUs', (storages) => trainingFile(storages, { prefix: 'module.' })],
  ])('has the official names, shapes and values: %s', async (_, value) => {
    const named = withOfficialNames(await open(value));
    expect(named.naming).toBe('MMDetection');
    expect(await factsOf(named.tensors)).toEqual(goldenFacts(named.tensors.keys()));
    const glip = glipCheckpoint(await open(value), TINY);
    expect(await factsOf(glip.tensors)).toEqual(goldenFacts(glip.tensors.keys()));
  });

  it.each(FORMS)('is read in the $form form, protocol $protocol', async (form) => {
    const glip = glipCheckpoint(await open((storages) => trainingFile(storages), form), TINY);
    expect(await factsOf(glip.tensors)).toEqual(goldenFacts(glip.tensors.keys()));
  });

  it('is given its official names once: a second time changes nothing', async () => {
    const once = withOfficialNames(await open((storages) => stateDict(mmdetectionTensors(), storages)));
    const twice = withOfficialNames(once);
    expect(twice.naming).toBe('official');
    expect(await factsOf(twice.tensors)).toEqual(await factsOf(once.tensors));
  });

  it('may lack position_ids, and have tensors that MMDetection itself ignores', async () => {
    const one = (name: string) => ({ name, dtype: 'float32', shape: [1], bytes: () => new Uint8Array(4) }) as const;
    const tensors = [
      ...mmdetectionTensors().filter(({ name }) => !name.endsWith('position_ids')),
      one('bbox_head.tunable_linear.weight'),
      one('bbox_head.head.mlm_head.predictions.bias'),
    ];
    const glip = glipCheckpoint(await open((storages) => stateDict(tensors, storages)), TINY);
    expect(glip.tensors.size).toBe(314);
  });

  it('reads of the file what a tensor takes, and that tensor alone', async () => {
    const file = await torchFile((storages) => stateDict(mmdetectionTensors(), storages));
    const { tensors } = glipCheckpoint(await openCheckpoint(file), TINY);
    const before = file.bytesRead;
    const { read, bytes } = tensors.get('backbone.body.layers.2.downsample.reduction.weight')!;
    await read();
    expect(file.bytesRead - before).toBeLessThan(bytes + 200);
  });
});

describe('the classes that it was fine-tuned for', () => {
  it.each(['classes', 'CLASSES'])('are in the file of its trainer: %s', async (classesKey) => {
    const checkpoint = await open((storages) => trainingFile(storages, { classesKey }));
    expect(glipCheckpoint(checkpoint, TINY).classes).toEqual(CLASSES);
  });

  it.each<[string, unknown]>([
    ['no list', 'cat'],
    ['an empty list', []],
    ['a list with something else than names', ['cat', 3]],
  ])('are not told by %s', async (_, classes) => {
    const checkpoint = await open((storages) =>
      dict({
        meta: dict({ dataset_meta: dict({ classes }) }),
        state_dict: stateDict(mmdetectionTensors(), storages),
      }),
    );
    expect(glipCheckpoint(checkpoint, TINY).classes).toBeUndefined();
  });
});

describe('a GLIP of detectron2-glip', () => {
  /** The names as `glip_detectron2/utils/checkpoint.py` writes them. */
  const detectron2Name = (name: string) =>
    name
      .replace(/^backbone\.body\./, 'backbone.fpn.bottom_up.')
      .replace(/fpn_(inner|layer)(\d)/, (_, kind: string, level: string) =>
        kind === 'inner' ? `fpn_lateral${Number(level) + 1}` : `fpn_output${Number(level) + 1}`,
      )
      .replace('top_blocks.', 'top_block.');

  it('has the official names and values', async () => {
    const official = [...officialTensors(TINY, readRules(GOLDENS), 'tiny')].filter(
      ({ name }) => !name.includes('cell_anchors'),
    );
    const renamed = official.map((tensor) => ({ ...tensor, name: detectron2Name(tensor.name) }));
    expect(renamed.filter(({ name }, i) => name !== official[i]!.name).length).toBeGreaterThan(100);
    const checkpoint = await open((storages) => dict({ model: stateDict(renamed, storages), iteration: 3 }));
    const named = withOfficialNames(checkpoint);
    expect(named.naming).toBe('detectron2-glip');
    expect(await factsOf(named.tensors)).toEqual(goldenFacts(official.map(({ name }) => name)));
    expect(glipCheckpoint(checkpoint, TINY).tensors.size).toBe(314);
  });
});

/** Beside the repository, for whoever has it: files that the official converter and MMEngine's code wrote. */
const SHARED = fileURLToPath(new URL('../../../shared/mmdet/', import.meta.url));
const read = <T>(name: string) => JSON.parse(readFileSync(SHARED + name, 'utf8')) as T;

describe.runIf(existsSync(SHARED))('files of MMDetection', () => {
  it.each([
    ['tiny_mmdet.pth', ['cat', 'dog', 'traffic light']],
    ['tiny_mmdet_bare.pth', undefined],
    ['tiny_mmdet_published.pth', ['cat', 'dog', 'traffic light']],
  ])('%s: every tensor has its official name, shape and bytes', async (name, classes) => {
    const expected = read<Record<string, { official: FactsByName; stored: FactsByName }>>('expected.json')[name]!;
    const file = await openFile(SHARED + name);
    try {
      const checkpoint = await openCheckpoint(file);
      expect(await factsOf(checkpoint.tensors)).toEqual(expected.stored);
      expect(await factsOf(withOfficialNames(checkpoint).tensors)).toEqual(expected.official);
      const glip: GlipCheckpoint = glipCheckpoint(checkpoint, TINY);
      expect([glip.tensors.size, glip.classes]).toEqual([314, classes]);
    } finally {
      await file.close();
    }
  });

  it.each([
    ['mmdet_glip_t_c_keys.json', GLIP_T, 231_759_662],
    ['mmdet_glip_t_a_keys.json', GLIP_T_A, 151_409_966],
    ['mmdet_glip_l_keys.json', GLIP_L, 430_401_824],
  ])(
    '%s: every name is mapped, the re-ordered tensors alone are re-ordered, and the variant is known',
    async (list, config, parameters) => {
      const keys = read<Record<string, Omit<Facts, 'sha256'> & { official: string; reordered?: true }>>(list);
      // Every element is another number, as far as a byte goes, so that a tensor in another order has other bytes.
      const bytesOf = (count: number) => Uint8Array.from({ length: count }, (_, i) => (i * 7 + (i >> 8)) % 251);
      const stored = Object.entries(keys).map(([name, { dtype, shape }]): [string, CheckpointTensor] => {
        const bytes = elementCount(shape) * (dtype === 'int64' ? 8 : 4);
        return [name, { dtype, shape, bytes, read: () => Promise.resolve(bytesOf(bytes)) }];
      });
      const checkpoint: Checkpoint = { form: 'PyTorch zip', skipped: [], tensors: new Map(stored) };
      const named = withOfficialNames(checkpoint).tensors;
      expect([...named.keys()]).toEqual(Object.values(keys).map(({ official }) => official));
      for (const { official, reordered } of Object.values(keys)) {
        const { read, bytes } = named.get(official)!;
        if (bytes > 2 ** 20 && !reordered) continue;
        expect([official, Buffer.compare(await read(), bytesOf(bytes)) !== 0]).toEqual([official, reordered === true]);
      }
      const glip = glipCheckpoint(checkpoint);
      expect(glip.config).toEqual(config);
      expect([...glip.tensors.values()].reduce((sum, { shape }) => sum + elementCount(shape), 0)).toBe(parameters);
    },
  );
});
