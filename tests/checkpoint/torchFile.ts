import { openCheckpoint } from '../../src/model/checkpoint/openCheckpoint';
import type { Checkpoint } from '../../src/model/checkpoint/tensors/checkpoint';
import type { Protocol } from '../support/checkpoint/pickleWriter';
import { Storages, writeLegacyForm, writeZipForm } from '../support/checkpoint/torchWriter';
import { MemoryFile } from '../support/memoryFile';

export interface Form {
  readonly form: 'zip' | 'legacy';
  readonly protocol: Protocol;
}

export const FORMS: readonly Form[] = (['zip', 'legacy'] as const).flatMap((form) =>
  ([2, 3, 4, 5] as const).map((protocol) => ({ form, protocol })),
);

/** A file that `torch.save(value)` would have written. */
export async function torchFile(
  value: (storages: Storages) => unknown,
  { form, protocol }: Form = { form: 'zip', protocol: 2 },
): Promise<MemoryFile> {
  const storages = new Storages(form);
  const file = new MemoryFile();
  if (form === 'zip') await writeZipForm(value(storages), storages, file, { protocol });
  else await writeLegacyForm(value(storages), storages, file, protocol);
  return MemoryFile.of(await file.bytes());
}

export async function openTorch(value: (storages: Storages) => unknown, form?: Form): Promise<Checkpoint> {
  return openCheckpoint(await torchFile(value, form));
}

export const floats = (...values: number[]) => new Uint8Array(Float32Array.from(values).buffer);

/** A float32 tensor with a storage to itself. */
export const vector = (storages: Storages, ...values: number[]) =>
  storages.addTensor('float32', [values.length], () => floats(...values));

export async function floatsOf(checkpoint: Checkpoint, name: string): Promise<number[]> {
  return [...new Float32Array((await checkpoint.tensors.get(name)!.read()).slice().buffer)];
}
