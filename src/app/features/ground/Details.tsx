import { INPUT_SIZES, STAGES, type Stage } from '../../../model';
import { comesWithPage } from '../../../workers/registry/registry';
import { inputSizeOf } from '../../state/pace';
import { useApp } from '../../page';
import styles from './Details.module.css';
import { CardLink } from './LimitsNotice';

const NAMES: Record<Stage, string> = {
  preprocess: 'Picture, prepared',
  image: 'Picture, read',
  text: 'Text, read',
  fusion: 'Text and picture, fused',
  boxes: 'Boxes',
};
const BACKENDS = { webgpu: 'WebGPU', wasm: 'WebAssembly', cpu: 'plain JavaScript' } as const;

/** For those who want to know: model, backend and where the time went. */
export function Details() {
  const info = useApp((state) => state.modelInfo);
  const model = useApp((state) => state.model);
  const size = useApp((state) =>
    state.modelInfo?.inputSizes.length ? INPUT_SIZES[inputSizeOf(state)] : state.modelInfo?.inputSize,
  );
  const timings = useApp((state) => state.run?.timings);
  const tokens = useApp((state) => state.run?.tokens);
  if (!info || !size) return null;
  return (
    <details className={styles.details} data-testid="details">
      <summary>
        {model.title} on {BACKENDS[info.backend]}
      </summary>
      <dl className={styles.facts}>
        <dt>Model</dt>
        <dd data-testid="model">
          {model.title}, {(info.parameters / 1e6).toFixed(1)} M parameters.{' '}
          {comesWithPage(model.id) && <CardLink model={model.id} />}
        </dd>
        <dt>Runs on</dt>
        <dd data-testid="backend" data-backend={info.backend}>
          {BACKENDS[info.backend]} ({info.device})
        </dd>
        <dt>Sees pictures at</dt>
        <dd>
          {size.min} to {size.max} pixels
        </dd>
        <dt>Loaded in</dt>
        <dd>{(info.loadMilliseconds / 1000).toFixed(1)} s</dd>
        {tokens !== undefined && (
          <>
            <dt>Text</dt>
            <dd>{tokens} tokens</dd>
          </>
        )}
      </dl>
      {timings && (
        <table className={styles.timings} data-testid="timings">
          <caption>Last run, milliseconds</caption>
          <tbody>
            {STAGES.map((stage) => {
              const time = timings[stage];
              return (
                time !== undefined && (
                  <tr key={stage}>
                    <th scope="row">{NAMES[stage]}</th>
                    <td>{time === 0 ? 'kept' : Math.round(time)}</td>
                    <td aria-hidden="true">
                      <div
                        className={styles.bar}
                        style={{ width: `${timings.total > 0 ? (time / timings.total) * 100 : 0}%` }}
                      />
                    </td>
                  </tr>
                )
              );
            })}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">All</th>
              <td>{Math.round(timings.total)}</td>
              <td />
            </tr>
          </tfoot>
        </table>
      )}
      <p className={styles.note}>Everything runs in this page. Your pictures and texts never leave your machine.</p>
    </details>
  );
}
