import type { GlipConfig } from '../../model';
import { BodyStream, type RequestOptions } from './download/bodyStream';
import { Refused } from '../messages/downloadErrors';
import type { TokenizerTexts } from '../messages/library';
import { readTokenizer } from './tokenizer';

const MAX_BYTES = 16e6;

/**
 * Fetches the tokenizer of bert-base-uncased, from the first folder that gives one which fits.
 * @param folders addresses that end in a slash.
 * @throws GlipError `download` or `tokenizer`, as the last folder failed.
 */
export async function fetchTokenizer(
  config: GlipConfig,
  folders: readonly string[],
  options: RequestOptions,
): Promise<TokenizerTexts> {
  let failure: unknown;
  for (const folder of folders) {
    try {
      const [json, settings] = await Promise.all(
        ['tokenizer.json', 'tokenizer_config.json'].map((name) => fetchSmall(folder + name, options)),
      );
      return await readTokenizer({ 'tokenizer.json': json!, 'tokenizer_config.json': settings! }, config);
    } catch (error) {
      options.signal.throwIfAborted();
      failure = error;
    }
  }
  throw failure;
}

async function fetchSmall(address: string, options: RequestOptions): Promise<Blob> {
  const stream = await BodyStream.open(address, 0, options);
  try {
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    for (let chunk = await stream.next(); chunk; chunk = await stream.next()) {
      if (stream.position > MAX_BYTES)
        throw new Refused('What lies at the tokenizer’s address is too large to be one.');
      chunks.push(chunk);
    }
    return new Blob(chunks);
  } finally {
    stream.close();
  }
}
