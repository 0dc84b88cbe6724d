/** Grounds a prompt in an image file, on wasm in Node; see groundArguments.ts for the command line. */
import * as tf from '@tensorflow/tfjs-core';
import { Grounder, type GroundResult, type PromptNotice } from '../../src/model';
import { runCommand } from './command';
import { drawBoxes } from './drawBoxes';
import { readGroundArguments, type GroundArguments } from './groundArguments';
import { readImageFile } from './imageFile';
import { loadModelFolder } from './modelFolder';
import { useNodeBackend } from './nodeBackend';

async function main(argv: readonly string[]): Promise<void> {
  const args = readGroundArguments(argv);
  const pixels = await readImageFile(args.image);
  const parts = await loadModelFolder(args.model);
  await useNodeBackend('wasm');
  const grounder = await Grounder.load(parts);
  const { width, height } = pixels;
  const result = await grounder.ground({
    image: { id: args.image, pixels, width, height },
    prompt: args.prompt,
    spans: [],
  });
  const report = makeReport(
    result,
    args.threshold ?? grounder.config.postprocess.defaultThreshold,
    grounder.config.name,
  );

  for (const notice of result.notices) console.error(noticeText(notice, args.prompt));
  if (args.json) console.log(JSON.stringify(report, null, 2));
  else printReport(report, args);
  if (args.out) {
    const boxes = report.boxes.map(({ box, phrase, score, start }) => ({
      box,
      label: `${phrase} ${score.toFixed(2)}`,
      phrase: report.phrases.findIndex((other) => other.start === start),
    }));
    await drawBoxes(pixels, boxes, args.out);
  }
  grounder.dispose();
}

type Report = ReturnType<typeof makeReport>;

/** The shape of `--json`. Boxes are in pixels of the upright image, best first. */
function makeReport(result: GroundResult, threshold: number, model: string) {
  const phrases = result.parsed.phrases.map(({ text, start, end }) => ({ text, start, end }));
  const boxes = result.detections
    .filter(({ score }) => score >= threshold)
    .map(({ phrase, box, score }) => {
      const { text, start, end } = phrases[phrase]!;
      return { phrase: text, start, end, box, score };
    });
  return { phrases, boxes, timings: result.timings, backend: tf.getBackend(), model };
}

function printReport({ phrases, boxes, timings, backend, model }: Report, { out }: GroundArguments): void {
  for (const { text, start, end } of phrases) {
    const found = boxes.filter((box) => box.start === start);
    console.log(`${text}  [${start}, ${end})${found.length === 0 ? '  not found' : ''}`);
    for (const { box, score } of found)
      console.log(`  ${score.toFixed(3)}  ${box.map((side) => side.toFixed(1)).join(' ')}`);
  }
  const stages = Object.entries(timings).map(([stage, milliseconds]) => `${stage} ${Math.round(milliseconds)} ms`);
  console.log(`${model} on ${backend}: ${stages.join(', ')}`);
  if (out) console.log(`Drawn into ${out}`);
}

function noticeText(notice: PromptNotice, prompt: string): string {
  if (notice.kind === 'negation')
    return 'The model does not understand "no", "not" or "without": it may well box what should not be there.';
  if (notice.kind === 'one-phrase')
    return 'The prompt is read as one phrase: separate things with full stops, for example "cat. dog. bird".';
  if (notice.kind === 'list-split')
    return `The list is longer than ${notice.maxTokens} tokens, so it was read in ${notice.runs} parts.`;
  return `The prompt is longer than ${notice.maxTokens} tokens: the model did not read "${prompt.slice(notice.at).trim()}".`;
}

runCommand(main);
