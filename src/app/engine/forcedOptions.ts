import type { ClientOptions } from './groundingClient';

const BACKENDS = ['webgpu', 'wasm', 'cpu'] as const;

export type ForcedOptions = Pick<ClientOptions, 'backend' | 'threads' | 'profile'>;

/** What the address forces: `?backend=webgpu|wasm|cpu`, `?threads=1` to `8`, and `?profile`; anything else in it is ignored. */
export function forcedOptions(search: string): ForcedOptions {
  const fields = new URLSearchParams(search);
  const backend = BACKENDS.find((name) => name === fields.get('backend'));
  const threads = /^[1-8]$/.test(fields.get('threads') ?? '') ? Number(fields.get('threads')) : undefined;
  return { ...(backend && { backend }), ...(threads && { threads }), ...(fields.has('profile') && { profile: true }) };
}
