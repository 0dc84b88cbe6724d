import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GoldenFile, type GoldenRun, type TensorStats } from './reference';
import type { WeightRule } from './weights';

/** A directory of golden tensors on disk. */

export function readRules(directory: string): WeightRule[] {
  return readJson(join(directory, 'weight_rules.json')) as WeightRule[];
}

/** All runs of a model ("tiny", "glip_t") in the directory; none if it has no such model. */
export function readRuns(directory: string, model: string): GoldenRun[] {
  const file = join(directory, `${model}_runs.json`);
  return existsSync(file) ? Object.values(readJson(file) as Record<string, GoldenRun>) : [];
}

/** `name.safetensors`, and `name.stats.json` where there is one. */
export function openGolden(directory: string, name: string): GoldenFile {
  const stats = join(directory, `${name}.stats.json`);
  return GoldenFile.read(
    readFileSync(join(directory, `${name}.safetensors`)),
    existsSync(stats) ? (readJson(stats) as { tensors: Record<string, TensorStats> }) : undefined,
  );
}

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}
