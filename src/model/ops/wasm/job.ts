import { LAYOUTS, type Jobs } from './abi';

/** Writes the arguments of a kernel as the struct that it reads at this address, in bytes. */
export function writeJob<Name extends keyof Jobs>(
  buffer: ArrayBufferLike,
  address: number,
  name: Name,
  job: Jobs[Name],
): void {
  const [ints, floats] = [new Int32Array(buffer), new Float32Array(buffer)];
  const values = job as Readonly<Record<string, number | readonly number[]>>;
  for (const [field, type, offset, length] of LAYOUTS[name]) {
    const value = values[field]!;
    const words = type === 'float' ? floats : ints;
    for (let i = 0; i < length; i++)
      words[address / 4 + offset + i] = typeof value === 'number' ? value : (value[i] ?? 0);
  }
}
