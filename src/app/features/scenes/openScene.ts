import type { SceneName } from '../../lib/sceneName';
import { makeScene } from './generator/scene';
import type { MadeScene } from '../../state/state';
import { drawScene } from './draw';
import { loadSheet } from './sheet';

/** Draws the scene of this name. Only what presses the button, or follows a link to a scene, loads this and the glyphs. */
export async function openScene(name: SceneName): Promise<{ file: Blob; scene: MadeScene }> {
  const sheet = await loadSheet();
  const scene = makeScene(sheet.world, name);
  const { blob, boxes } = await drawScene(scene, sheet);
  const phrases = scene.phrases.map(({ start, end, things }) => ({
    start,
    end,
    boxes: things.map((thing) => boxes[thing]!),
  }));
  return { file: blob, scene: { ...name, caption: scene.caption, phrases } };
}
