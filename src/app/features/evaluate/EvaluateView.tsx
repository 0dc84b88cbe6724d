import type { ReactNode } from 'react';
import { sentenceOf } from '../../engine/sentence';
import { droppedFiles } from '../../lib/pathFile';
import { DropZone } from '../../ui/DropZone';
import { ErrorNotice } from '../../ui/ErrorNotice';
import styles from '../../ui/workbench.module.css';
import { AddDataSet } from './AddDataSet';
import { CocoResults } from './CocoResults';
import { GroundingResults } from './GroundingResults';
import { PromptEditor } from './PromptEditor';
import { RunPanel } from './RunPanel';
import { useEvaluate, useEvaluateController } from './evaluateStore';
import { WorstPictures } from './WorstPictures';

/** How well the model does on annotated pictures of the visitor's own. */
export function EvaluateView({ notices }: { readonly notices: ReactNode }) {
  const { store, addFiles, tryAgain } = useEvaluateController();
  const dataSet = useEvaluate((state) => state.dataSet);
  const fault = useEvaluate((state) => state.fault);
  const repeatable = useEvaluate((state) => state.repeatable);
  const outcome = useEvaluate((state) => state.outcome);
  const outcomeKey = useEvaluate((state) => state.outcomes);
  return (
    <main className={styles.main} tabIndex={-1}>
      <div className={styles.intro}>
        <h2>Evaluate on annotated pictures</h2>
        <p>
          Average precision as COCO measures it, or recall of phrases as Flickr30k Entities does, of the model in use on
          a data set of yours, or of detections in a results file. All of it stays on this machine.
        </p>
      </div>
      {notices}
      <AddDataSet />
      {fault && (
        <ErrorNotice text={fault} onRetry={repeatable ? () => void tryAgain() : undefined} testId="evaluate-fault" />
      )}
      {dataSet?.kind === 'coco' && <PromptEditor />}
      {dataSet && <RunPanel dataSet={dataSet} />}
      {outcome?.kind === 'coco' && <CocoResults outcome={outcome} />}
      {outcome?.kind === 'grounding' && <GroundingResults outcome={outcome} />}
      {outcome && <WorstPictures key={outcomeKey} pictures={outcome.pictures} />}
      <DropZone
        invitation={invitation}
        onDrop={(transfer) =>
          void droppedFiles(transfer).then(addFiles, (error: unknown) => store.getState().failed(sentenceOf(error)))
        }
      />
    </main>
  );
}

const invitation = () => 'Drop annotations, pictures, results';
