import { elementsOf, glipMetadata, writeSafetensors, type WeightFormat } from '../../../model';
import { BlobSink } from './blobSink';
import { OutOfSpace } from '../../storage/folder';
import type { Added, Space } from '../../messages/library';
import type { ModelStore, NewModel } from './modelStore';

const BYTES: Readonly<Record<WeightFormat, number>> = { I8: 1, F16: 2, F32: 4 };
/** Header, tokenizer, and what the file system takes for itself. */
const OVERHEAD_BYTES = 4e6;

/** Bytes that a model takes in the store. */
export const storedBytes = ({ checkpoint, format }: NewModel) =>
  elementsOf(checkpoint) * BYTES[format] + OVERHEAD_BYTES;

/**
 * Stores a model, or has it for this visit where there is no room for it.
 * @param original the weights where they are at hand as a Blob; otherwise a model that cannot be stored is written into one.
 * @throws what reading the checkpoint throws.
 */
export async function storeModel(
  store: ModelStore,
  space: Space,
  model: NewModel,
  original: Blob | undefined,
  onFraction: (fraction: number) => void,
): Promise<Added> {
  const wanted = storedBytes(model);
  if (hasRoom(space, wanted)) {
    try {
      return { kind: 'stored', model: await store.add(model, onFraction) };
    } catch (error) {
      if (!(error instanceof OutOfSpace)) throw error;
    }
  }
  const { checkpoint, format, id, title, origin, tokenizer } = model;
  const weights = original ?? (await inMemory(model, onFraction));
  const unstored = {
    id,
    title,
    origin,
    config: checkpoint.config,
    variant: checkpoint.config.name,
    parameters: elementsOf(checkpoint),
    ...(checkpoint.classes && { classes: checkpoint.classes }),
    weights,
  };
  return {
    kind: 'unstored',
    model: { ...unstored, ...(tokenizer && { tokenizer }) },
    why: reason(space, wanted, format),
  };
}

async function inMemory({ checkpoint, format }: NewModel, onFraction: (fraction: number) => void): Promise<Blob> {
  const sink = new BlobSink();
  await writeSafetensors(checkpoint.tensors, format, sink, {
    metadata: glipMetadata(checkpoint),
    onTensor: (_, fraction) => onFraction(fraction),
  });
  return sink.blob();
}

const hasRoom = ({ quota, used }: Space, bytes: number) => quota - used >= bytes;

const gigabytes = (bytes: number) => `${(Math.max(0, bytes) / 1e9).toFixed(2)} GB`;

function reason(space: Space, wanted: number, format: WeightFormat): string {
  if (!space.stores)
    return 'This browser stores no files for this page, as in some private windows. The model can be used for this visit only.';
  const [start, remedy] = hasRoom(space, wanted)
    ? [
        'The browser does not let the page store the model, as in some private windows or on a full disk.',
        'make room on the disk, or use an ordinary window',
      ]
    : [
        `The model takes ${gigabytes(wanted)}, and the browser has ${gigabytes(space.quota - space.used)} of room for this page.`,
        `remove another model${format === 'F32' ? ', take F16,' : ''} or make room on the disk`,
      ];
  return `${start} It can be used for this visit only. To keep it, ${remedy}, and add it again.`;
}
