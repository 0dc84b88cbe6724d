import { useState } from 'react';

interface ExampleButtonProps {
  /** Fills the view with a small example. */
  readonly onTry: () => Promise<void>;
}

/** Fills an empty view, ready for its main command. */
export function ExampleButton({ onTry }: ExampleButtonProps) {
  const [busy, setBusy] = useState(false);
  const fill = async () => {
    setBusy(true);
    await onTry();
    setBusy(false);
  };
  return (
    <button type="button" data-testid="example" disabled={busy} onClick={() => void fill()}>
      {busy ? 'Drawing …' : 'Try an example'}
    </button>
  );
}
