import { parseArgs } from 'node:util';

export const USAGE = 'Usage: npm run evaluate -- --grounding FILE.jsonl --images DIR [--model DIR] [--json]';

export interface EvaluateArguments {
  /** One picture with its caption, phrases and boxes per line; see readGroundingLine. */
  readonly grounding: string;
  /** The folder that the lines' picture paths start from. */
  readonly images: string;
  readonly model: string;
  readonly json: boolean;
}

/** @throws Error with one sentence for whoever typed the command. */
export function readEvaluateArguments(args: readonly string[]): EvaluateArguments {
  const { grounding, images, model, json } = parse(args);
  if (!grounding) throw new Error(`A file to evaluate on is needed. ${USAGE}`);
  if (!images) throw new Error(`The folder of the pictures is needed. ${USAGE}`);
  return { grounding, images, model: model ?? 'public/weights/glip-micro', json: json ?? false };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: { grounding: { type: 'string' }, images: { type: 'string' }, model: { type: 'string' }, json: { type: 'boolean' } },
    }).values;
  } catch (error) {
    const [what] = (error as Error).message.split(/\. |\n/);
    throw new Error(`${what}. ${USAGE}`, { cause: error });
  }
}
