/** Hands a file to the browser's downloads. */
export function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  Object.assign(document.createElement('a'), { href: url, download: name }).click();
  // Browsers read the file some time after the click.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** A name without its ending and without what file systems refuse. */
export const stem = (name: string) => name.replace(/\.[a-z\d]{1,5}$/i, '').replace(/[^\p{L}\p{N}._ -]/gu, '_');
