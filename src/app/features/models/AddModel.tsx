import { useState, type FormEvent } from 'react';
import { INPUT_SIZES, type InputSize } from '../../../model';
import { FLOAT16_EFFECT, INT8_EFFECT } from '../../../workers/registry/formatEffects';
import { ResolutionChoice } from '../../ui/Resolution';
import { useApp, usePage } from '../../page';
import styles from './AddModel.module.css';

const SIZES = Object.keys(INPUT_SIZES) as InputSize[];

/** A model from elsewhere, and what holds for whichever comes. */
export function AddModel() {
  return (
    <section className={styles.add} aria-label="Other models">
      <AddressForm />
      <FormatChoice />
      <ResolutionChoice title="Resolution of the large models" sizes={SIZES} />
    </section>
  );
}

/** What was typed stays when it is no address. */
function AddressForm() {
  const { models } = usePage();
  const [address, setAddress] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (models.downloadFrom(address)) setAddress('');
  };
  return (
    <form className={styles.address} onSubmit={submit} noValidate>
      <label htmlFor="model-address">
        Another GLIP, by its address (https; its server must allow other sites to read it)
      </label>
      <input
        id="model-address"
        type="url"
        inputMode="url"
        autoComplete="off"
        placeholder="https://example.org/model.pth"
        data-testid="model-address"
        value={address}
        onChange={(event) => setAddress(event.target.value)}
      />
      <button type="submit">Download</button>
    </form>
  );
}

const FORMATS = [
  ['F16', 'half the room'],
  ['I8', 'a quarter of the room'],
  ['F32', 'as trained'],
] as const;

function FormatChoice() {
  const format = useApp((state) => state.format);
  const setFormat = useApp((state) => state.setFormat);
  return (
    <fieldset className={styles.format}>
      <legend>Keep weights as</legend>
      {FORMATS.map(([name, what]) => (
        <label key={name}>
          <input type="radio" name="format" value={name} checked={format === name} onChange={() => setFormat(name)} />{' '}
          {name}, {what}
        </label>
      ))}
      <p>{format === 'I8' ? INT8_EFFECT : FLOAT16_EFFECT}</p>
    </fieldset>
  );
}
