import { parseArgs } from 'node:util';
import type { WeightFormat } from '../../src/model';

export const USAGE =
  'Usage: npm run checkpoint -- FILE [--config FILE] [--json] [--convert DIR [--dtype f16|f32|i8] [--tokenizer DIR]]';

export interface CheckpointArguments {
  readonly file: string;
  readonly json: boolean;
  /** A folder to write the product's weights into. */
  readonly convert?: string;
  readonly format: WeightFormat;
  /** A folder with tokenizer.json and tokenizer_config.json. */
  readonly tokenizer?: string;
  /** A config.json, which a GLIP of other sizes than the released ones needs. */
  readonly config?: string;
}

const FORMATS: Readonly<Record<string, WeightFormat>> = { f16: 'F16', f32: 'F32', i8: 'I8' };

/** @throws Error with one sentence for whoever typed the command. */
export function readCheckpointArguments(args: readonly string[]): CheckpointArguments {
  const { values, positionals } = parse(args);
  const [file, ...surplus] = positionals;
  if (file === undefined) throw new Error(`A checkpoint file is needed. ${USAGE}`);
  if (surplus.length > 0) throw new Error(`"${surplus[0]}" is one argument too many. ${USAGE}`);
  const { dtype = 'f16', convert, tokenizer, config } = values;
  const format = Object.hasOwn(FORMATS, dtype) ? FORMATS[dtype] : undefined;
  if (!format) throw new Error(`--dtype is f16, f32 or i8, not "${dtype}".`);
  if (convert === undefined && (values.dtype ?? tokenizer) !== undefined)
    throw new Error(`--dtype and --tokenizer need --convert. ${USAGE}`);
  return {
    file,
    json: values.json ?? false,
    format,
    ...(convert === undefined ? {} : { convert }),
    ...(tokenizer === undefined ? {} : { tokenizer }),
    ...(config === undefined ? {} : { config }),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: 'boolean' },
        convert: { type: 'string' },
        dtype: { type: 'string' },
        tokenizer: { type: 'string' },
        config: { type: 'string' },
      },
    });
  } catch (error) {
    const [what] = (error as Error).message.split(/\. |\n/);
    throw new Error(`${what}. ${USAGE}`, { cause: error });
  }
}
