import { MAX_PROMPT_FILE, readPromptFile, writePromptFile, type TunedPrompt } from '../../../model';
import { save, stem } from '../../lib/save';
import { sentenceOf } from '../../engine/sentence';
import { openFile } from '../../shell/page';
import { appStore } from '../../state/appStore';
import { lessonStore } from './lessonStore';
import { teacher } from './teaching';

/** A taught prompt on its way out of the Teach view, and back. */

export const isPromptFile = ({ name }: File) => /\.json$/i.test(name);

export function saveTuned(tuned: TunedPrompt): void {
  save(
    new Blob([writePromptFile(tuned)], { type: 'application/json' }),
    `${stem(tuned.prompt.slice(0, 40)).trim() || 'taught'}.prompt.json`,
  );
}

/** Takes the place of what was taught; the pictures and their boxes stay. */
export async function loadTuned(file: File): Promise<void> {
  const { replacePrompt, takeLesson, tell } = lessonStore.getState();
  try {
    if (file.size > MAX_PROMPT_FILE) throw new Error(`${file.name} is too large for a taught prompt.`);
    const tuned = readPromptFile(await file.text());
    tell(undefined);
    replacePrompt(tuned);
    takeLesson({ tuned, steps: [], best: 0 });
  } catch (error) {
    tell({ tone: 'error', text: sentenceOf(error) });
  }
}

/** Goes to the Ground view with it, and with the last picture of the lesson where there is none yet. */
export function takeToGround(tuned: TunedPrompt): void {
  const { picture, groundFragment, replacePrompt, setTuned, groundShows } = appStore.getState();
  const last = lessonStore.getState().pictures.at(-1);
  replacePrompt(tuned.prompt, tuned.spans);
  setTuned(tuned);
  if (!picture && last) void openFile(teacher.file(last.id), last.name);
  // As the view was left: nothing else is restored over it.
  groundShows(groundFragment ?? '');
  location.hash = groundFragment ?? '';
}
