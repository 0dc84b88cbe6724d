import type { ReactNode } from 'react';
import { droppedFiles } from '../../lib/pathFile';
import { sentenceOf } from '../../engine/sentence';
import { DropZone } from '../../ui/DropZone';
import { ErrorNotice } from '../../ui/ErrorNotice';
import styles from '../../ui/workbench.module.css';
import { AskPanel } from './AskPanel';
import { useShortcuts } from '../../ui/useShortcuts';
import { AddPictures } from './AddPictures';
import { ExportPanel } from './ExportPanel';
import { LabelEditor } from './LabelEditor';
import { ReviewPanel } from './ReviewPanel';
import { useLabel, useLabelController } from './labelStore';

/** Boxes for many pictures at once: proposed by the model, reviewed by the visitor, saved in the usual formats. */
export function LabelView({ notices }: { readonly notices: ReactNode }) {
  const { store, start, addFiles, undo, redo } = useLabelController();
  useShortcuts({ undo, redo }, { inDialog: true });
  const fault = useLabel((state) => state.fault);
  const repeatable = useLabel((state) => state.repeatable);
  const note = useLabel((state) => state.note);
  const lasting = useLabel((state) => state.lasting);
  const any = useLabel((state) => state.entries.length > 0);
  const editing = useLabel((state) => state.editing);
  return (
    <main className={styles.main} tabIndex={-1}>
      <div className={styles.intro}>
        <h2>Label many pictures</h2>
        <p>
          Write what to look for, or bring captions; the model proposes boxes, you accept, change or reject them.
          {lasting && ' All of it is kept on this device, also when the page is closed.'}
        </p>
      </div>
      {notices}
      {!lasting && (
        <p className={styles.notice} role="status" data-testid="label-visit-only">
          This browser lets the page store nothing, as in some private windows. Pictures and labels are kept in this tab
          only: closing or reloading it loses them, so export before you leave.
        </p>
      )}
      <AddPictures />
      {fault && <ErrorNotice text={fault} onRetry={repeatable ? () => void start() : undefined} testId="label-fault" />}
      {note && (
        <p className={styles.hint} role="status" data-testid="label-note">
          {note}
        </p>
      )}
      {any && <AskPanel />}
      {any && <ReviewPanel />}
      {any && <ExportPanel />}
      {editing !== undefined && <LabelEditor id={editing} />}
      <DropZone
        invitation={invitation}
        onDrop={(transfer) =>
          void droppedFiles(transfer).then(addFiles, (error: unknown) =>
            store.getState().told({ fault: sentenceOf(error) }),
          )
        }
      />
    </main>
  );
}

const invitation = () => 'Drop pictures, captions, or labels to go on with';
