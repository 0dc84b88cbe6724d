import type { ReactNode } from 'react';
import type { CatalogueEntry } from './catalogue';
import styles from './ModelCard.module.css';
import { formatBytes } from '../../lib/format';

/** What one chooses by: training, figures, sizes, licence. */
export function ModelFacts({ entry: { about, kept } }: { entry: CatalogueEntry }) {
  const parameters = about?.parameters ?? kept?.parameters;
  return (
    <dl className={styles.facts}>
      {about && (
        <Fact name="Trained on" shape="line">
          {about.trainedOn}
        </Fact>
      )}
      {about?.coco !== undefined && (
        <Fact name={<abbr title="Average precision on COCO val2017, zero-shot, as reported">COCO AP</abbr>}>
          {about.coco.toFixed(1)}
        </Fact>
      )}
      {about?.lvis && (
        <Fact
          name={
            <abbr
              title={`Average precision of rare classes on LVIS minival, zero-shot, as reported for ${about.lvis.of}`}
            >
              LVIS APr
            </abbr>
          }
        >
          {about.lvis.apr.toFixed(1)}
          {about.lvis.of !== 'this checkpoint' && <small> best</small>}
        </Fact>
      )}
      {about && !about.builtIn && <Fact name="Download">{formatBytes(about.neededBytes)}</Fact>}
      {about && <Fact name="Memory">{formatBytes(about.memoryBytes)}</Fact>}
      {parameters !== undefined && <Fact name="Parameters">{(parameters / 1e6).toFixed(0)} M</Fact>}
      {about && (
        <Fact name="Licence" shape="long">
          {about.licence}
        </Fact>
      )}
    </dl>
  );
}

/** @param shape `line`: name and value on a line of their own; `long`: so much text that a phone has no room for it beside others. */
function Fact({ name, shape, children }: { name: ReactNode; shape?: 'line' | 'long'; children: ReactNode }) {
  return (
    <div className={styles.fact} data-shape={shape}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
