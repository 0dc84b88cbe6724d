import { describe, expect, it } from 'vitest';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { GlipConfig } from '../../src/model/config/config';
import { GlipError } from '../../src/model/errors';
import { glipCheckpoint, glipMetadata } from '../../src/model/checkpoint/glip/glipCheckpoint';
import { GLIP_L, GLIP_T, GLIP_T_A } from '../../src/model/config/presets';
import type { Checkpoint, CheckpointTensor } from '../../src/model/checkpoint/tensors/checkpoint';
import { releasedConfig } from '../../src/model/checkpoint/glip/variant';
import { officialTensors } from '../support/checkpoint/official';
import { GOLDEN_CONFIGS } from '../../tools/golden/configs';
import { readRules } from '../../tools/golden/directory';
import { GOLDENS, TINY } from '../parity/tiny';
import microConfig from '../../public/weights/glip-micro/config.json';

const rules = readRules(GOLDENS);

interface Facts {
  readonly shape: readonly number[];
  readonly dtype: CheckpointTensor['dtype'];
}

/** The names and shapes of an official checkpoint of some sizes; there is no data. */
const official = (config: GlipConfig): Map<string, Facts> =>
  new Map([...officialTensors(config, rules, 'glip_t')].map(({ name, shape, dtype }) => [name, { shape, dtype }]));

function checkpointOf(facts: ReadonlyMap<string, Facts>, form: Checkpoint['form'] = 'PyTorch zip'): Checkpoint {
  const unread = () => Promise.reject(new Error('Nothing here has data.'));
  return {
    form,
    skipped: [],
    tensors: new Map([...facts].map(([name, { shape, dtype }]) => [name, { shape, dtype, bytes: 0, read: unread }])),
  };
}

const named = (...names: string[]) =>
  checkpointOf(new Map(names.map((name) => [name, { shape: [1], dtype: 'float32' }])));

function fault(checkpoint: Checkpoint, config?: GlipConfig, fallback?: GlipConfig): GlipError {
  try {
    glipCheckpoint(checkpoint, config, fallback);
  } catch (error) {
    if (error instanceof GlipError) return error;
    throw error;
  }
  throw new Error('The checkpoint was taken.');
}

describe('the variant', () => {
  it.each([GLIP_T, GLIP_T_A, GLIP_L])('$name is known by its shapes, and exactly what it needs is taken', (config) => {
    const glip = glipCheckpoint(checkpointOf(official(config)));
    expect(glip.config).toEqual(config);
    expect(
      [...glip.tensors.keys()].filter((name) => /position_ids|_index$|cell_anchors|cls_logits/.test(name)),
    ).toEqual([]);
  });

  it('is that of a given config, if there is one', () => {
    const config: GlipConfig = { ...TINY, name: 'mine', bert: { ...TINY.bert, numHeads: 6 } };
    expect(glipCheckpoint(checkpointOf(official(TINY)), config).config).toBe(config);
  });
});

const MICRO = microConfig as unknown as GlipConfig;
const bertOf = (sizes: Partial<GlipConfig['bert']>): GlipConfig => ({
  ...GLIP_T,
  name: 'mine',
  bert: { ...GLIP_T.bert, ...sizes },
});
/** GLIPs that nobody has released. The weights of the second and third would be read the same with other numbers of heads. */
const UNUSUAL: readonly (readonly [string, GlipConfig])[] = [
  ['an image encoder of other width', { ...GLIP_T, name: 'mine', swin: { ...GLIP_T.swin, embedDim: 144 } }],
  [
    'a text encoder of the widths of BERT-tiny, which has 2 heads',
    bertOf({ hiddenSize: 128, numHeads: 2, numLayers: 2, intermediateSize: 512 }),
  ],
  [
    'a text encoder of the widths of MiniLM, which has 12 heads',
    bertOf({ hiddenSize: 384, numHeads: 12, numLayers: 6, intermediateSize: 1536 }),
  ],
  ['more layers than GLIP-T has', { ...GLIP_T, name: 'mine', swin: { ...GLIP_T.swin, depths: [2, 2, 18, 2] } }],
  ['windows of 12 without the widths of GLIP-L', { ...GLIP_T, name: 'mine', swin: { ...GLIP_T.swin, windowSize: 12 } }],
  ['the tiny golden model', TINY],
  ['the tiny golden model without early fusion', GOLDEN_CONFIGS['tiny_a_form']!],
  ['glip-micro', MICRO],
];

describe.each(UNUSUAL)('a GLIP of sizes that are of no released one: %s', (_, config) => {
  const checkpoint = checkpointOf(official(config));

  it('is refused without a config', () => {
    expect(fault(checkpoint)).toMatchObject({
      code: 'config-missing',
      message:
        'This is a GLIP of other sizes than the released ones, and its weights do not tell how many attention heads it has, how pictures are prepared for it and how its boxes are chosen: give its config.json along with it.',
    });
  });

  it('is taken with one', () => {
    expect(glipCheckpoint(checkpoint, config).config).toBe(config);
    expect(glipCheckpoint(checkpoint, undefined, config).config).toBe(config);
  });

  it('is taken with one in the metadata of its safetensors', () => {
    expect(glipCheckpoint({ ...checkpoint, form: 'safetensors', metadata: glipMetadata({ config }) }).config).toEqual(
      config,
    );
  });
});

describe('a config', () => {
  const metadata = glipMetadata({ config: TINY });

  it('that is given goes before the metadata, the metadata before the sizes, and these before one that came apart', () => {
    const other: GlipConfig = { ...TINY, name: 'other' };
    expect(glipCheckpoint({ ...checkpointOf(official(TINY)), metadata }, other).config.name).toBe('other');
    expect(glipCheckpoint({ ...checkpointOf(official(TINY)), metadata }, undefined, other).config.name).toBe('tiny');
    expect(
      glipCheckpoint({
        ...checkpointOf(official(GLIP_T)),
        metadata: glipMetadata({ config: { ...GLIP_T, name: 'finer' } }),
      }).config.name,
    ).toBe('finer');
    expect(glipCheckpoint(checkpointOf(official(GLIP_T_A)), undefined, other).config.name).toBe('glip-t-a');
  });

  it('that does not fit the tensors is refused with the first that differs', () => {
    const wider: GlipConfig = { ...TINY, name: 'wider', swin: { ...TINY.swin, embedDim: 48 } };
    const first = '"backbone.body.patch_embed.proj.weight" is [24, 3, 4, 4] instead of [48, 3, 4, 4]';
    const rest = /\. It is the first of \d+ that do not fit\.$/;
    for (const [error, source] of [
      [fault(checkpointOf(official(TINY)), wider), 'their config.json'],
      [fault(checkpointOf(official(TINY)), undefined, wider), 'their config.json'],
      [
        fault({ ...checkpointOf(official(TINY)), metadata: glipMetadata({ config: wider }) }),
        'the config in their metadata',
      ],
    ] as const) {
      expect(error.code).toBe('weights-tensor');
      expect(error.message).toContain(`These weights do not fit ${source} (wider): tensor ${first}. `);
      expect(error.message).toMatch(rest);
    }
    const longer: GlipConfig = { ...TINY, bert: { ...TINY.bert, maxPositions: 600 } };
    expect(fault(checkpointOf(official(TINY)), longer).message).toMatch(
      /: tensor "[^"]*position_embeddings\.weight" is \[512, 48\] instead of \[600, 48\]\.$/,
    );
  });

  it.each([
    ['no JSON', '{', /^The config in the metadata of this file is not JSON\.$/],
    [
      'something else',
      '{"modelType":"bert"}',
      /^The config in the metadata of this file does not describe a GLIP model: modelType must be one of glip; /,
    ],
    [
      'layers without end',
      JSON.stringify({ ...TINY, head: { ...TINY.head, numLayers: 1e12 } }),
      /head\.numLayers must not be above 1000/,
    ],
  ])('of metadata that is %s is refused', (_, text, message) => {
    expect(fault({ ...checkpointOf(official(TINY)), metadata: { glip_config: text } })).toMatchObject({
      code: 'config',
      message: expect.stringMatching(message) as string,
    });
  });
});

describe('tensors that do not fit', () => {
  const needed = (config: GlipConfig) => [...glipCheckpoint(checkpointOf(official(config)), config).tensors.keys()];

  it.each([
    ['tiny', TINY, 1],
    ['glip-t', GLIP_T, 25],
    ['glip-t-a', GLIP_T_A, 25],
  ] as const)('are named, each alone: %s', (_, config, every) => {
    const facts = official(config);
    const names = needed(config).filter((_, i) => i % every === 0);
    // The released ones are known without a config.
    const given = config === TINY ? config : undefined;
    for (const name of names) {
      const { shape } = facts.get(name)!;
      const wrong = [shape[0]! + 1, ...shape.slice(1)];
      const changed = fault(checkpointOf(new Map(facts).set(name, { shape: wrong, dtype: 'float32' })), given);
      expect([name, changed.message.match(/"/g)?.length]).toEqual([name, 2]);
      expect(changed.message).toContain(`tensor "${name}" is [${wrong.join(', ')}] instead of [${shape.join(', ')}].`);

      const without = new Map(facts);
      without.delete(name);
      const missing = fault(checkpointOf(without), given);
      expect([missing.code, missing.message.match(/"/g)?.length]).toEqual(['weights-tensor', 2]);
      expect(missing.message).toContain(`tensor "${name}" is missing.`);
    }
  });

  it('are named all at once', () => {
    const facts = official(GLIP_T);
    for (const name of [...facts.keys()]) if (name.startsWith('backbone.body.layers.2.blocks.5.')) facts.delete(name);
    facts.set('rpn.head.bias0', { shape: [1], dtype: 'int64' });
    facts.set('language_backbone.body.model.embeddings.word_embeddings.weight', {
      shape: [30_000, 768],
      dtype: 'float32',
    });
    const { message } = fault(checkpointOf(facts));
    expect(message.match(/is missing/g)).toHaveLength(13);
    expect(message).toContain('"rpn.head.bias0" is of int64');
    expect(message).toContain(
      '"language_backbone.body.model.embeddings.word_embeddings.weight" is [30000, 768] instead of [30522, 768]',
    );
  });

  it('may be unknown, and position_ids may be missing', () => {
    const facts = official(TINY).set('tied_copy', { shape: [24], dtype: 'float32' });
    facts.delete('language_backbone.body.model.embeddings.position_ids');
    expect(glipCheckpoint(checkpointOf(facts), TINY).tensors.has('tied_copy')).toBe(false);
  });

  it('without which no size can be told are an error of one sentence', () => {
    const facts = official(TINY);
    for (const name of [...facts.keys()]) if (/patch_embed/.test(name)) facts.delete(name);
    expect(fault(checkpointOf(facts))).toMatchObject({
      code: 'weights-model',
      message: expect.stringMatching(/so much of it is missing/) as string,
    });
    expect(releasedConfig(new Map())).toBeUndefined();
  });
});

describe('another model', () => {
  const swin = (prefix = '') => [
    `${prefix}patch_embed.proj.weight`,
    `${prefix}layers.0.blocks.0.attn.relative_position_bias_table`,
    `${prefix}layers.0.blocks.0.attn.qkv.weight`,
  ];
  const bert = (prefix = '') => [
    `${prefix}embeddings.word_embeddings.weight`,
    `${prefix}encoder.layer.0.attention.self.query.weight`,
  ];

  it.each<[string, string[], RegExp]>([
    ['Swin for classification', [...swin(), 'head.weight', 'head.bias'], /holds a plain Swin image encoder/],
    [
      'Swin of Hugging Face',
      ['swin.encoder.layers.0.blocks.0.attention.self.relative_position_bias_table'],
      /holds a plain Swin image encoder/,
    ],
    ['Swin in a detector', [...swin('backbone.'), 'rpn_head.rpn_conv.weight'], /holds a plain Swin image encoder/],
    ['BERT', [...bert('bert.'), 'cls.predictions.bias'], /holds a plain BERT text encoder/],
    ['BERT alone', bert(), /holds a plain BERT text encoder/],
    [
      'Grounding DINO',
      [
        ...swin('backbone.0.'),
        ...bert('bert.'),
        'transformer.encoder.fusion_layers.0.attn.v_proj.weight',
        'transformer.encoder.layers.0.self_attn.sampling_offsets.weight',
      ],
      /holds Grounding DINO\./,
    ],
    [
      'Grounding DINO of Hugging Face',
      [
        'model.encoder.layers.0.fusion_layer.attn.vision_proj.weight',
        'model.encoder.layers.0.deformable_layer.self_attn.sampling_offsets.weight',
      ],
      /holds Grounding DINO\./,
    ],
    [
      'Grounding DINO of Hugging Face, of which the text encoder lies apart',
      [
        'model.text_backbone.embeddings.word_embeddings.weight',
        'model.encoder.layers.0.deformable_layer.self_attn.sampling_offsets.weight',
        'model.text_projection.weight',
      ],
      /holds Grounding DINO\./,
    ],
    [
      'DETR',
      ['transformer.encoder.layers.0.linear1.weight', 'transformer.decoder.layers.0.multihead_attn.in_proj_weight'],
      /holds a DETR-style detector/,
    ],
    [
      'CLIP',
      ['visual.conv1.weight', 'transformer.resblocks.0.ln_1.weight', 'text_projection'],
      /holds a CLIP-style pair/,
    ],
    [
      'DyHead',
      ['backbone.body.layers.0.blocks.0.norm1.weight', 'rpn.head.dyhead_tower.0.DyConv.0.conv.weight'],
      /holds a DyHead detector/,
    ],
    [
      'a plain Swin of MMDetection',
      ['patch_embed.projection.weight', 'stages.0.blocks.0.attn.w_msa.relative_position_bias_table'],
      /holds a plain Swin image encoder/,
    ],
    [
      'Grounding DINO of MMDetection',
      [
        'backbone.stages.0.blocks.0.attn.w_msa.qkv.weight',
        'neck.convs.0.conv.weight',
        ...bert('language_model.language_backbone.body.model.'),
        'encoder.layers.0.self_attn.sampling_offsets.weight',
        'encoder.fusion_layers.0.gamma_v',
        'decoder.layers.0.cross_attn.value_proj.weight',
        'bbox_head.cls_branches.0.bias',
      ],
      /holds Grounding DINO as MMDetection trains it\. Choose/,
    ],
    [
      'a GLIP of MMDetection that is cut off',
      [
        'backbone.stages.0.blocks.0.attn.w_msa.qkv.weight',
        'neck.lateral_convs.0.conv.weight',
        ...bert('language_model.language_backbone.body.model.'),
      ],
      /holds a GLIP of MMDetection without its head\. Choose/,
    ],
    ...(
      [
        ['ATSS or DyHead', ['bbox_head.atss_cls.weight', 'neck.1.dyhead_blocks.0.spatial_conv_high.conv.weight']],
        ['RetinaNet', ['bbox_head.retina_cls.weight']],
        ['GFL', ['bbox_head.gfl_cls.weight']],
        ['RTMDet', ['bbox_head.rtm_cls.0.weight']],
        ['YOLOX', ['bbox_head.multi_level_conv_cls.0.weight']],
        ['FCOS', ['bbox_head.conv_cls.weight', 'bbox_head.conv_centerness.weight']],
        [
          'DINO',
          [
            'decoder.layers.0.cross_attn.value_proj.weight',
            'bbox_head.cls_branches.0.bias',
            'dn_query_generator.label_embedding.weight',
          ],
        ],
        ['a DETR-style detector', ['decoder.layers.0.cross_attn.attn.in_proj_weight', 'bbox_head.fc_cls.weight']],
        ['Faster R-CNN', ['rpn_head.rpn_conv.weight', 'roi_head.bbox_head.fc_cls.weight']],
        ['Cascade R-CNN', ['rpn_head.rpn_conv.weight', 'roi_head.bbox_head.0.fc_cls.weight']],
        [
          'Mask R-CNN',
          ['rpn_head.rpn_conv.weight', 'roi_head.bbox_head.fc_cls.weight', 'roi_head.mask_head.convs.0.conv.weight'],
        ],
        ['a detector', ['bbox_head.yolo_something.weight']],
      ] as const
    ).map(([name, head]): [string, string[], RegExp] => [
      `${name} of MMDetection with a Swin`,
      ['backbone.stages.0.blocks.0.attn.w_msa.relative_position_bias_table', 'neck.fpn_convs.0.conv.weight', ...head],
      new RegExp(`holds ${name} of MMDetection[,. ]`),
    ]),
    [
      'ResNet',
      ['conv1.weight', 'layer1.0.conv1.weight', 'fc.weight', 'fc.bias'],
      /holds another model, with tensors such as "conv1\.weight", "layer1\.0\.conv1\.weight", "fc\.weight"\./,
    ],
  ])('is refused by its name: %s', (_, names, message) => {
    expect(fault(named(...names))).toMatchObject({
      code: 'weights-model',
      message: expect.stringMatching(message) as string,
    });
  });

  it('is refused though it holds a whole GLIP: GLIPv2', () => {
    const facts = official(GLIP_T).set('rpn.head.shallow_contrastive_projection_text.weight', {
      shape: [64, 768],
      dtype: 'float32',
    });
    expect(fault(checkpointOf(facts)).message).toMatch(/holds GLIPv2/);
  });

  it('is refused though it holds a whole GLIP: one whose prompt was tuned', () => {
    const tuned = { shape: [1000, 768], dtype: 'float32' } as const;
    const facts = official(GLIP_T).set('rpn.tunable_linear.weight', tuned);
    expect(fault(checkpointOf(facts))).toMatchObject({
      code: 'weights-model',
      message: expect.stringMatching(/holds a GLIP with a tuned prompt .*, which the file does not tell, /) as string,
    });
  });

  it('is refused with the kind of file it is', () => {
    expect(fault({ ...named(...bert()), form: 'safetensors' }).message).toMatch(
      /^This safetensors file holds a plain BERT text encoder .*\. Choose a checkpoint of GLIP/,
    );
  });
});

const GOLDEN_KEYS = fileURLToPath(new URL('../../../shared/golden/glip_t_state_dict_keys.json', import.meta.url));

it.runIf(existsSync(GOLDEN_KEYS))(
  'a generated GLIP-T checkpoint has the names, shapes and dtypes of the official one',
  () => {
    const keys = JSON.parse(readFileSync(GOLDEN_KEYS, 'utf8')) as Record<string, { shape: number[]; dtype: string }>;
    const wanted = Object.fromEntries(Object.entries(keys).map(([name, { shape, dtype }]) => [name, { shape, dtype }]));
    expect(Object.fromEntries(official(GLIP_T))).toEqual(wanted);
  },
);
