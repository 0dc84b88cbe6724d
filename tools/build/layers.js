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

const OUTSIDE = {
  'src/data/datasets': ['src/model'],
  'src/data/evaluation': ['src/model', 'src/data/datasets'],
  'src/scenes': ['src/model'],
  'src/workers': ['src/model', ...KERNEL_FILES, 'src/data/datasets', 'src/data/evaluation'],
  'src/app': ['src/model', 'src/data/datasets', 'src/data/evaluation', 'src/scenes', 'src/workers'],
  'tools/cli': [
    'src/model',
    ...KERNEL_FILES,
    'src/data/datasets',
    'src/data/evaluation',
    'src/workers',
    'tools/golden',
  ],
};
Object.assign(layers, OUTSIDE);
