import { INPUT_SIZES, type InputSize } from '../../model';

/** What is remembered from visit to visit, beside the models themselves. Where the browser forbids that, nothing is. */

const MODEL = 'glip.model';
const INPUT_SIZE = 'glip.inputSize';

/** The id of the model that was in use. */
export const rememberedModel = (): string | undefined => read(MODEL);
export const rememberModel = (id: string) => write(MODEL, id);

export function rememberedInputSize(): InputSize | undefined {
  const size = read(INPUT_SIZE);
  return size !== undefined && Object.hasOwn(INPUT_SIZES, size) ? (size as InputSize) : undefined;
}
export const rememberInputSize = (size: InputSize) => write(INPUT_SIZE, size);

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];
const THEME = 'glip.theme';

export const rememberedTheme = (): Theme => THEMES.find((theme) => theme === read(THEME)) ?? 'system';
export const rememberTheme = (theme: Theme) => write(THEME, theme);

function read(key: string): string | undefined {
  try {
    return localStorage.getItem(key) ?? undefined;
  } catch {
    // Storage is forbidden to this page.
    return undefined;
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Forbidden or full: the next visit starts as the first did.
  }
}
