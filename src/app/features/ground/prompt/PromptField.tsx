import { useEffect, useRef, useState, type MouseEvent, type PointerEvent } from 'react';
import type { Span } from '../../../../model';
import { useApp } from '../../../page';
import { keysOf } from '../../../ui/shortcuts';
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
  // Nothing is selected until the visitor has been in the field.
  const [selection, setSelection] = useState<Span>();

  useEffect(() => {
    const element = field.current!;
    const read = () => {
      if (document.activeElement === element)
        setSelection({ start: element.selectionStart, end: element.selectionEnd });
    };
    // React's onSelect misses what assistive technology selects; the handles on a phone tell the document only.
    element.addEventListener('select', read);
    document.addEventListener('selectionchange', read);
    return () => {
      element.removeEventListener('select', read);
      document.removeEventListener('selectionchange', read);
    };
  }, []);
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
      <div className={styles.head}>
        <label htmlFor="prompt">Caption, or a list of things to find</label>
        <UndoButtons />
        <Tokens />
      </div>
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

function UndoButtons() {
  const undoable = useApp((state) => state.history.past.length > 0);
  const redoable = useApp((state) => state.history.future.length > 0);
  const undo = useApp((state) => state.undo);
  const redo = useApp((state) => state.redo);
  return (
    <span className={styles.undo}>
      <button
        type="button"
        className="quiet"
        disabled={!undoable}
        title={`Undo (${keysOf('undo')})`}
        aria-label="Undo"
        onClick={undo}
      >
        ↶
      </button>
      <button
        type="button"
        className="quiet"
        disabled={!redoable}
        title={`Redo (${keysOf('redo')})`}
        aria-label="Redo"
        onClick={redo}
      >
        ↷
      </button>
    </span>
  );
}

function Tokens() {
  const tokens = useApp((state) => state.tokens);
  const maxTokens = useApp((state) => state.modelInfo?.maxTokens);
  if (tokens === undefined || maxTokens === undefined) return null;
  return (
    <span
      className={styles.tokens}
      data-testid="tokens"
      title="Word pieces of the text, and how many the model reads at once"
    >
      {tokens} / {maxTokens} tokens
    </span>
  );
}

/** The text field takes all pointer events; what lies behind it at that point is asked for here. */
function below({ clientX, clientY }: { clientX: number; clientY: number }, selector: string): HTMLElement | undefined {
  return document
    .elementsFromPoint(clientX, clientY)
    .find((element): element is HTMLElement => element instanceof HTMLElement && element.matches(selector));
}
