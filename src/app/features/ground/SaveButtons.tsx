import { save, stem } from '../../lib/save';
import { sentenceOf } from '../../engine/sentence';
import { pictureFile } from '../../shell/page';
import { currentRun, shownRun, thresholdOf, visibleDetections } from '../../state/selectors';
import { appStore, useApp } from '../../state/appStore';
import { annotatedPng } from './annotated';
import { resultJson } from './resultJson';

/** Saves what is shown: as a picture, or as numbers. */
export function SaveButtons() {
  const ready = useApp((state) => currentRun(state) !== undefined);
  return (
    <>
      <button type="button" disabled={!ready} onClick={() => void savePicture()}>
        Save PNG
      </button>
      <button type="button" disabled={!ready} onClick={saveNumbers}>
        Save JSON
      </button>
    </>
  );
}

function shown() {
  const state = appStore.getState();
  const run = shownRun(state);
  return { ...state, run, detections: visibleDetections(run, thresholdOf(state), state.hidden) };
}

async function savePicture(): Promise<void> {
  const { picture, detections, tell } = shown();
  const file = pictureFile();
  if (!picture || !file) return;
  try {
    save(await annotatedPng(file, picture.width, detections), `${stem(picture.name || 'picture')}-grounded.png`);
    tell('save', undefined);
  } catch (error) {
    tell('save', { tone: 'error', text: `The picture could not be saved. ${sentenceOf(error)}` });
  }
}

function saveNumbers(): void {
  const { picture, run, model, modelInfo, detections } = shown();
  if (picture && run && modelInfo)
    save(
      new Blob([resultJson(run, detections, model.id, modelInfo.backend)], { type: 'application/json' }),
      `${stem(picture.name || 'picture')}-grounded.json`,
    );
}
