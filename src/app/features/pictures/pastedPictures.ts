/**
 * The pictures of a paste that are meant as pictures. Spreadsheets and word processors put a picture of the copied text beside it: where
 * there is text, and a field that could take it, it is text that is pasted.
 */
export function pastedPictures(clipboard: DataTransfer | null, intoTextField: boolean): File[] {
  if (!clipboard) return [];
  const pictures = Array.from(clipboard.files).filter((file) => file.type.startsWith('image/'));
  const text = clipboard.getData('text/plain');
  return intoTextField && text !== '' ? [] : pictures;
}
