import { kindOf } from '../lib/fileKinds';
import type { Page } from '../page';

/** Sorts whatever a visitor drops or chooses, and takes all of it: pictures are shown, the rest goes to the models. */
export function createOpenFiles({ pictures, models }: Pick<Page, 'pictures' | 'models'>): Page['openFiles'] {
  return async (files, nameless = 'picture') => {
    const kinds = await Promise.all(files.map(kindOf));
    const ofKind = (kind: (typeof kinds)[number]) => files.filter((_, index) => kinds[index] === kind);
    const [weights, config, tokenizer] = [ofKind('weights'), ofKind('config'), ofKind('tokenizer')];
    const takeModel = async () => {
      // What comes together with a checkpoint belongs to it.
      if (weights.length > 0) return models.importFiles([...weights, ...config, ...tokenizer]);
      if (config.length > 0) await models.addConfig(config[0]!, tokenizer);
      else if (tokenizer.length > 0) await models.addTokenizer(tokenizer);
    };
    await Promise.all([pictures.openSeveral(ofKind('picture'), nameless), takeModel()]);
  };
}
