import { save, stem } from '../../lib/save';
import { sentenceOf } from '../../engine/sentence';
import { currentRun, shownRun, thresholdOf, visibleDetections } from '../../state/selectors';
import { useApp, usePage, type Page } from '../../page';
import { annotatedPng } from './annotated';
import { resultJson } from './resultJson';

/** Saves what is shown: as a picture, or as numbers. */
export function SaveButtons() {
  const page = usePage();
  const ready = useApp((state) => currentRun(state) !== undefined);
  return (
    <>
      <button type="button" disabled={!ready} onClick={() => void savePicture(page)}>
        Save PNG
      </button>
      <button type="button" disabled={!ready} onClick={() => saveNumbers(page)}>
        Save JSON
      </button>
    </>
  );
}

function shown({ store }: Page) {
  const state = store.getState();
  const run = shownRun(state);
  return { ...state, run, detections: visibleDetections(run, thresholdOf(state), state.hidden) };
}

async function savePicture(page: Page): Promise<void> {
  const { picture, detections, tell } = shown(page);
  const file = picture && page.pictures.file(picture.id);
  if (!picture || !file) return;
  try {
    save(await annotatedPng(file, picture.width, detections), `${stem(picture.name || 'picture')}-grounded.png`);
    tell('save', undefined);
  } catch (error) {
    tell('save', { tone: 'error', text: `The picture could not be saved. ${sentenceOf(error)}` });
  }
}

function saveNumbers(page: Page): void {
  const { picture, run, model, modelInfo, detections } = shown(page);
  if (picture && run && modelInfo)
    save(
      new Blob([resultJson(run, detections, model.id, modelInfo.backend)], { type: 'application/json' }),
      `${stem(picture.name || 'picture')}-grounded.json`,
    );
}
