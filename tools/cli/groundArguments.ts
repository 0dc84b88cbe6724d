import { parseArgs } from 'node:util';

export const USAGE = 'Usage: npm run ground -- IMAGE "PROMPT" [--model DIR] [--threshold T] [--json] [--out FILE.png]';

export interface GroundArguments {
  readonly image: string;
  readonly prompt: string;
  readonly model: string;
  /** 0..1; the model's own default if not given. */
  readonly threshold?: number;
  readonly json: boolean;
  /** A PNG file to draw the boxes into. */
  readonly out?: string;
}

/** @throws Error with one sentence for whoever typed the command. */
export function readGroundArguments(args: readonly string[]): GroundArguments {
  const { values, positionals } = parse(args);
  const [image, prompt, ...surplus] = positionals;
  if (image === undefined || prompt === undefined) throw new Error(`An image and a prompt are needed. ${USAGE}`);
  if (surplus.length > 0)
    throw new Error(`"${surplus[0]}" is one argument too many; put the prompt in quotes. ${USAGE}`);
  if (prompt.trim() === '')
    throw new Error('The prompt is empty. Type a caption, or a list such as "red ball. blue cup".');
  return {
    image,
    prompt,
    model: values.model ?? 'public/weights/glip-micro',
    json: values.json ?? false,
    ...(values.threshold === undefined ? {} : { threshold: readThreshold(values.threshold) }),
    ...(values.out === undefined ? {} : { out: readOut(values.out) }),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        model: { type: 'string' },
        threshold: { type: 'string' },
        json: { type: 'boolean' },
        out: { type: 'string' },
      },
    });
  } catch (error) {
    const [what] = (error as Error).message.split(/\. |\n/);
    throw new Error(`${what}. ${USAGE}`, { cause: error });
  }
}

function readThreshold(text: string): number {
  const threshold = text.trim() === '' ? NaN : Number(text);
  if (!(threshold >= 0 && threshold <= 1)) throw new Error(`--threshold is a number from 0 to 1, not "${text}".`);
  return threshold;
}

function readOut(file: string): string {
  if (!/\.png$/i.test(file)) throw new Error(`--out writes PNG, so its name must end in .png, not "${file}".`);
  return file;
}
