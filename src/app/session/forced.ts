import type { ClientOptions } from '../../workers/client';

const BACKENDS = ['webgpu', 'wasm', 'cpu'] as const;

/** What the address forces: `?backend=webgpu|wasm|cpu` and `?threads=1` to `8`; anything else in it is ignored. */
export function forcedOptions(search: string): Pick<ClientOptions, 'backend' | 'threads'> {
  const fields = new URLSearchParams(search);
  const backend = BACKENDS.find((name) => name === fields.get('backend'));
  const threads = /^[1-8]$/.test(fields.get('threads') ?? '') ? Number(fields.get('threads')) : undefined;
  return { ...(backend && { backend }), ...(threads && { threads }) };
}
