import { droppedFiles } from '../../lib/pathFile';
import { Messages, COMMON_TOPICS } from '../../shell/Messages';
import { DropZone } from '../../ui/DropZone';
import { ErrorNotice } from '../../ui/ErrorNotice';
import styles from '../../ui/workbench.module.css';
import { AddDataSet } from './AddDataSet';
import { CocoResults } from './CocoResults';
import { GroundingResults } from './GroundingResults';
import { PromptEditor } from './PromptEditor';
import { RunPanel } from './RunPanel';
import { bring, tryAgain } from './evaluateController';
import { useEvaluate } from './evaluateStore';
import { WorstPictures } from './WorstPictures';

/** How well the model does on annotated pictures of the visitor's own. */
export default function EvaluateView() {
  const dataSet = useEvaluate((state) => state.dataSet);
  const fault = useEvaluate((state) => state.fault);
  const repeatable = useEvaluate((state) => state.repeatable);
  const outcome = useEvaluate((state) => state.outcome);
  return (
    <main className={styles.main}>
      <div className={styles.intro}>
        <h2>Evaluate on annotated pictures</h2>
        <p>
          Average precision as COCO measures it, or recall of phrases as Flickr30k Entities does, of the model in use on
          a data set of yours, or of detections in a results file. All of it stays on this machine.
        </p>
      </div>
      <Messages topics={COMMON_TOPICS} />
      <AddDataSet />
      {fault && (
        <ErrorNotice text={fault} onRetry={repeatable ? () => void tryAgain() : undefined} testId="evaluate-fault" />
      )}
      {dataSet?.kind === 'coco' && <PromptEditor />}
      {dataSet && <RunPanel dataSet={dataSet} />}
      {outcome?.kind === 'coco' && <CocoResults outcome={outcome} />}
      {outcome?.kind === 'grounding' && <GroundingResults outcome={outcome} />}
      {outcome && <WorstPictures key={outcome.pictures.length} pictures={outcome.pictures} />}
      <DropZone invitation={invitation} onDrop={take} />
    </main>
  );
}

const invitation = () => 'Drop annotations, pictures, results';
const take = (transfer: DataTransfer) => void droppedFiles(transfer).then(bring);
