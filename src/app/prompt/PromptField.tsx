import { useRef, useState, type MouseEvent, type PointerEvent } from 'react';
import type { Span } from '../../model/types';
import { useApp } from '../store/store';
import { Backdrop } from './Backdrop';
import styles from './PromptField.module.css';
import { PromptTools } from './PromptTools';

/** The text field, with the phrases coloured behind its letters. */
export function PromptField() {
  const prompt = useApp((state) => state.prompt);
  const setPrompt = useApp((state) => state.setPrompt);
  const point = useApp((state) => state.point);
  const toggleHeat = useApp((state) => state.toggleHeat);
  const field = useRef<HTMLTextAreaElement>(null);
  const [selection, setSelection] = useState<Span>({ start: 0, end: 0 });

  const readSelection = () => {
    const { selectionStart, selectionEnd } = field.current!;
    setSelection({ start: selectionStart, end: selectionEnd });
  };
  const pointAt = (event: PointerEvent) => {
    const phrase = below(event, 'mark')?.dataset.phrase;
    point(phrase === undefined ? undefined : { phrase: Number(phrase) });
  };
  const clickAt = (event: MouseEvent) => {
    const { selectionStart, selectionEnd } = field.current!;
    const word = below(event, '[data-start]')?.dataset;
    if (word && selectionStart === selectionEnd) toggleHeat({ start: Number(word.start), end: Number(word.end) });
  };

  return (
    <section className={styles.prompt} aria-label="Text">
      <label className={styles.label} htmlFor="prompt">
        Caption, or a list of things to find
      </label>
      <div className={styles.scroll}>
        <div className={styles.editor}>
          <Backdrop />
          <textarea
            id="prompt"
            ref={field}
            className={styles.field}
            data-testid="prompt"
            value={prompt}
            rows={1}
            spellCheck={false}
            autoCapitalize="off"
            placeholder="a cat on a red sofa — or a list: cat. dog. traffic light"
            aria-describedby="prompt-help"
            onChange={(event) => setPrompt(event.target.value)}
            onSelect={readSelection}
            onPointerMove={pointAt}
            onPointerLeave={() => point(undefined)}
            onClick={clickAt}
          />
        </div>
      </div>
      <PromptTools selection={selection} />
    </section>
  );
}

/** The text field takes all pointer events; what lies behind it at that point is asked for here. */
function below({ clientX, clientY }: { clientX: number; clientY: number }, selector: string): HTMLElement | undefined {
  return document.elementsFromPoint(clientX, clientY).find((element): element is HTMLElement => element instanceof HTMLElement && element.matches(selector));
}
