import { useRef, useState, type ChangeEvent } from 'react';
import { AddressForm } from './AddressForm';
import { Camera } from './Camera';
import { usePage } from '../../page';
import styles from './OpenPicture.module.css';

/** On phones and tablets the system's own camera is better than one in a page. */
const hasSystemCamera = () => matchMedia('(pointer: coarse)').matches;

/** The ways to bring a picture of one's own. Dropping and pasting work everywhere (see DropAndPaste). */
export function OpenPicture() {
  const { openFiles } = usePage();
  const picker = useRef<HTMLInputElement>(null);
  const systemCamera = useRef<HTMLInputElement>(null);
  const [asking, setAsking] = useState<'address' | 'camera'>();
  const open = (event: ChangeEvent<HTMLInputElement>) => {
    const files = [...(event.target.files ?? [])];
    // The same file may be chosen again.
    event.target.value = '';
    if (files.length > 0) void openFiles(files);
  };
  const toggle = (what: 'address' | 'camera') => setAsking(asking === what ? undefined : what);
  return (
    <div className={styles.open}>
      <button type="button" className="primary" onClick={() => picker.current?.click()}>
        Choose a picture
      </button>
      <div className={styles.buttons}>
        <button type="button" onClick={() => (hasSystemCamera() ? systemCamera.current?.click() : toggle('camera'))}>
          Camera
        </button>
        <button type="button" aria-expanded={asking === 'address'} onClick={() => toggle('address')}>
          Web address
        </button>
      </div>
      <p className={styles.hint}>or drop one anywhere, or paste it</p>
      <input
        ref={picker}
        type="file"
        accept="image/*"
        multiple
        hidden
        data-testid="file"
        aria-label="Choose a picture"
        onChange={open}
      />
      <input
        ref={systemCamera}
        type="file"
        accept="image/*"
        capture="environment"
        hidden
        aria-label="Take a picture"
        onChange={open}
      />
      {asking === 'address' && <AddressForm onDone={() => setAsking(undefined)} />}
      {asking === 'camera' && <Camera onDone={() => setAsking(undefined)} />}
    </div>
  );
}
