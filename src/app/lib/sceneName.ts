/** Scenes in two shapes: for screens that are wider than high, and for those that are not. */
export const FORMATS = {
  wide: { width: 640, height: 480 },
  tall: { width: 480, height: 576 },
} as const satisfies Record<string, { readonly width: number; readonly height: number }>;
export type Format = keyof typeof FORMATS;

/** Names a scene: the same name means the same scene, everywhere. */
export interface SceneName {
  readonly format: Format;
  /** 0 up to, not including, SEEDS. */
  readonly seed: number;
}

/** Short enough to be read out. */
export const SEEDS = 1_000_000;
/** To be raised when the same name no longer means the same scene: links say which they were made with. */
export const SCENE_VERSION = 1;
