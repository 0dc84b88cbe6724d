import { expect, it } from 'vitest';
import { labelOf } from './labelledPicture';

it.each([
  ['A  red car', 'red car'],
  ['the', 'the'],
  ['one dog', 'dog'],
  ['two cats', 'cat'],
  ['the three red balloons', 'red balloon'],
  ['12 cherries', 'cherry'],
  ['several wine glasses', 'wine glass'],
  ['two buses', 'bus'],
  ['two horses', 'horse'],
  ['four potatoes', 'potato'],
  ['both shoes', 'shoe'],
  ['many people', 'person'],
  ['three knives', 'knife'],
  ['two gloves', 'glove'],
  ['two scissors', 'scissors'],
  ['two sheep', 'sheep'],
  // Not counted, or not a plural.
  ['cats', 'cats'],
  ['glasses', 'glasses'],
  ['two wheeler', 'two wheeler'],
  ['three legged stool', 'three legged stool'],
])('“%s” is of the class “%s”', (phrase, label) => {
  expect(labelOf(phrase)).toBe(label);
});
