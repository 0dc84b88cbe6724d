import type { Page } from '@playwright/test';
import type { NetworkTensors } from '../../src/model/runtime/alignmentLogits';
import { openGolden, readRuns } from '../../tools/golden/directory';
import type { GoldenFile } from '../../tools/golden/reference';

/** P3..P7 */
const LEVELS = [3, 4, 5, 6, 7];

export interface AlignmentErrors {
  /** Largest absolute difference of an alignment logit, and of its probability. */
  readonly logit: number;
  readonly probability: number;
}

/**
 * Runs the first picture of a golden run on the model that the page uses, in the page's worker, and compares the alignments with
 * those of the official implementation. The page must have been opened with `?debug`.
 */
export async function goldenAlignment(page: Page, directory: string, name: string): Promise<AlignmentErrors> {
  const golden = openGolden(directory, name);
  const run = readRuns(directory, name.startsWith('tiny') ? 'tiny' : 'glip_t').find((other) => other.run === name)!;
  const { shape, values } = golden.get('input');
  const [, channels, height, width] = shape as [number, number, number, number];
  const plane = height * width;
  const pixels = Float32Array.from(
    { length: plane * channels },
    (_, i) => values[(i % channels) * plane + Math.floor(i / channels)]!,
  );
  const ids = [...run.captions_token_ids[0]!];
  const answer = await page.evaluate(
    async ({ pixels, height, width, ids }) => {
      const bytes = Uint8Array.from(atob(pixels), (char) => char.charCodeAt(0));
      const hooks = (window as unknown as { __glip: { alignment(input: NetworkTensors): Promise<Float32Array> } })
        .__glip;
      const logits = await hooks.alignment({
        height,
        width,
        pixels: new Float32Array(bytes.buffer),
        ids: Int32Array.from(ids),
      });
      return Array.from(logits);
    },
    { pixels: Buffer.from(pixels.buffer).toString('base64'), height, width, ids },
  );
  return largestErrors(golden, answer, ids.length);
}

/** Real tokens only: the official code pads every prompt. */
function largestErrors(golden: GoldenFile, logits: readonly number[], tokens: number): AlignmentErrors {
  let [begin, logit, probability] = [0, 0, 0];
  for (const level of LEVELS) {
    // Of the full-size runs, only the first columns are stored.
    const names = [`out.dot_product_logits_first16.p${level}`, `out.dot_product_logits.p${level}`];
    const { shape, values } = golden.get(names.find((name) => golden.has(name))!);
    const [, locations, columns] = shape as [number, number, number];
    for (let i = 0; i < locations * tokens; i++) {
      const [ours, theirs] = [logits[begin + i]!, values[Math.floor(i / tokens) * columns + (i % tokens)]!];
      logit = Math.max(logit, Math.abs(ours - theirs));
      probability = Math.max(probability, Math.abs(sigmoid(ours) - sigmoid(theirs)));
    }
    begin += locations * tokens;
  }
  if (begin !== logits.length) throw new Error(`${logits.length} alignments came, and ${begin} are expected.`);
  return { logit, probability };
}

const sigmoid = (logit: number) => 1 / (1 + Math.exp(-logit));
