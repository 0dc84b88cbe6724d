import { useRef, useState } from 'react';
import { Dialog, type DialogHandle } from '../ui/Dialog';
import { keysOf, SHORTCUTS, type Shortcut, type ShortcutName } from '../ui/shortcuts';
import { useShortcuts } from '../ui/useShortcuts';
import { TITLES } from './Navigation';
import styles from './ShortcutsHelp.module.css';

/** The button that shows all shortcuts, as `?` does. */
export function ShortcutsHelp() {
  const dialog = useRef<DialogHandle>(null);
  const [open, setOpen] = useState(false);
  useShortcuts({ help: () => setOpen(true) });
  return (
    <>
      <button type="button" className="small" data-testid="shortcuts-button" onClick={() => setOpen(true)}>
        Keyboard shortcuts
      </button>
      {open && (
        <Dialog
          ref={dialog}
          className={styles.dialog}
          labelledBy="shortcuts-title"
          testId="shortcuts"
          onClose={() => setOpen(false)}
        >
          <h2 id="shortcuts-title">Keyboard shortcuts</h2>
          <dl>
            {(Object.entries(SHORTCUTS) as [ShortcutName, Shortcut][]).map(([name, { does, view }]) => (
              <div key={name}>
                <dt>
                  <kbd>{keysOf(name)}</kbd>
                </dt>
                <dd>
                  {does}
                  {view && <span> ({TITLES[view]})</span>}
                </dd>
              </div>
            ))}
          </dl>
          <button type="button" onClick={() => dialog.current?.close()}>
            Close
          </button>
        </Dialog>
      )}
    </>
  );
}
