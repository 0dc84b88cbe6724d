import { usePage } from '../../page';
import { FileButton } from '../../ui/FileButton';

/** A model from a file of the visitor's own, with its tokenizer if there is one beside it. */
export function OpenModel() {
  const { openFiles } = usePage();
  return (
    <FileButton
      title="A GLIP checkpoint: .pth, .pt, .bin or .safetensors"
      accept=".pth,.pt,.bin,.ckpt,.safetensors,.json,.txt"
      testId="model-file"
      onFiles={(files) => void openFiles(files.map(({ file }) => file))}
    >
      Open a file…
    </FileButton>
  );
}
