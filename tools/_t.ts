import * as tf from '@tensorflow/tfjs-core';
import { readFileSync } from 'node:fs';
import { Glip } from '../src/model/glip';
import { readSafetensors } from '../src/model/weights/safetensors';
import { useNodeBackend } from './nodeBackend';
const dir = 'public/weights/glip-micro/';
const config = JSON.parse(readFileSync(dir + 'config.json', 'utf8'));
console.log(config.image);
const w = readSafetensors(readFileSync(dir + 'model.safetensors')).tensors;
for (const threads of process.argv.slice(2).map(Number)) {
  console.log(await useNodeBackend('wasm', { threads }));
  const glip = Glip.create(config, w);
  const img = tf.randomNormal([320, 320, 3]) as tf.Tensor3D;
  const ids = new Int32Array(16).fill(20), mask = new Int32Array(16).fill(1);
  const t: number[][] = [];
  for (let i = 0; i < 7; i++) {
    const a = performance.now(); const levels = await glip.encodeImage(img);
    const b = performance.now(); const text = glip.encodeText({ ids, mask });
    const c = performance.now(); const p = await glip.ground(levels, text, mask);
    const d = performance.now(); t.push([b - a, c - b, d - c]); tf.dispose([...levels, text, p as never]);
  }
  const med = (k: number) => t.map((r) => r[k]!).sort((x, y) => x - y)[3]!.toFixed(0);
  console.log('image', med(0), 'text', med(1), 'ground', med(2), 'tensors', tf.memory().numTensors);
  glip.dispose(); img.dispose();
}
