import { parseCommand, readFraction } from './command';

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
  const { values, positionals } = parseCommand(
    args,
    USAGE,
    { model: { type: 'string' }, threshold: { type: 'string' }, json: { type: 'boolean' }, out: { type: 'string' } },
    true,
  );
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
    ...(values.threshold === undefined ? {} : { threshold: readFraction('threshold', values.threshold) }),
    ...(values.out === undefined ? {} : { out: readOut(values.out) }),
  };
}

function readOut(file: string): string {
  if (!/\.png$/i.test(file)) throw new Error(`--out writes PNG, so its name must end in .png, not "${file}".`);
  return file;
}
