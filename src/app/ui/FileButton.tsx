import { useRef, type ChangeEvent, type ReactNode } from 'react';
import { chosenFiles, type PathFile } from '../lib/pathFile';

interface FilePickerProps {
  readonly children: ReactNode;
  readonly onFiles: (files: PathFile[]) => void;
  /** A folder with all that is in it, instead of single files. */
  readonly folder?: boolean;
  readonly accept?: string;
  readonly className?: string;
  readonly title?: string;
  readonly testId: string;
}

/** Every browser knows it, the types do not. */
const FOLDER = { webkitdirectory: '' };

/** A button that asks for files. */
export function FileButton({ children, onFiles, folder, accept, className, title, testId }: FilePickerProps) {
  const input = useRef<HTMLInputElement>(null);
  const take = (event: ChangeEvent<HTMLInputElement>) => {
    const files = chosenFiles(event.target.files);
    // The same files may be chosen again.
    event.target.value = '';
    if (files.length > 0) onFiles(files);
  };
  return (
    <>
      <button type="button" className={className} title={title} onClick={() => input.current?.click()}>
        {children}
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept={accept}
        aria-hidden="true"
        tabIndex={-1}
        data-testid={testId}
        onChange={take}
        {...(folder && FOLDER)}
      />
    </>
  );
}
