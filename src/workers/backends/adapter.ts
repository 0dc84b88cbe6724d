/** The part of a GPUAdapterInfo that names the hardware; browsers leave out, or blank, what they please. */
export interface AdapterInfo {
  readonly vendor?: string;
  readonly architecture?: string;
  readonly device?: string;
  readonly description?: string;
  readonly isFallbackAdapter?: boolean;
}

/** The adapter that WebGPU offers, or null where there is none. */
export async function requestAdapter(): Promise<GPUAdapter | null> {
  // Not in every browser, whatever the type says.
  const { gpu } = navigator as { gpu?: GPU };
  return (await gpu?.requestAdapter({ powerPreference: 'high-performance' })) ?? null;
}

/** Rasterisers that run on the processor: correct, but far slower there than wasm. */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|softpipe|software|basic render|\bwarp\b/i;

/** `isFallbackAdapter` has moved from the adapter to its info; browsers have the one or the other. */
export function isSoftwareAdapter(adapter: {
  readonly info: AdapterInfo;
  readonly isFallbackAdapter?: boolean;
}): boolean {
  return (
    adapter.isFallbackAdapter === true ||
    adapter.info.isFallbackAdapter === true ||
    SOFTWARE.test(words(adapter.info).join(' '))
  );
}

/** The GPU's name, as far as the browser tells it. */
export function adapterName(info: AdapterInfo): string {
  if (info.description) return info.description;
  const known = words(info);
  return known.length > 0 ? known.join(' ') : 'GPU';
}

const words = (info: AdapterInfo) =>
  [info.vendor, info.architecture, info.device, info.description].filter((word) => word !== undefined && word !== '');
