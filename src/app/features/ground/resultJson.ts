import type { ModelInfo } from '../../../workers/messages/grounding';
import type { VisibleDetection } from '../../state/selectors';
import type { Run } from '../../state/state';

/** What is shown, as the `ground` tool prints it with `--json`. Boxes are in pixels of the upright original. */
export function resultJson(
  run: Run,
  detections: readonly VisibleDetection[],
  model: string,
  backend: ModelInfo['backend'],
): string {
  const { phrases } = run.parsed;
  const result = {
    phrases: phrases.map(({ text, start, end }) => ({ text, start, end })),
    boxes: detections.map(({ phrase, box, score }) => {
      const { text, start, end } = phrases[phrase]!;
      return { phrase: text, start, end, box, score };
    }),
    timings: run.timings,
    backend,
    model,
  };
  return JSON.stringify(result, null, 2);
}
