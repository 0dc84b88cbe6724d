import microConfig from '../../training/scenes/tokenizer_config.json';
import microJson from '../../training/scenes/tokenizer.json';
import type { TokenizerFiles } from './smallTokenizer';

/** glip-micro's tokeniser, as training wrote it. */
export const microTokenizer: TokenizerFiles = { json: microJson, config: microConfig };

const bertFiles = import.meta.glob<unknown>(
  ['../fixtures/bert-base-uncased/tokenizer*.json', '../../../shared/data/bert-base-uncased/tokenizer*.json'],
  { eager: true, import: 'default' },
);
const bertFile = (name: string) => Object.entries(bertFiles).find(([path]) => path.endsWith(`/${name}`))?.[1];

/** The public bert-base-uncased, where it is at hand: it is test data beside the repository, not a part of it. */
export const bertTokenizer: TokenizerFiles | undefined =
  Object.keys(bertFiles).length > 0
    ? { json: bertFile('tokenizer.json'), config: bertFile('tokenizer_config.json') }
    : undefined;
