import type { Theme } from '../state/remembered';

/** Shows the page in the visitor's colours; `system` follows the system. */
export function showTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}
