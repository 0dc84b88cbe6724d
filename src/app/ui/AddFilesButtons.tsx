import { FileButton } from './FileButton';
import type { PathFile } from '../lib/pathFile';

interface BringButtonsProps {
  /** Nothing has been brought yet: the folder is what to begin with. */
  readonly first: boolean;
  /** Begins the test ids: `name-folder` and `name-files`. */
  readonly name: string;
  readonly onFiles: (files: readonly PathFile[]) => void;
}

/** A whole folder, or some files. */
export function AddFilesButtons({ first, name, onFiles }: BringButtonsProps) {
  return (
    <>
      <FileButton folder className={first ? 'primary' : undefined} testId={`${name}-folder`} onFiles={onFiles}>
        Choose a folder
      </FileButton>
      <FileButton testId={`${name}-files`} onFiles={onFiles}>
        Choose files
      </FileButton>
    </>
  );
}
