import * as pictures from './support/pictures';
import { expect, test } from './support/test';
import { firstSample } from './support/truth';

test('ten runs leave no tensor behind', async ({ glip }) => {
  await glip.open('?debug&backend=wasm');
  await glip.choose(pictures.asJpeg(firstSample));
  await glip.shows('own.jpg');
  // Texts of one length: the text cache keeps as many tensors for each of them.
  await glip.retype('a red ring number 0');
  const before = await glip.memory();
  for (let run = 1; run <= 10; run++) {
    if (run % 3 === 0) {
      await glip.choose(pictures.asJpeg(firstSample, `own-${run}.jpg`));
      await glip.shows(`own-${run}.jpg`);
    }
    await glip.retype(`a red ring number ${run % 2}`);
  }
  const after = await glip.memory();
  // Two texts are kept now instead of one; nothing else may have come.
  const perText = 1;
  expect(after.tensors - before.tensors).toBeLessThanOrEqual(perText);
  expect(after.bytes - before.bytes).toBeLessThan(64 * 1024);
});
