import type { Example } from '../../page';
import { drawScene } from './draw';
import { makeScene } from './generator/scene';
import { loadSheet } from './sheet';

/** Scenes are tried in the order of their seeds until there are enough. */
const MAX_SEEDS = 2000;

/**
 * Draws scenes with captions and true boxes, always the same ones: data to try a view with.
 * @param noun what each of them is to show and to name, alone or among others.
 */
export async function drawExamples(count: number, noun?: string): Promise<readonly Example[]> {
  const sheet = await loadSheet();
  const examples: Example[] = [];
  for (let seed = 1; seed < MAX_SEEDS && examples.length < count; seed++) {
    const scene = makeScene(sheet.world, { format: 'wide', seed });
    const isNamed = scene.phrases.some(
      ({ start, end, things }) =>
        things.length > 0 &&
        scene.caption
          .slice(start, end)
          .split(/[^a-z]+/)
          .includes(noun ?? ''),
    );
    if (noun !== undefined && !isNamed) continue;
    const { blob, boxes } = await drawScene(scene, sheet);
    const phrases = scene.phrases.map(({ start, end, things }) => ({
      start,
      end,
      boxes: things.map((thing) => boxes[thing]!),
    }));
    const file = new File([blob], `scene-${seed}.png`, { type: 'image/png' });
    examples.push({ file, width: scene.width, height: scene.height, caption: scene.caption, phrases });
  }
  return examples;
}
