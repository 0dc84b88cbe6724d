/**
 * The architecture: every folder with those that it may import from. The linter holds it (importDirections.js), and that there is no way
 * round in a circle follows from the order here: a folder stands below all that it imports.
 */
const MODEL_BASE = ['src/model/types', 'src/model/errors', 'src/model/fields'];
const CONFIG = 'src/model/config';
const TENSORS = 'src/model/checkpoint/tensors';

export const layers = {
  // The model, a library.
  'src/model/types': [],
  'src/model/errors': [],
  'src/model/fields': [],
  [CONFIG]: MODEL_BASE,
  [TENSORS]: MODEL_BASE,
  'src/model/checkpoint/safetensors': [...MODEL_BASE, TENSORS],
  'src/model/checkpoint/pickle': [...MODEL_BASE, TENSORS],
  'src/model/checkpoint/torch': [...MODEL_BASE, TENSORS, 'src/model/checkpoint/pickle'],
  'src/model/checkpoint': [
    ...MODEL_BASE,
    TENSORS,
    'src/model/checkpoint/safetensors',
    'src/model/checkpoint/pickle',
    'src/model/checkpoint/torch',
  ],
  'src/model/ops/tfjs': [...MODEL_BASE],
  'src/model/ops': [...MODEL_BASE, CONFIG, 'src/model/ops/tfjs'],
  'src/model/ops/gradients': ['src/model/ops', 'src/model/ops/tfjs'],
  'src/model/ops/wasm': [...MODEL_BASE, 'src/model/ops', 'src/model/ops/tfjs'],
  'src/model/ops/webgpu': [...MODEL_BASE, 'src/model/ops', 'src/model/ops/tfjs'],
  'src/model/network': [...MODEL_BASE, CONFIG, TENSORS, 'src/model/ops'],
  'src/model/preprocess': [...MODEL_BASE, CONFIG, 'src/model/ops'],
  'src/model/prompt/tokenizer': MODEL_BASE,
  'src/model/prompt/chunker': [...MODEL_BASE, 'src/model/prompt/tokenizer'],
  'src/model/prompt': [...MODEL_BASE, CONFIG, 'src/model/prompt/tokenizer', 'src/model/prompt/chunker'],
  'src/model/postprocess': [...MODEL_BASE, CONFIG, 'src/model/ops', 'src/model/network', 'src/model/prompt'],
  'src/model/tuning': [
    ...MODEL_BASE,
    CONFIG,
    TENSORS,
    'src/model/ops',
    'src/model/ops/gradients',
    'src/model/network',
    'src/model/prompt',
    'src/model/postprocess',
  ],
  'src/model/runtime': [
    ...MODEL_BASE,
    CONFIG,
    TENSORS,
    'src/model/ops',
    'src/model/ops/tfjs',
    'src/model/network',
    'src/model/preprocess',
    'src/model/prompt',
    'src/model/prompt/tokenizer',
    'src/model/prompt/chunker',
    'src/model/postprocess',
    'src/model/tuning',
  ],
  // Finds a GLIP in a checkpoint, so it knows the network's parameters.
  'src/model/checkpoint/glip': [...MODEL_BASE, CONFIG, TENSORS, 'src/model/network'],
};

/** The public face, which gathers what the others may have. */
layers['src/model'] = Object.keys(layers);

// Files that a kernel thread and the build load by themselves, without the rest of the model.
const KERNEL_FILES = [
  'thread.js',
  'kernels.wasm',
  'kernels-relaxed.wasm',
  'kernels-shared.wasm',
  'kernels-shared-relaxed.wasm',
].map((file) => `src/model/ops/wasm/${file}`);
for (const file of KERNEL_FILES) layers[file] = [];
layers['src/model/ops/wasm'].push(...KERNEL_FILES);

Object.assign(layers, {
  'src/data/datasets': ['src/model'],
  'src/data/evaluation': ['src/model', 'src/data/datasets'],
});
const DATA = ['src/model', 'src/data/datasets', 'src/data/evaluation'];

// The workers. What they say to the page, and what both know of the models, stands apart from what they do.
const MESSAGES = 'src/workers/messages';
const REGISTRY = 'src/workers/registry';
const STORAGE = 'src/workers/storage';
const MODEL_STORE = 'src/workers/library/store';
Object.assign(layers, {
  [MESSAGES]: DATA,
  [REGISTRY]: ['src/model', MESSAGES],
  [STORAGE]: ['src/model'],
  'src/workers/offline': [],
  'src/workers/backends': ['src/model', ...KERNEL_FILES, MESSAGES],
  [MODEL_STORE]: ['src/model', MESSAGES, STORAGE],
  'src/workers/library/download': ['src/model', MESSAGES, REGISTRY, STORAGE, MODEL_STORE],
  'src/workers/library': ['src/model', MESSAGES, REGISTRY, STORAGE, MODEL_STORE, 'src/workers/library/download'],
  'src/workers/grounding': ['src/model', MESSAGES, STORAGE, MODEL_STORE, 'src/workers/backends'],
  'src/workers/labelling': [...DATA, MESSAGES, STORAGE],
  'src/workers/scoring': [...DATA, MESSAGES],
});

// The page. It reaches its workers by messages alone.
const BELOW = [...DATA, MESSAGES, REGISTRY];
const app = (...folders) => folders.map((folder) => `src/app/${folder}`);
const PAGE = [...BELOW, ...app('lib', 'picture', 'state', 'engine', 'page', 'ui')];
Object.assign(layers, {
  'src/app/lib': BELOW,
  'src/app/picture': [...BELOW, ...app('lib')],
  'src/app/state': [...BELOW, ...app('lib')],
  'src/app/engine': [...BELOW, ...app('lib', 'picture', 'state')],
  // What features share; built by the composition root.
  'src/app/page': [...BELOW, ...app('lib', 'state', 'engine')],
  'src/app/ui': [...BELOW, ...app('lib', 'picture', 'state', 'engine', 'page')],
  'src/app/features/scenes/generator': ['src/model', ...app('lib')],
  'src/app/features/scenes': [...PAGE, 'src/app/features/scenes/generator'],
});
// No feature imports another.
const FEATURES = ['pictures', 'models', 'share', 'teach', 'evaluate', 'label'].map(
  (name) => `src/app/features/${name}`,
);
for (const feature of FEATURES) layers[feature] = PAGE;
layers['src/app/features/ground/prompt'] = PAGE;
layers['src/app/features/ground'] = [...PAGE, 'src/app/features/ground/prompt'];
layers['src/app/shell'] = [...PAGE, ...Object.keys(layers).filter((layer) => layer.startsWith('src/app/features/'))];
layers['src/app/main'] = ['src/app/shell', ...app('page', 'state')];

layers['tools/cli'] = [
  ...DATA,
  ...KERNEL_FILES,
  ...['backends', 'grounding', 'messages'].map((folder) => `src/workers/${folder}`),
  'tools/golden',
];
