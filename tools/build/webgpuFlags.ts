/** A WebGPU adapter on every machine: the one that runs on the processor. Slow, but its arithmetic is a GPU's. */
export const SOFTWARE_WEBGPU = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan',
  '--use-vulkan=swiftshader',
  '--disable-vulkan-surface',
];

/** The machine's own GPU, also where Chromium would not trust its driver (Linux) or has no screen. */
export const HARDWARE_WEBGPU = [
  '--enable-unsafe-webgpu',
  '--enable-features=Vulkan',
  '--ignore-gpu-blocklist',
  '--disable-vulkan-surface',
];
