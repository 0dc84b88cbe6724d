import {
  useEffect,
  useImperativeHandle,
  useRef,
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  type Ref,
} from 'react';

interface DialogProps {
  readonly children: ReactNode;
  readonly className?: string;
  readonly label?: string;
  readonly labelledBy?: string;
  readonly testId?: string;
  readonly ref?: Ref<DialogHandle>;
  /** Called once it is closed, in whatever way. */
  readonly onClose: () => void;
  readonly onKeyDown?: (event: KeyboardEvent) => void;
}

export interface DialogHandle {
  close(): void;
  /** Gives the dialog itself the focus, so that keys reach it. */
  focus(): void;
}

/** A modal dialog that is open as long as it is rendered. Escape and a press beside it close it. */
export function Dialog({ children, className, label, labelledBy, testId, ref, onClose, onKeyDown }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  /** A selection of text may begin inside and end beside the dialog, which is not a press beside it. */
  const isPressedBeside = useRef(false);
  useImperativeHandle(ref, () => ({
    close: () => element.current?.close(),
    focus: () => element.current?.focus(),
  }));
  useEffect(() => {
    if (!element.current?.open) element.current?.showModal();
  }, []);
  return (
    <dialog
      ref={element}
      tabIndex={-1}
      className={className}
      aria-label={label}
      aria-labelledby={labelledBy}
      data-testid={testId}
      onClose={onClose}
      onKeyDown={onKeyDown}
      onPointerDown={(event: PointerEvent) => (isPressedBeside.current = event.target === element.current)}
      onClick={({ target }) => {
        if (target === element.current && isPressedBeside.current) element.current.close();
      }}
    >
      {children}
    </dialog>
  );
}
