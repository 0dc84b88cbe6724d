import { averagePrecisions, judgePhrase, meanOf } from '../postprocess/averagePrecision';
import type { Detection } from '../types';
import type { PhraseBox } from './teach';
import type { TaughtAp } from './tunedPrompt';

/** Average precision of the taught phrases over some pictures; null where they have no true box. */
export function taughtAp(
  pictures: readonly { readonly truth: readonly PhraseBox[]; readonly found: readonly Detection[] }[],
  taught: readonly number[],
): TaughtAp {
  const judged = pictures.flatMap(({ truth, found }) =>
    taught.map((phrase) => {
      const ofPhrase = <T extends PhraseBox>(boxes: readonly T[]) => boxes.filter((box) => box.phrase === phrase);
      return judgePhrase({ truth: ofPhrase(truth).map(({ box }) => box), found: ofPhrase(found) });
    }),
  );
  if (judged.every(({ trueBoxes }) => trueBoxes === 0)) return { ap: null, ap50: null };
  const precisions = averagePrecisions(judged);
  return { ap: meanOf(precisions), ap50: precisions[0]! };
}
