import type { Grounder, GrounderRequest, GroundResult } from '../../model';
import { categoryPrompt, plainWording, type CategoryWording } from '../datasets/categoryPrompt';
import type { CocoImage, CocoResult, CocoTruth } from '../datasets/cocoFile';

export interface GroundedCategories {
  /** Every detection above the model's candidate threshold, best first. */
  readonly results: readonly CocoResult[];
  readonly milliseconds: number;
}

/**
 * Detection as grounding (paper section 3.1): looks for all categories of a data set in one of its pictures. As many categories as
 * the model can read at once share a run.
 * @param image width and height are those that the results' boxes are in.
 * @param wordings how the categories are asked for, in their order.
 * @throws GlipError `prompt-no-phrases` without categories, `image-size`
 */
export async function groundCategories(
  grounder: Pick<Grounder, 'ground'>,
  image: GrounderRequest['image'],
  { id }: CocoImage,
  { categories }: Pick<CocoTruth, 'categories'>,
  wordings: readonly CategoryWording[] = categories.map(plainWording),
): Promise<GroundedCategories> {
  const results: CocoResult[] = [];
  let milliseconds = 0;
  let begin = 0;
  do {
    const asked = categoryPrompt(wordings.slice(begin));
    const grounded = await grounder.ground({ image, ...asked });
    const read = wordsRead(asked.spans, grounded);
    for (const {
      phrase,
      box: [x0, y0, x1, y1],
      score,
    } of grounded.detections) {
      if (phrase < read)
        results.push({
          image_id: id,
          category_id: categories[begin + phrase]!.id,
          bbox: [x0, y0, x1 - x0, y1 - y0],
          score,
        });
    }
    milliseconds += grounded.timings.total;
    begin += read;
  } while (begin < categories.length);
  return { results: results.sort((a, b) => b.score - a.score), milliseconds };
}

/** Lists are split where they are too long. Of a caption the model reads the beginning: as many phrases as lie in it, or a piece of the first. */
function wordsRead(spans: readonly { readonly end: number }[], { parsed, notices }: GroundResult): number {
  const cut = parsed.kind === 'caption' ? notices.find((notice) => notice.kind === 'caption-cut') : undefined;
  if (!cut) return spans.length;
  const unread = spans.findIndex(({ end }) => end > cut.at);
  return unread < 0 ? spans.length : Math.max(1, unread);
}
