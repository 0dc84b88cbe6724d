import { useRef, type ChangeEvent } from 'react';
import { openFiles } from '../../shell/page';

const ACCEPTED = '.pth,.pt,.bin,.ckpt,.safetensors,.json,.txt';

/** A model from a file of the visitor's own, with its tokenizer if there is one beside it. */
export function OpenModel() {
  const picker = useRef<HTMLInputElement>(null);
  const open = (event: ChangeEvent<HTMLInputElement>) => {
    const files = [...(event.target.files ?? [])];
    // The same file may be chosen again.
    event.target.value = '';
    if (files.length > 0) void openFiles(files);
  };
  return (
    <>
      <button
        type="button"
        title="A GLIP checkpoint: .pth, .pt, .bin or .safetensors"
        onClick={() => picker.current?.click()}
      >
        Open a file…
      </button>
      <input
        ref={picker}
        type="file"
        multiple
        accept={ACCEPTED}
        hidden
        data-testid="model-file"
        aria-label="Open a model file"
        onChange={open}
      />
    </>
  );
}
