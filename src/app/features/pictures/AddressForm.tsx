import { useState, type FormEvent } from 'react';
import { usePage } from '../../page';
import styles from './OpenPicture.module.css';

/** A picture by its https address. What was typed stays when it cannot be opened. */
export function AddressForm({ onDone }: { onDone: () => void }) {
  const { pictures } = usePage();
  const [address, setAddress] = useState('');
  const [busy, setBusy] = useState(false);
  const open = async () => {
    setBusy(true);
    const opened = await pictures.openAddress(address);
    setBusy(false);
    if (opened) onDone();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void open();
  };
  return (
    <form className={styles.address} onSubmit={submit} noValidate>
      <label htmlFor="address">Address of a picture (https)</label>
      <input
        id="address"
        type="url"
        inputMode="url"
        autoComplete="off"
        autoFocus
        placeholder="https://example.org/picture.jpg"
        data-testid="address"
        value={address}
        onChange={(event) => setAddress(event.target.value)}
      />
      <button type="submit" disabled={busy}>
        {busy ? 'Opening …' : 'Open'}
      </button>
    </form>
  );
}
