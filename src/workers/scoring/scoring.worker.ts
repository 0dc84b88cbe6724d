/** Reads one data set, gathers the answers to its pictures and works out the numbers: for thousands of pictures that takes many seconds. */
import { expose } from 'comlink';
import { installErrorTransfer } from '../messages/errors';
import { readAnnotations } from './dataSet';
import type { ScoringWorkerApi } from '../messages/scoring';
import { Scores } from './scores';

let scores: Scores;

const api: ScoringWorkerApi = {
  open: async (file, name) => {
    scores = new Scores(await readAnnotations(file, name));
    return scores.dataSet();
  },
  begin: () => scores.begin(),
  take: (index, answer) => scores.take(index, answer),
  takeResults: (file, name) => scores.takeResults(file, name),
  judge: (threshold) => scores.judge(threshold),
  answered: (index) => scores.answered(index),
  resultsFile: () => scores.resultsFile(),
};

installErrorTransfer();
expose(api);
