import type { WeightFormat } from '../../../model';
import type { Origin, StoredModel } from '../../messages/library';

/** What is kept beside a model's files; written last, so that where it is, everything is. */
export interface Manifest extends Omit<StoredModel, 'hasTokenizer' | 'bytes'> {
  readonly version: typeof VERSION;
  /** Of model.safetensors. */
  readonly weightsBytes: number;
  /** CRC-32 of each tensor's bytes in that file. */
  readonly checksums: Readonly<Record<string, number>>;
}

export const VERSION = 1;

/** Undefined for anything that is not whole, or of another version of this page. */
export function readManifest(json: unknown): Manifest | undefined {
  if (typeof json !== 'object' || json === null) return undefined;
  const manifest = json as Partial<Record<keyof Manifest, unknown>>;
  const texts = [manifest.id, manifest.title, manifest.variant, manifest.added].every(
    (value) => typeof value === 'string',
  );
  const counts = [manifest.parameters, manifest.weightsBytes].every((value) => Number.isSafeInteger(value));
  const rest =
    manifest.version === VERSION &&
    isFormat(manifest.format) &&
    isOrigin(manifest.origin) &&
    Array.isArray(manifest.keptF32);
  const checksums =
    typeof manifest.checksums === 'object' &&
    manifest.checksums !== null &&
    Object.values(manifest.checksums).every(Number.isInteger);
  return texts && counts && rest && checksums ? (json as Manifest) : undefined;
}

export const isFormat = (value: unknown): value is WeightFormat => value === 'I8' || value === 'F16' || value === 'F32';

function isOrigin(value: unknown): value is Origin {
  const origin = value as Partial<{ kind: string; name: string; url: string }> | undefined;
  return (
    (origin?.kind === 'file' && typeof origin.name === 'string') ||
    (origin?.kind === 'address' && typeof origin.url === 'string')
  );
}
