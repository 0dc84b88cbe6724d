import { expect, it } from 'vitest';
import { ArrivingFile } from './arrivingFile';

const bytes = (...values: number[]) => Uint8Array.from(values);

it('gives what has arrived, and waits for what has not', async () => {
  const file = new ArrivingFile(6);
  file.push(bytes(1, 2, 3));
  expect(await file.read(1, 2)).toEqual(bytes(2, 3));
  let late: Uint8Array | undefined;
  const reading = file.read(2, 4).then((read) => (late = read));
  file.push(bytes(4, 5));
  await Promise.resolve();
  expect(late).toBeUndefined();
  file.push(bytes(6));
  expect(await reading).toEqual(bytes(3, 4, 5, 6));
});

it('tells why the rest does not come, and still gives what is here', async () => {
  const file = new ArrivingFile(6);
  file.push(bytes(1, 2, 3));
  const reading = expect(file.read(2, 4)).rejects.toThrow('cut');
  file.fail(new Error('cut'));
  await reading;
  await expect(file.read(5, 1)).rejects.toThrow('cut');
  expect(await file.read(0, 3)).toEqual(bytes(1, 2, 3));
});

it('takes no more bytes than the file has', () => {
  const file = new ArrivingFile(2);
  expect(() => file.push(bytes(1, 2, 3))).toThrow(RangeError);
});
