/** Amounts as a visitor reads them. */

/** "3.5 MB", "930 MB", "1.86 GB"; decimal units, as file managers and download pages show them. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  if (bytes < 1e6) return `${(bytes / 1e3).toFixed(0)} KB`;
  if (bytes < 1e7) return `${(bytes / 1e6).toFixed(1)} MB`;
  // What rounds to 1000 MB is a gigabyte.
  if (bytes < 999.5e6) return `${(bytes / 1e6).toFixed(0)} MB`;
  return `${(bytes / 1e9).toFixed(bytes < 9.995e9 ? 2 : 1)} GB`;
}

/** Rounded, so that it does not jump about: "about 50 s left", "about 1 h 31 min left". Empty where it cannot be told. */
export function formatTimeLeft(seconds: number): string {
  if (!Number.isFinite(seconds)) return '';
  if (seconds < 10) return 'a few seconds left';
  if (seconds < 60) return `about ${Math.ceil(seconds / 10) * 10} s left`;
  if (seconds < 3600) return `about ${Math.ceil(seconds / 60)} min left`;
  const all = Math.round(seconds / 60);
  const [hours, minutes] = [Math.floor(all / 60), all % 60];
  return minutes === 0 ? `about ${hours} h left` : `about ${hours} h ${minutes} min left`;
}

/** "0.8 s", "12 s", "3 min": how long a run takes. */
export function formatDuration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (seconds < 99.5) return `${seconds.toFixed(0)} s`;
  return `${Math.round(seconds / 60)} min`;
}

/** "0.573"; a dash where there is nothing to take a fraction of, which COCO writes as -1. */
export const formatFraction = (fraction: number | null | undefined) =>
  fraction == null || fraction < 0 ? '–' : fraction.toFixed(3);
