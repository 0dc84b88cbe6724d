import { evaluateGrounding } from '../../data/evaluation/grounding';
import type { Detection } from '../types';
import type { PhraseBox } from './teach';
import type { TaughtAp } from './tunedPrompt';

/** Average precision of the taught phrases over some pictures. */
export function taughtAp(pictures: readonly { readonly truth: readonly PhraseBox[]; readonly found: readonly Detection[] }[], taught: readonly number[]): TaughtAp {
  const records = pictures.flatMap(({ truth, found }) =>
    taught.map((phrase) => {
      const ofPhrase = <T extends PhraseBox>(boxes: readonly T[]) => boxes.filter((box) => box.phrase === phrase);
      return { truth: ofPhrase(truth).map(({ box }) => box), found: ofPhrase(found) };
    }),
  );
  // No threshold: average precision looks at all scores.
  const { ap, ap50 } = evaluateGrounding(records, 0).metrics;
  return { ap, ap50 };
}
