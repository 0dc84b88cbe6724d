/** What of the browser is needed to copy; plain http pages have no clipboard. */
interface Environment {
  readonly clipboard?: Pick<Clipboard, 'writeText'> & Partial<Pick<Clipboard, 'write'>>;
  readonly ClipboardItem?: typeof ClipboardItem;
}

/**
 * Copies a text that is still being made. To be called while the visitor's click is handled: Safari allows copying only then, and takes
 * the promise of a text. @returns whether the text was copied; false also where it could not be made
 */
export async function copyText(
  text: Promise<string>,
  surroundings: Environment = { clipboard: navigator.clipboard, ClipboardItem: globalThis.ClipboardItem },
): Promise<boolean> {
  const { clipboard, ClipboardItem } = surroundings;
  // Whoever makes the text tells why it could not be made.
  const made = text.then(
    (text) => text,
    () => undefined,
  );
  if (clipboard?.write && ClipboardItem) {
    const item = () =>
      new ClipboardItem({ 'text/plain': text.then((text) => new Blob([text], { type: 'text/plain' })) });
    if (await succeeds(async () => clipboard.write!([item()]))) return true;
  }
  const ready = await made;
  return clipboard !== undefined && ready !== undefined && succeeds(() => clipboard.writeText(ready));
}

const succeeds = (work: () => Promise<void>) =>
  work().then(
    () => true,
    () => false,
  );
